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

# One number that each claims.
CLAIMS = {
    "01_arrays": "distance 2.2700e-08; (1 - 2 lr)^10000 of the start's is 2.2700e-08",
    "02_tensors": "1/3 in float64: 0.33333333333333331, in float32: 0.33333334326744080",
    "03_gradients": "[10804. -1800.]  largest error 0.0e+00",
    "04_hessians": "the third derivative 2400 x = 7200 (found: 7200.000000001)",
    "05_moments": "beta1 0.7: m of x changes its sign 0 times",
    "06_paraboloid": "GD ends at [0.99999999, 1.99999998], Adam at [1.00000000, 2.00000000]",
    "07_rosenbrock": "ours passes at iteration 9137",
    "08_rastrigin": "[-4.97469139, -4.97469139] from (-5, -5)",
    "09_ackley": "Adam with lr 0.5 goes down the funnel and ends at [0.02544463, 0.02544463]",
    "10_tiny_cnn": "GD from (-0.6, -1.2) ends at (0.8964, -1.3386)",
    "11_mnist": "no point of the two curves of Adam differs by more than ",
    "12_natural_gradient": "Ackley: the first steps differ by 20.2556 degrees",
    "13_kl": "Fisher metric at N(0, 2^2) by (mean, log deviation): [0.25 0; 0 2]",
    "14_second_order": "Newton from (0.4, 0.9) ends at (0.0000, 0.0000), f = 2.5e-01, the saddle point",
    "15_sampling": "strata with a sample: 20 of x and 20 of y from the Latin hypercube",
}

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
        self.assertEqual(NAMES, list(CLAIMS))
        for name, here in self.each():
            result = run(name, cwd=here)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn(CLAIMS[name], result.stdout)
            for picture in re.findall(r"(\S+\.svg) is not drawn", result.stderr):
                self.assertTrue((here / picture).with_suffix(".gp").is_file())
                self.assertTrue((here / picture).with_suffix(".json").is_file())
            self.assertEqual(result.stderr.count("\n"), result.stderr.count("is not drawn"), result.stderr)

    def test_a_picture_that_fails_leaves_the_others(self):
        with tempfile.TemporaryDirectory() as folder:
            here = pathlib.Path(folder)
            (here / "out/F3a.dat").mkdir(parents=True)
            result = run("07_rosenbrock", "--out", "out", cwd=here)
            self.assertEqual(result.returncode, 1)
            self.assertIn("07_rosenbrock: F3a: out/F3a.dat: the file cannot be written (there is something that is no "
                          "file); choose another name\n", result.stderr)
            self.assertEqual(sorted(p.name for p in (here / "out").glob("*.json")), ["F3b.json", "F3c.json", "F3d.json"])
            result = run("07_rosenbrock", "--out", "out/F3b.json/below", cwd=here)
            self.assertEqual(result.returncode, 1)
            self.assertEqual(result.stderr, "07_rosenbrock: out/F3b.json/below: the folder cannot be created (Not a "
                                            "directory); choose another folder\n")

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
