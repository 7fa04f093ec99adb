#!/usr/bin/env python3
"""Usage: page_in_browser.py REPORT: a browser loads the page without an error; on a phone nothing is wider than it.

Skipped (status 77) where there is no Chromium.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

program = os.path.abspath(sys.argv[1])
browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
if not browser:
    print("no chromium, chromium-browser or google-chrome in $PATH")
    sys.exit(77)

# A window cannot be as narrow as a phone; a frame can.
FRAME = """<!DOCTYPE html><title>not loaded</title><iframe src="out/report/index.html" width="%d" height="844"></iframe>
<script>
onerror = message => { document.title = "error " + message; };
document.querySelector("iframe").onload = event => {
  const page = event.target.contentDocument, width = page.documentElement.clientWidth, wide = [];
  for (const box of page.body.querySelectorAll("*"))
    if (!box.closest("svg svg, svg > *, .scroll > *, pre > *") && box.getBoundingClientRect().right > width + 0.5)
      wide.push(box.tagName + "." + (box.getAttribute("class") || ""));
  const svg = [...page.querySelectorAll("figure svg")].map(s => s.getBoundingClientRect().width);
  document.title = `width ${width} scroll ${page.documentElement.scrollWidth} pictures ${svg.length} ` +
    `narrowest ${Math.min(...svg)} wide [${wide}]`;
};
</script>"""


def title_at(width, folder):
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
    return re.search(r"<title>(.*?)</title>", run.stdout, re.DOTALL)[1]


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    # Every figure, with the built-in digits.
    subprocess.run([program], cwd=folder, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "MNIST_DIR": ""})
    pictures = len(list((folder / "out/report").glob("F*.svg")))
    for width in (390, 1200):
        title = title_at(width, folder)
        print(title)
        found = re.fullmatch(r"width (\d+) scroll (\d+) pictures (\d+) narrowest (\S+) wide \[(.*)\]", title)
        if not found:
            sys.exit(f"the page was not loaded: {title}")
        if int(found[1]) > width or int(found[2]) > int(found[1]) or found[5]:
            sys.exit(f"at {width} pixels something is wider than the page: {title}")
        if int(found[3]) != pictures or pictures > 0 and float(found[4]) < 0.8 * min(width, 900):
            sys.exit(f"at {width} pixels a picture is missing or too narrow: {title}")
