// The style sheet of the page.
#include <examples/report_page/style.hpp>

namespace thalweg::examples {

const char* const page_style = R"(
:root { color-scheme: light; --ink: #1b1f24; --soft: #59636e; --line: #d6dbe1; --link: #0057a8; --box: #f4f6f8; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; color: var(--ink); background: #fff; font: 17px/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
header, main, footer { max-width: 60rem; margin: 0 auto; padding: 0 1rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 2rem 0 .5rem; }
h2 { font-size: 1.5rem; margin: 3rem 0 .5rem; border-bottom: 2px solid var(--line); padding-bottom: .25rem; }
h3 { font-size: 1.2rem; margin: 0 0 .5rem; }
h4 { font-size: 1rem; margin: 1rem 0 .25rem; }
a { color: var(--link); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; margin: 1rem 0; }
nav a { display: block; padding: .3rem .7rem; border: 1px solid var(--line); border-radius: 1rem; text-decoration: none; }
article { margin: 2.5rem 0; }
article:target h3, section:target h2 { color: var(--link); }
.said { margin: .5rem 0; padding: .25rem 0 .25rem 1rem; border-left: 4px solid var(--line); }
.label { color: var(--soft); font-size: .9rem; }
.settings { color: var(--soft); font-size: .95rem; margin: .5rem 0; }
.findings { margin: .5rem 0; padding-left: 1.25rem; }
figure { margin: 1rem 0; }
.picture { overflow-x: auto; }
.picture svg { display: block; width: 100%; min-width: 600px; max-width: 900px; height: auto; margin: 0 auto; }
figcaption { color: var(--soft); font-size: .9rem; text-align: center; }
.note { background: #fff4d6; border: 1px solid #e3c56b; border-radius: .4rem; padding: .75rem 1rem; }
.fault { background: #fde8e6; border: 1px solid #d9776c; border-radius: .4rem; padding: .75rem 1rem; }
.scroll { overflow-x: auto; margin: .5rem 0 1rem; border: 1px solid var(--line); border-radius: .4rem; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .7rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { background: var(--box); }
tbody tr:last-child td { border-bottom: 0; }
td.long { white-space: normal; min-width: 28rem; }
td.holds { color: #00654a; }
td.broken { color: #a8200d; font-weight: 600; }
pre { overflow-x: auto; background: var(--box); padding: .75rem 1rem; border-radius: .4rem; font-size: .85rem; }
details { margin: .75rem 0; }
summary { cursor: pointer; color: var(--link); }
.mistakes > li { margin: 1.25rem 0; }
.mistakes p { margin: .25rem 0; }
code { font-size: .9em; }
footer { color: var(--soft); font-size: .9rem; padding-bottom: 3rem; }
@media print { nav, summary { display: none; } article { break-inside: avoid; } }
)";

}  // namespace thalweg::examples
