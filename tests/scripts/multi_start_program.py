#!/usr/bin/env python3
"""Usage: multi_start_program.py MULTI_START: the table of successes, its files, and sentences for bad input."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))


class MultiStart(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.here = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def run_program(self, *arguments, **environment):
        return subprocess.run([PROGRAM, *arguments], cwd=self.here, text=True, capture_output=True, timeout=60,
                              env={"PATH": "", **environment})

    def test_success_grows_with_the_number_of_starts(self):
        run = self.run_program("--seeds", "40", "--iterations", "60", "--json")
        self.assertEqual(run.returncode, 0, run.stderr)
        rows = json.loads(run.stdout)
        self.assertEqual([row["samples"] for row in rows], [2**k for k in range(10)])
        by_samples = {row["samples"]: row for row in rows}
        for way in ("latin_hypercube", "uniform"):
            self.assertLess(by_samples[1][way], 0.1)
            self.assertTrue(0.08 < by_samples[32][way] < 0.55)
            self.assertTrue(0.45 < by_samples[128][way] < 0.95)
            self.assertGreater(by_samples[512][way], 0.9)
        self.assertEqual([row["grid"] is None for row in rows], [bool(k % 2) for k in range(10)])
        self.assertEqual(by_samples[1]["grid"], 1)  # its one point is the middle
        self.assertIn("gnuplot is not installed", run.stderr)
        self.assertEqual(sorted(p.name for p in (self.here / "out/multi_start").iterdir()),
                         ["multi_start.json", "successes.dat", "successes.gp", "successes.json"])
        self.assertEqual(json.loads((self.here / "out/multi_start/multi_start.json").read_text()), rows)

    def test_the_result_does_not_depend_on_the_number_of_threads(self):
        def table(threads):
            return self.run_program("--seeds", "5", "--iterations", "30", "--most", "64", THALWEG_THREADS=threads).stdout
        self.assertEqual(table("1"), table("3"))
        self.assertIn("Latin hypercube", table("1"))

    def test_bad_options_are_one_sentence(self):
        run = self.run_program("--seeds", "0")
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertEqual(run.stderr, "multi_start: --seeds: expects a whole number from 1 to 1000000, got '0'; see --help\n")


if __name__ == "__main__":
    unittest.main()
