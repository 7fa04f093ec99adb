#!/usr/bin/env python3
"""Usage: natural_gradient_program.py NATURAL_GRADIENT: what the program prints, on small files, on MNIST, on bad input."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))
SMALL = ["--images", "100", "--batch", "50", "--hidden", "none", "--steps", "2"]


def mnist():
    for folder in (os.environ.get("MNIST_DIR"), "data/mnist", "../shared/mnist"):
        if folder and pathlib.Path(folder, "train-images-idx3-ubyte.gz").exists():
            return os.path.abspath(folder)
    return None


class NaturalGradient(unittest.TestCase):
    def run_program(self, *arguments):
        environment = {k: v for k, v in os.environ.items() if k != "MNIST_DIR"}
        with tempfile.TemporaryDirectory() as here:
            done = subprocess.run([PROGRAM, *arguments], cwd=here, env=environment, capture_output=True, text=True)
            files = {path.name: path.read_text() for path in pathlib.Path(here).rglob("*.csv")}
        return done, files

    def test_table_and_csv_on_the_built_in_digits(self):
        done, files = self.run_program(*SMALL, "--out", "results")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("using the built-in digits", done.stdout)
        self.assertIn("7850 parameters: a vector takes 0.0 MB, the dense Fisher matrix 0.5 GB in float64", done.stdout)
        self.assertIn("natural gradient on the full batch of 100: loss 0.3: ", done.stdout)
        lines = files["race.csv"].splitlines()
        self.assertEqual(lines[0], "method,batch,lr,step,seconds,loss")
        self.assertEqual(len(lines), 1 + 12 * 3)

    def test_json_is_one_array(self):
        done, _ = self.run_program(*SMALL, "--json", "--runs", "fresh")
        rows = json.loads(done.stdout)
        self.assertEqual([row["method"] for row in rows], 4 * ["adam"] + ["natural-gradient", "k-fac"])
        self.assertEqual({row["batch"] for row in rows}, {"fresh"})
        self.assertEqual(rows[0]["steps"], 2)

    def test_faults_are_one_sentence(self):
        for arguments, sentence in [
            (["--images", "30000"], "natural_gradient: --images: there are 20000 training images, fewer than 30000"),
            (["--runs", "some"], "natural_gradient: --runs: expects one of all|full|fresh, got 'some'; see --help"),
            (["--data", "nowhere"], "natural_gradient: "),
        ]:
            done, files = self.run_program(*arguments)
            self.assertEqual((done.returncode, files), (1, {}))
            self.assertTrue(done.stderr.startswith(sentence), done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1)

    @unittest.skipUnless(mnist(), "needs MNIST")
    def test_half_of_adams_steps_on_mnist(self):
        done, _ = self.run_program("--data", mnist(), "--runs", "full", "--json")
        rows = json.loads(done.stdout)
        for mark in ("0.3", "0.2", "0.1"):
            def steps(method):
                return min(row[f"steps_{mark}"] or 1000 for row in rows if row["method"] == method)
            self.assertLessEqual(2 * steps("natural-gradient"), steps("adam"), done.stdout)


unittest.main()
