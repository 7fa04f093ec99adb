#!/usr/bin/env python3
"""What Doxygen reads of a header: the same, with the habits of this tree spelled out. Usage: filter.py HEADER

- The comment at the top of a file describes the file.
- A comment holds also for the declarations right below the one it stands at, up to the next empty line: overloads, or
  functions that differ in a word.
- A plain comment with an empty line below it says what holds for all functions after it, up to the next such comment.
- What is the same everywhere is described once, in HABITS.
- A line with an arrow is a formula and stays a line.
- Several members in one line share what stands behind them.
- A namespace of INTERNAL is nobody's business but the library's.
"""
import re
import sys

NO_DECLARATION = re.compile(r"[})#]|(public|private|protected):|(namespace|friend|using namespace|static_assert)\b")
FUNCTION = re.compile(r"\boperator\b|\w\(|^using ")


HABITS = [
    (r"struct \w+Options\b", "Options, each with its default."),
    (r"Tensor operator\(\)\(const Tensor& x\) const", "What the layer makes of x."),
    (r"std::unique_ptr<arrays::Minimizer> make_minimizer\(const \w+& options\)", "The method that goes by these options."),
    (r"explicit \w+\(const (Options|\w+Options)& options( = \{\})?\)", "The method with these options, before its first run."),
    (r"(\w+)\((const \1&|\1&&)( \w+)?\)|(\w+)& operator=\((const \4&|\4&&)", "Copies or moves."),
    (r"const \w*Options& options\(", "The options as they stand."),
]

INTERNAL = ["recording"]
MEMBERS = re.compile(r"( *)([\w:<> ]+?) (\w+(?: = [^,;()]+)?(?:, \w+(?: = [^,;()]+)?)+);(.*)")


def habit(code):
    return next((text for pattern, text in HABITS if re.match(pattern, code)), None)


def is_documented(line):
    return line.startswith("///")


def spell_out(text):
    lines = text.splitlines()
    out, at = [], 0
    while at < len(lines) and lines[at].startswith("//"):
        out.append(("/// @file\n" if at == 0 else "") + "///" + lines[at][2:])
        at += 1

    section = []          # of the functions that follow
    own, shared = [], []  # comments above this line, and those of the paragraph
    shared_indent = None
    starts = True         # a declaration may begin here
    while at < len(lines):
        line = lines[at]
        for name in INTERNAL:
            if line == f"namespace {name} {{":
                out.append("/// @cond")
            if line == f"}}  // namespace {name}":
                line += "\n/// @endcond"
        code = line.split("//")[0].rstrip()
        indent = len(line) - len(line.lstrip())
        stripped = line.strip()
        at += 1
        if not stripped:
            own, shared = [], []
        elif stripped.startswith("///"):
            if " <- " in line:  # a formula has a line for itself
                out[-1] += "  " if own else ""
                line += "  "
            own.append(line)
        elif stripped.startswith("//"):
            block = [line]
            while at < len(lines) and lines[at].strip().startswith("//") and not is_documented(lines[at].strip()):
                block.append(lines[at])
                at += 1
            if at < len(lines) and not lines[at].strip():
                section = [re.sub(r"//", "///", each, count=1) for each in block]
            out.extend(block[:-1])
            line = block[-1]
        else:
            if starts and not NO_DECLARATION.match(stripped):
                if own:
                    shared, shared_indent, own = own, indent, []
                elif "///<" in line:
                    pass
                elif habit(stripped):
                    out.append(" " * indent + "/// " + habit(stripped))
                elif shared and indent == shared_indent:
                    out.extend(shared)
                elif section and FUNCTION.search(code) and indent == len(section[0]) - len(section[0].lstrip()):
                    out.extend(section)
            several = MEMBERS.fullmatch(line)
            if several and ("///<" in line or (shared and indent == shared_indent)):
                space, kind, names, comment = several.groups()
                between = "\n" if "///<" in line else "\n" + "\n".join(shared) + "\n"
                line = between.join(f"{space}{kind} {each};{comment}" for each in re.split(r", (?=\w)", names))
            own = []
            starts = code.endswith((";", "{", "}", ":")) or stripped.startswith("#")
        out.append(line)
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    print(spell_out(open(sys.argv[1], encoding="utf-8").read()), end="")
