#!/usr/bin/env python3
"""Usage: report_program.py REPORT TREE [all]: the page of the program report, and sentences for bad input.

"all" runs every figure, which takes longer, and nothing else.
"""
import csv
import html.parser
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import unittest

EVERY = sys.argv[3:] == ["all"]
del sys.argv[3:]
TREE = pathlib.Path(sys.argv.pop(2)).resolve()
PROGRAM = os.path.abspath(sys.argv.pop(1))
STUDIES = [name for name in re.findall(r"'(\d\d_\w+)'", (TREE / "examples/studies/meson.build").read_text())]
HOMES = {"F1": "05_moments", "F2": "06_paraboloid", "F3": "07_rosenbrock", "F4": "08_rastrigin", "F5": "09_ackley",
         "F6": "11_mnist", "F7": "10_tiny_cnn", "F8": "12_natural_gradient", "F9": "12_natural_gradient",
         "F10": "14_second_order", "F11": "15_sampling"}
FIGURES = [figure for figure, study in HOMES.items() if study in STUDIES]
VOID = {"meta", "link", "br", "img"}
# What an element may hold, where HTML says so; the others hold blocks and text.
WORDS = {"a", "br", "code", "em", "span", "strong", "sub", "sup"}
CHILDREN = {"html": {"head", "body"}, "head": {"meta", "link", "title", "style"}, "title": set(), "style": set(),
            "ul": {"li"}, "ol": {"li"}, "table": {"thead", "tbody"}, "thead": {"tr"}, "tbody": {"tr"}, "tr": {"th", "td"},
            **{tag: WORDS for tag in ("h1", "h2", "h3", "h4", "p", "pre", "summary", "figcaption", *WORDS)}}


