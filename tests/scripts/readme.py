"""Compiles the C++ blocks of README.md as they stand and compares what each prints with the block behind it.

Usage: readme.py README.md INCLUDE_DIR LIBRARY COMPILER...
"""
import pathlib
import re
import subprocess
import sys
import tempfile

readme, include, library, *compiler = sys.argv[1:]
text = pathlib.Path(readme).read_text()
blocks = re.findall(r"```cpp\n(.*?)```\n+```text\n(.*?)```", text, re.S)
if len(blocks) < 2:
    sys.exit("README.md has lost its programs")
for code, output in blocks:
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "snippet.cpp")
        source.write_text(code)
        program = str(source.with_suffix(""))
        subprocess.run([*compiler, "-std=c++20", "-I" + include, str(source), library, "-pthread", "-o", program],
                       check=True)
        printed = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    if printed != output:
        sys.exit(f"README.md promises\n{output}but its code prints\n{printed}")
