#!/usr/bin/env python3
"""Usage: mnist_program.py MNIST: runs the program on small files and on bad input.

What it leaves behind, its exit status, and one sentence for each fault with nothing written.
"""
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))


def write_idx(path, shape, contents):
    path.write_bytes(struct.pack(">BBBB", 0, 0, 8, len(shape)) + struct.pack(f">{len(shape)}I", *shape) + contents)


def write_digits(folder, count):
    """Images of 4 x 4 whose label is told by one bright pixel."""
    for part in ("train", "t10k"):
        labels = bytes(i % 10 for i in range(count))
        images = b"".join(bytes(255 * (pixel == label) for pixel in range(16)) for label in labels)
        write_idx(folder / f"{part}-images-idx3-ubyte", (count, 4, 4), images)
        write_idx(folder / f"{part}-labels-idx1-ubyte", (count,), labels)


class Mnist(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.here = pathlib.Path(self.folder.name)
        (self.here / "data").mkdir()
        write_digits(self.here / "data", 500)

    def tearDown(self):
        self.folder.cleanup()

    def run_program(self, *arguments, **environment):
        return subprocess.run([PROGRAM, *arguments], cwd=self.here, text=True, capture_output=True,
                              env={"PATH": "", "MNIST_DIR": "data", **environment})

    def names(self, folder):
        return sorted(p.name for p in (self.here / folder).iterdir())

    def fault(self, *arguments, **environment):
        """The one line on standard error of a run that fails and writes nothing."""
        before = sorted(self.here.rglob("*"))
        run = self.run_program(*arguments, **environment)
        self.assertEqual(run.returncode, 1)
        self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
        self.assertEqual(sorted(self.here.rglob("*")), before)
        return run.stderr.rstrip("\n")

    def test_a_run_leaves_tables_and_the_data_of_its_plot(self):
        run = self.run_program("--hidden", "20", "--lr", "1e-2", "--epochs", "6", "--batch", "10", "--out", "results")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("loss.svg is not drawn: gnuplot is not installed", run.stderr)
        self.assertEqual(self.names("results"), ["confusion.csv", "history.csv", "loss.dat", "loss.gp", "loss.json"])
        self.assertIn("adam: test accuracy 100.00 % after 6 epochs on MNIST", run.stdout)
        self.assertNotIn("\r", run.stdout)
        history = (self.here / "results/history.csv").read_text().splitlines()
        self.assertEqual(len(history), 7)
        self.assertEqual(history[6].split(",")[:3], ["adam", "6", "300"])
        confusion = (self.here / "results/confusion.csv").read_text().splitlines()
        self.assertEqual(confusion[4], "3,0,0,0,50,0,0,0,0,0,0")

    def test_a_comparison_has_all_methods_in_one_plot(self):
        run = self.run_program("--compare", "--hidden", "20", "--epochs", "1", "--out", "results", "--quiet")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual([line.split(":")[0] for line in run.stdout.splitlines()], ["gd", "momentum", "adam", "adamax"])
        data = (self.here / "results/F6.dat").read_text()
        self.assertEqual([line for line in data.splitlines() if line.startswith("#")],
                         ["# gd", "# momentum", "# adam", "# adamax"])

    def test_the_same_seed_gives_the_same_run_on_any_number_of_threads(self):
        def losses(*arguments):
            run = self.run_program("--epochs", "1", "--out", "results", *arguments)
            self.assertEqual(run.returncode, 0, run.stderr)
            return (self.here / "results/loss.dat").read_text()
        one = losses("--seed", "5", "--threads", "1")
        self.assertEqual(losses("--seed", "5", "--threads", "3"), one)
        self.assertNotEqual(losses("--seed", "6", "--threads", "1"), one)

    def test_bad_options_are_one_sentence(self):
        self.assertEqual(self.fault("--lr", "abc"),
                         "mnist: --lr: expects a number above 0 up to 1000 such as 1e-3, got 'abc'; see --help")
        self.assertEqual(self.fault("--optimizer", "sgd"),
                         "mnist: --optimizer: expects one of adam|gd|momentum|adamax, got 'sgd'; see --help")
        self.assertIn("--hidden: expects widths", self.fault("--hidden", "3,"))
        self.assertIn("--hidden: a network may have 100000000 weights", self.fault("--hidden", "65536,65536"))
        self.assertIn("--nonsense", self.fault("--nonsense"))

    def test_bad_folders_are_one_sentence(self):
        self.assertIn("none: --data must name an existing folder", self.fault("--data", "none"))
        self.assertIn("data/t10k-labels-idx1-ubyte: the folder cannot be created",
                      self.fault("--out", "data/t10k-labels-idx1-ubyte"))
        (self.here / "data/t10k-labels-idx1-ubyte").unlink()
        self.assertIn("data: MNIST is four files, t10k-labels-idx1-ubyte (plain or .gz) is missing", self.fault())

    def test_damaged_data_is_one_sentence(self):
        labels = self.here / "data/train-labels-idx1-ubyte"
        write_idx(labels, (500,), bytes([11] * 500))
        self.assertIn("train-labels-idx1-ubyte: labels are 0 to 9, label 0 is 11", self.fault())
        write_idx(labels, (400,), bytes(400))
        self.assertIn("there are 400 labels for the 500 images", self.fault())
        write_idx(labels, (2**31,), b"")
        self.assertIn("the header says 2147483648", self.fault())

    def test_a_run_that_diverges_says_so_and_fails(self):
        run = self.run_program("--optimizer", "gd", "--lr", "1000", "--batch", "1", "--epochs", "3", "--out", "results")
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stderr, "^mnist: gd: the loss is not finite at update [0-9]+; use a lower --lr than 1000\n")

    def test_the_built_in_digits_can_be_exported_and_read_again(self):
        run = self.run_program("--export-digits", "digits")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual((self.here / "digits/t10k-labels-idx1-ubyte").stat().st_size, 8 + 5000)
        self.assertEqual(self.names("digits"), ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
                                                "train-images-idx3-ubyte", "train-labels-idx1-ubyte"])

    def test_without_files_the_built_in_digits_are_used_and_named(self):
        run = self.run_program("--hidden", "none", "--epochs", "1", "--batch", "1000", "--out", "results", MNIST_DIR="")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("no MNIST found in $MNIST_DIR or data/mnist", run.stdout)
        self.assertIn("on built-in digits", run.stdout)

    def test_help_names_every_option_with_its_default(self):
        run = self.run_program("--help")
        self.assertEqual(run.returncode, 0)
        for word in ("--data", "300,100", "adam|gd|momentum|adamax", "0.001", "one-cycle", "--epochs", "64", "--seed",
                     "--threads", "float32", "out/mnist", "--quiet", "--compare"):
            self.assertIn(word, run.stdout)


if __name__ == "__main__":
    unittest.main()