class Page(html.parser.HTMLParser):
    """Checks that the page is HTML: tags are balanced and stand where they may, no attribute twice, rows as long as their
    head; and collects ids, links, addresses and the text of cells and paragraphs."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.loads = [], [], [], []
        self.rows, self.text, self.pictures, self.mistakes = [], "", 0, 0
        assert text.startswith('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" ')
        self.feed(text)
        self.close()
        assert len(re.findall("<title>|<main>|<h1>", text[:text.index("<svg") if "<svg" in text else None])) == 3
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attributes):
        parent = self.open[-1][0] if self.open else None
        assert parent not in CHILDREN or tag in CHILDREN[parent], f"<{tag}> in <{parent}>"
        assert len({name for name, _ in attributes}) == len(attributes), f"<{tag}> has an attribute twice: {attributes}"
        attributes = dict(attributes)
        if tag not in VOID:
            self.open.append((tag, attributes.get("class")))
        self.note(tag, attributes)

    def handle_startendtag(self, tag, attributes):
        self.note(tag, dict(attributes))

    def note(self, tag, attributes):
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a":
            self.links.append(attributes["href"])
        for name in ("src", "xlink:href") + (("href",) if tag != "a" else ()):
            if name in attributes:
                self.loads.append(attributes[name])
        assert tag != "script"
        self.pictures += tag == "svg"
        self.mistakes += tag == "li" and ("ol", "mistakes") in self.open
        if tag == "table":
            self.table = len(self.rows)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open and self.open[-1][0] == tag, f"</{tag}> where {self.open[-1:]} is open"
        self.open.pop()
        if tag == "table":
            assert len({len(row) for row in self.rows[self.table:]}) == 1, self.rows[self.table:]

    def handle_data(self, data):
        self.text += data
        if any(tag in ("td", "th") for tag, _ in self.open):
            self.rows[-1][-1] += data


class Report(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.here = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def run_program(self, *arguments, timeout=240, preexec_fn=None, **environment):
        environment = {**os.environ, **environment}
        # A file that grows too large is an error to the program, not a signal (which this interpreter ignores).
        return subprocess.run([PROGRAM, *arguments], cwd=self.here, text=True, capture_output=True, timeout=timeout,
                              env=environment, preexec_fn=preexec_fn, restore_signals=False)

    def path_with_gnuplot(self, body):
        """$PATH with a gnuplot of our own first, a script of the shell."""
        (self.here / "bin").mkdir(exist_ok=True)
        gnuplot = self.here / "bin/gnuplot"
        gnuplot.write_text(f"#!/bin/sh\n{body}\n")
        gnuplot.chmod(0o755)
        return f"{self.here}/bin:{os.environ['PATH']}"

    def page(self, folder="out/report"):
        return Page((self.here / folder / "index.html").read_text())

    def check_page(self, page, figures):
        """What holds for every page."""
        self.assertEqual(len(page.ids), len(set(page.ids)))
        self.assertEqual([i for i in page.ids if re.fullmatch(r"F\d+", i)], figures)
        for link in page.links:
            if link.startswith("#"):
                self.assertIn(link[1:], page.ids)
            else:
                self.assertTrue((self.here / "out/report" / link).is_file(), link)
        for address in page.loads:  # what a picture refers to stands on the page
            self.assertTrue(address == "data:," or address[1:] in page.ids, address)
        self.check_numbers(page)
        self.assertEqual(page.mistakes, 10)
        tests = "".join(p.read_text() for p in (TREE / "tests").glob("test_*.cpp"))
        named = re.findall(r"Held by the test (.+)", page.text)
        self.assertEqual(len(named), 10)
        for name in named:
            self.assertIn(f'TEST_CASE("{name}")', tests)
        self.assertRegex(page.text, r"\d+\.\d seconds with \d+ threads? on .+, compiled by .+; \d{4}-\d\d-\d\d")

    def check_numbers(self, page):
        """Every row of the file, with its digits, and every one holds."""
        lines = (TREE / "examples/data/numbers.csv").read_text().splitlines()
        expected = list(csv.DictReader(line for line in lines if not line.startswith("#")))
        rows = [row for row in page.rows if len(row) == 10 and row[0] != "function"]
        self.assertEqual(len(rows), len(expected))
        for row, printed in zip(rows, expected):
            self.assertEqual(row[:2] + row[3:5], [printed["function"], printed["method"], printed["class"], "holds"])
            self.assertEqual([float(x) for x in row[2].strip("()").split(",")], [float(printed["x0"]), float(printed["y0"])])
            for shown, given in zip(row[5].strip("[]").split(","), (printed["x_final"], printed["y_final"])):
                self.assertAlmostEqual(float(shown) / float(given), 1, delta=1e-4)
            if printed["class"] == "exact":
                for shown, given in zip(row[6].strip("[]").split(","), (printed["x_final"], printed["y_final"])):
                    self.assertAlmostEqual(float(shown), float(given), delta=3e-8)


@unittest.skipIf(EVERY, "all figures")
class Some(Report):
    def test_chosen_figures_stand_on_the_page_with_numbers_and_mistakes(self):
        run = self.run_program("--only", "f10,F1")
        self.assertEqual((run.returncode, run.stderr.count("report: F")), (0, run.stderr.count("not installed")), run.stderr)
        lines = run.stdout.splitlines()
        self.assertEqual(lines[-1], "out/report/index.html")
        self.assertEqual([re.sub(r" +[\d.]+ s$", "", line) for line in lines[:-2]],
                         ["05_moments F1", "14_second_order F10", "printed numbers", "mistakes of the report"])
        page = self.page()
        self.check_page(page, ["F1", "F10"])
        self.assertNotIn("Lessons", page.text)
        self.assertIn("Second order methods tend to converge faster.", page.text)
        self.assertIn("Newton from (0.4, 0.9) ends at", page.text)
        for name in ("F1-m", "F1-v", "F10a", "F10b", "F10c"):
            for suffix in ("json", "dat", "gp"):
                self.assertIn(f"{name}.{suffix}", page.links)
        drawn = "is not drawn" not in run.stderr
        self.assertEqual(page.pictures, 5 if drawn else 0)

    def test_without_gnuplot_a_note_stands_in_the_place_of_each_picture(self):
        run = self.run_program("--only", "F1", PATH="")
        self.assertEqual(run.returncode, 0)
        self.assertIn("apt-get install gnuplot-nox", run.stderr)
        page = self.page()
        self.check_page(page, ["F1"])
        self.assertEqual(page.pictures, 0)
        self.assertEqual(page.text.count("gnuplot is not installed; apt-get install gnuplot-nox"), 2)
        self.assertEqual(sorted(p.name for p in (self.here / "out/report").iterdir()),
                         ["F1-m.dat", "F1-m.gp", "F1-m.json", "F1-v.dat", "F1-v.gp", "F1-v.json", "index.html"])

    def test_a_picture_that_fails_leaves_the_others(self):
        out = self.here / "out/report"
        (out / "F1-m.dat").mkdir(parents=True)
        run = self.run_program("--only", "F1", PATH="")
        self.assertEqual(run.returncode, 1)
        fault = "F1-m: out/report/F1-m.dat: the file cannot be written (there is something that is no file); choose another name"
        self.assertIn(f"report: {fault}\n", run.stderr)
        page = (out / "index.html").read_text()
        self.assertIn(f'<p class="fault">Failed: {fault}</p>', page)
        self.assertTrue((out / "F1-v.json").is_file())

    def test_gnuplot_that_is_killed_leaves_the_data_and_says_how_to_draw_it(self):
        for body, end in (("printf '<svg'; kill -9 $$", "was ended by signal 9; to draw it"),
                          ("exit 3", "ended with status 3; to see why")):
            run = self.run_program("--only", "F1", PATH=self.path_with_gnuplot(body))
            self.assertEqual(run.returncode, 0)
            self.assertEqual(run.stderr.splitlines(), [
                f"report: out/report/{name}.svg is not drawn: gnuplot {end}: cd out/report && gnuplot {name}.gp > {name}.svg"
                for name in ("F1-m", "F1-v")])
            self.assertEqual(sorted(p.suffix for p in (self.here / "out/report").glob("F1-*")),
                             [".dat", ".dat", ".gp", ".gp", ".json", ".json"])
            self.check_page(self.page(), ["F1"])

    @unittest.skipUnless(shutil.which("gnuplot"), "no gnuplot")
    def test_a_gnuplot_that_is_killed_once_leaves_the_other_pictures(self):
        body = f"case $1 in F1-m.gp) printf '<svg'; kill -9 $$;; esac; exec {shutil.which('gnuplot')} \"$@\""
        run = self.run_program("--only", "F1,F10", PATH=self.path_with_gnuplot(body))
        self.assertEqual(run.returncode, 0)
        self.assertEqual(run.stderr, "report: out/report/F1-m.svg is not drawn: gnuplot was ended by signal 9; to draw it: "
                                     "cd out/report && gnuplot F1-m.gp > F1-m.svg\n")
        self.assertEqual(sorted(p.stem for p in (self.here / "out/report").glob("*.svg")), ["F1-v", "F10a", "F10b", "F10c"])
        page = self.page()
        self.check_page(page, ["F1", "F10"])
        self.assertEqual(page.pictures, 4)

    def test_a_full_disk_is_named_and_what_has_room_stays(self):
        (self.here / "disk").mkdir()
        mount = "mount -t tmpfs -o size=640k none disk"  # room for F1's files, some 530 KB, and the page; not for F2
        try:
            subprocess.run(["unshare", "-Urm", "sh", "-c", mount], cwd=self.here, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            self.skipTest("no file system can be mounted here")
        script = f"{mount} && PATH= '{PROGRAM}' --only F1,F2 --out disk/report; echo $?; ls disk/report; cp disk/report/*.html ."
        run = subprocess.run(["unshare", "-Urm", "sh", "-c", script], cwd=self.here, text=True, capture_output=True,
                             timeout=240)
        self.assertEqual([line for line in run.stderr.splitlines() if "gnuplot" not in line], [
            "report: F2: disk/report/F2.dat: the file cannot be written (No space left on device); choose another folder"])
        self.assertEqual(run.stdout.splitlines()[-8:], ["1", "F1-m.dat", "F1-m.gp", "F1-m.json", "F1-v.dat", "F1-v.gp",
                                                        "F1-v.json", "index.html"])
        self.check_numbers(Page((self.here / "index.html").read_text()))

    def test_files_that_find_no_room_are_named_and_not_left_behind(self):
        def small():  # bytes a file may have: enough for the page, not for a figure's data
            resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

        run = self.run_program("--only", "F1", PATH="", preexec_fn=small)
        self.assertEqual(run.returncode, 1)
        self.assertEqual(run.stderr.splitlines(), [
            f"report: {name}: out/report/{name}.dat: the file cannot be written (File too large); choose another folder"
            for name in ("F1-m", "F1-v")])
        self.assertEqual([p.name for p in (self.here / "out/report").iterdir()], ["index.html"])

        def none():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

        run = self.run_program("--only", "F1", PATH="", preexec_fn=none)
        self.assertEqual(run.returncode, 1)
        self.assertIn("report: out/report/index.html: the file cannot be written (File too large)", run.stderr)

    @unittest.skipUnless("11_mnist" in STUDIES, "no study reads files")
    def test_a_study_that_fails_leaves_the_others(self):
        (self.here / "train-images-idx3-ubyte").write_text("no images")
        run = self.run_program("--only", "F1,F6", "--data", ".", PATH="")
        self.assertEqual(run.returncode, 1)
        self.assertIn("report: 11_mnist F6: ", run.stderr)
        page = self.page()
        self.assertIn("F1", page.ids)
        self.assertNotIn("F6", page.ids)
        self.assertIn("Failed: 11_mnist F6: ", page.text)

    def test_bad_input_is_one_sentence_before_any_work(self):
        known = ", ".join(FIGURES)
        (self.here / "file").write_text("")
        (self.here / "empty").mkdir()
        (self.here / "taken/index.html").mkdir(parents=True)
        for arguments, sentence in (
                (["--only", "F12"], f"--only: there is no figure 'F12'; did you mean F1, F2 or F10? There are {known}"),
                (["--only", "F1,F3b"], f"--only: there is no figure 'F3b'; did you mean F3, F1 or F2? There are {known}"),
                (["--only", "F1,,F7"], "--only: expects names with commas between them, got 'F1,,F7'; see --help"),
                (["--out", "file/below"], "file/below: the folder cannot be created (Not a directory); choose another folder"),
                (["--out", "taken"], "taken/index.html: the file cannot be written (there is something that is no file); "
                                     "choose another name"),
                (["--data", "nowhere", "--out", "x"], None),
                (["--data", "empty", "--out", "x"], None)):
            run = self.run_program(*arguments)
            self.assertEqual((run.returncode, run.stdout), (1, ""), arguments)
            self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
            if sentence:
                self.assertEqual(run.stderr, f"report: {sentence}\n")
            else:
                self.assertRegex(run.stderr, r"^report: .{20,}\n$")


@unittest.skipUnless(EVERY, "chosen figures")
class Every(Report):
    def test_every_figure_and_every_lesson_stands_on_the_page(self):
        run = self.run_program(timeout=900, MNIST_DIR="", PATH="")
        self.assertEqual(run.returncode, 0, run.stderr)
        page = self.page()
        self.check_page(page, FIGURES)
        sentence = "no MNIST found in $MNIST_DIR or data/mnist (scripts/fetch-mnist gets it): using the built-in digits"
        self.assertIn(f"report: 11_mnist F6: {sentence}\n", run.stderr)
        self.assertEqual(run.stderr.count(sentence), 1)
        self.assertEqual(page.text.count(sentence), 1)
        self.assertIn("lessons", page.ids)
        self.assertNotIn("Failed", page.text)


if __name__ == "__main__":
    unittest.main()
