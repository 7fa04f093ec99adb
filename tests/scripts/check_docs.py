"""scripts/check-docs must see what drifts: code, outputs, blocks and links without a source. Usage: check_docs.py SCRIPT"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

script = sys.argv[1]
GOOD = """A chapter.

<!-- code: code/a.cpp#sum -->
```cpp
int x = 1;
```

<!-- code: code/a.cpp@void f( -->
```cpp
/// What f does.
void f() {
  g();
}
```

<!-- output: a#sum -->
```text
total 1.25, [1.0000 2.50], 3 items
```

See [the code](code/a.cpp).

```sh
ls
```
"""
SOURCE = """int main() {
  // [sum]
  int x = 1;
  // [/sum]
}
/// What f does.
void f() {
  g();
}
"""


def run(chapter, *options, printed="total 1.25, [1.0000 2.50], 3 items"):
    """Status, what was said, and the chapter afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for part in ("scripts", "code", "docs", "programs"):
            (root / part).mkdir()
        shutil.copy(script, root / "scripts/check-docs")
        (root / "code/a.cpp").write_text(SOURCE)
        (root / "docs/code").symlink_to(root / "code")
        program = root / "programs/a"
        program.write_text(f"#!/bin/sh\ncat <<'END'\n# other\nnothing\n# sum\n{printed}\n# rest\nEND\n")
        program.chmod(0o755)
        page = root / "docs/a.md"
        page.write_text(chapter)
        result = subprocess.run([sys.executable, str(root / "scripts/check-docs"), *options, str(root / "programs"),
                                 str(page)], capture_output=True, text=True)
        return result.returncode, result.stdout + result.stderr, page.read_text()


def expect(what, outcome, good, said=""):
    status, text, _ = outcome
    if (status == 0) != good or said not in text:
        sys.exit(f"{what}: status {status}, said\n{text}")


expect("a chapter in order", run(GOOD), True)
expect("code that drifted", run(GOOD.replace("int x = 1", "int x = 2")), False, "code/a.cpp#sum is\nint x = 1;")
expect("a block of code that drifted", run(GOOD.replace("g();", "h();")), False, "code/a.cpp@void f( is")
expect("an anchor that is gone", run(GOOD.replace("#sum -->\n```cpp", "#mean -->\n```cpp")), False,
       "code/a.cpp has 0 blocks [mean]")
expect("a file that is gone", run(GOOD.replace("code: code/a.cpp#", "code: code/b.cpp#")), False, "there is no file")
expect("a program that is not there", run(GOOD.replace("output: a#", "output: b#")), False, "there is no program b in ")
expect("a block without a source", run(GOOD.replace("<!-- output: a#sum -->\n", "")), False,
       "a.md:16: a block that does not say where it comes from")
expect("a source without a block", run(GOOD + "<!-- output: a#sum -->\n"), False, "no block right below it")
expect("a link into nothing", run(GOOD.replace("(code/a.cpp)", "(code/b.cpp)")), False, "links to code/b.cpp")
linked = GOOD.replace("(code/a.cpp)", "(a.md#two-words-and-a-dash)") + "\n## Two words, and a-dash\n"
expect("a link to a heading", run(linked.replace("a-dash\n", "a dash\n")), True)
expect("a link to a heading that is gone", run(linked.replace("words,", "lines,")), False, "has no such heading")
expect("another word", run(GOOD, printed="sum 1.25, [1.0000 2.50], 3 items"), False, "a#sum is\nsum 1.25")
expect("one unit of the last digit", run(GOOD, printed="total 1.26, [0.9999 2.50], 3 items"), True)
expect("two units of the last digit", run(GOOD, printed="total 1.27, [1.0000 2.50], 3 items"), False)
expect("another count", run(GOOD, printed="total 1.25, [1.0000 2.50], 4 items"), False)
expect("a wider column", run(GOOD, printed="total   1.25, [ 1.0000   2.50], 3 items"), True)
loose = GOOD.replace("a#sum -->\n```text", "a#sum tolerance: 0.1 -->\n```text")
expect("within the tolerance", run(loose, printed="total 1.3, [1.0000 2.42], 3 items"), True)
expect("beyond the tolerance", run(loose, printed="total 1.4, [1.0000 2.50], 3 items"), False)

status, text, page = run(GOOD.replace("int x = 1", "int x = 2").replace("1.25", "9.75"), "--update")
if status != 0 or page != GOOD:
    sys.exit(f"--update: status {status}, said\n{text}and left\n{page}")
