"""The counting of meson's log: doctest's cases, scripts, skips, and suites that died or ran nothing."""
import json
import pathlib
import subprocess
import sys
import tempfile

SUITE = "[doctest] test cases:   {} |   {} passed | {} failed | 0 skipped\n"


def entry(result, stdout=""):
    return {"name": "x", "result": result, "stdout": stdout}


# (log, closing line, exit status)
CASES = [
    ([entry("OK", SUITE.format(12, 12, 0)), entry("OK")], "13 passed, 0 failed", 0),
    ([entry("OK", SUITE.format(2, 2, 0)), entry("SKIP")], "2 passed, 0 failed, 1 skipped", 0),
    ([entry("FAIL", SUITE.format(5, 3, 2))], "3 passed, 2 failed", 1),
    ([entry("FAIL", "terminate called"), entry("OK")], "1 passed, 1 failed", 1),
    ([entry("FAIL", SUITE.format(5, 5, 0) + "LeakSanitizer")], "5 passed, 1 failed", 1),
    ([entry("OK", SUITE.format(0, 0, 0)), entry("OK")], "1 passed, 1 failed", 1),
    ([entry("TIMEOUT"), entry("OK")], "1 passed, 1 failed", 1),
    ([entry("SKIP")], "0 passed, 0 failed, 1 skipped", 1),
    ([], "0 passed, 0 failed", 1),
]

with tempfile.TemporaryDirectory() as folder:
    for log, line, status in CASES:
        path = pathlib.Path(folder, "log")
        path.write_text("".join(json.dumps(test) + "\n" for test in log))
        done = subprocess.run([sys.executable, sys.argv[1], path], capture_output=True, text=True)
        assert (done.stdout, done.returncode) == (line + "\n", status), (log, done)
