"""An exercise that nobody has solved yet must fail, with the sentence its chapter shows. One that a reader has changed may
say what it will, and counts as skipped when it is solved; one that the tree itself holds solved is an error.

Usage: skeleton.py PROGRAM SOURCE CHAPTER
"""
import pathlib
import subprocess
import sys

program, source, chapter = sys.argv[1:]
source = pathlib.Path(source).resolve()
unchanged = subprocess.run(["git", "diff", "--quiet", "HEAD", "--", str(source)], cwd=source.parent,
                           capture_output=True).returncode == 0
run = subprocess.run([program], capture_output=True, text=True, timeout=60)
said = run.stdout.strip()
if run.returncode == 0:
    # A reader has solved it: that is good, unless the solution is what the tree itself holds.
    if unchanged:
        sys.exit(f"{source} is committed as a solution; readers are to find a skeleton")
    print(f"{said} (not the skeleton any more)")
    sys.exit(77)
if run.returncode != 1 or said.count("\n") or "not yet: " not in said:
    sys.exit(f"expected one sentence with 'not yet: ' and status 1, got status {run.returncode} and\n{run.stdout}{run.stderr}")
chapter_text = " ".join(pathlib.Path(chapter).read_text().split())
if unchanged and said not in chapter_text:
    sys.exit(f"{chapter} does not show what the skeleton says:\n{said}")
