#!/usr/bin/env python3
"""Usage: study_programs.py FOLDER NAME...: each study runs without arguments, in its own folder, and says what it found.

What it finds is held by the suites test_studies_*; here it is the programs: status, output, files, --help, bad input.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

FOLDER, NAMES = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
del sys.argv[1:]


def run(name, *arguments, cwd):
    environment = {**os.environ, "MNIST_DIR": "", "PATH": ""}
    return subprocess.run([FOLDER / name, *arguments], cwd=cwd, text=True, capture_output=True, timeout=240,
                          env=environment)


class Studies(unittest.TestCase):
    def each(self):
        for name in NAMES:
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                yield name, pathlib.Path(folder)

    def test_each_runs_without_arguments(self):
        self.assertEqual([name[:2] for name in NAMES], [f"{i:02}" for i in range(1, 16)])
        for name, here in self.each():
            result = run(name, cwd=here)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertRegex(result.stdout, r"\d\.\d")
            for picture in re.findall(r"(\S+\.svg) is not drawn", result.stderr):
                self.assertTrue((here / picture).with_suffix(".gp").is_file())
                self.assertTrue((here / picture).with_suffix(".json").is_file())
            self.assertEqual(result.stderr.count("\n"), result.stderr.count("is not drawn"), result.stderr)

    def test_pictures_come_in_the_format_asked_for(self):
        with tempfile.TemporaryDirectory() as folder:
            result = run("06_paraboloid", "--format", "pdf", "--out", "here", cwd=folder)
            self.assertEqual(result.returncode, 0)
            self.assertIn("here/F2.pdf is not drawn", result.stderr)
            result = run("06_paraboloid", "--format", "gif", cwd=folder)
            self.assertEqual((result.returncode, result.stdout), (1, ""))
            self.assertRegex(result.stderr, r"^06_paraboloid: --format: .*gif.*\n$")

    def test_each_has_help_and_refuses_what_it_does_not_know(self):
        for name, here in self.each():
            result = run(name, "--help", cwd=here)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            self.assertIn("Usage", result.stdout)
            result = run(name, "--nonsense", cwd=here)
            self.assertEqual((result.returncode, result.stdout), (1, ""))
            self.assertIn("--nonsense", result.stderr)
            self.assertEqual(result.stderr.count("\n"), 1, result.stderr)


if __name__ == "__main__":
    unittest.main()
