#!/usr/bin/env python3
"""Usage: page_in_browser.py REPORT: a browser loads the page of all figures without an error; on a phone nothing is wider
than it, and every picture large enough to read.

Skipped (status 77) where there is no Chromium.
"""
import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

program = os.path.abspath(sys.argv[1])
tree = pathlib.Path(__file__).resolve().parents[2]
browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
if not browser:
    print("no chromium, chromium-browser or google-chrome in $PATH")
    sys.exit(77)

# A window cannot be as narrow as a phone; a frame can. What scrolls in a box of its own may be wider than the page.
FRAME = """<!DOCTYPE html><title>{}</title><iframe src="out/report/index.html" width="%d" height="844"></iframe>
<script>
onerror = message => { document.title = JSON.stringify({error: message}); };
document.querySelector("iframe").onload = event => {
  const page = event.target.contentDocument, root = page.documentElement, all = s => [...page.querySelectorAll(s)];
  for (const details of all("details")) details.open = true;
  const wide = all("body *").filter(box => !box.closest("svg *, .picture > *, .scroll > *, pre > *") &&
                                           box.getBoundingClientRect().right > root.clientWidth + 0.5);
  document.title = JSON.stringify({
    figures: all("article").map(a => a.id), rows: all("#numbers tbody tr").length,
    width: root.clientWidth, scroll: root.scrollWidth, wide: wide.map(box => box.tagName + "." + box.className),
    pictures: all("figure svg").map(svg => Math.round(svg.getBoundingClientRect().width))});
};
</script>"""


def seen_at(width, folder):
    frame = folder / "frame.html"
    frame.write_text(FRAME % width)
    with tempfile.TemporaryDirectory() as profile:
        run = subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                              "--disable-background-networking", "--disable-component-update", "--disable-sync",
                              "--allow-file-access-from-files", "--user-data-dir=" + profile, "--enable-logging=stderr",
                              "--virtual-time-budget=20000", "--dump-dom", frame.as_uri()],
                             capture_output=True, text=True, timeout=120)
    faults = [line for line in run.stderr.splitlines() if ":CONSOLE" in line]
    if faults:
        sys.exit("the browser reports: " + "\n".join(faults))
    return json.loads(html.unescape(re.search(r"<title>(.*?)</title>", run.stdout, re.DOTALL)[1]))


lines = (tree / "examples/data/numbers.csv").read_text().splitlines()
rows = sum(not line.startswith("#") for line in lines) - 1
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    # With the built-in digits.
    subprocess.run([program], cwd=folder, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "MNIST_DIR": ""})
    # Where gnuplot is, every figure's data has a picture.
    pictures = len(list((folder / "out/report").glob("F*.json"))) if shutil.which("gnuplot") else 0
    for width in (390, 1200):
        seen = seen_at(width, folder)
        print(width, seen)
        if "figures" not in seen:
            sys.exit(f"the page was not loaded: {seen}")
        if seen["figures"] != [f"F{n}" for n in range(1, 12)] or seen["rows"] != rows:
            sys.exit(f"a figure or one of the {rows} rows of numbers is missing: {seen}")
        if seen["width"] > width or seen["scroll"] > seen["width"] or seen["wide"]:
            sys.exit(f"at {width} pixels something is wider than the page: {seen}")
        if len(seen["pictures"]) != pictures or any(w < 600 for w in seen["pictures"]):
            sys.exit(f"at {width} pixels one of {pictures} pictures is missing or too small to read: {seen}")
