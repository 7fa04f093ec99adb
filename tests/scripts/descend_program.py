#!/usr/bin/env python3
"""Usage: descend_program.py DESCEND: the program's table, JSON, trajectory and sentences for bad input."""
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

FIXED_STEP = ("gd", "momentum", "sgd", "adam", "adamax", "amsgrad", "adamw", "nadam", "radam", "rmsprop", "adagrad", "adadelta",
              "lion", "natural-gradient")
PROGRAM = os.path.abspath(sys.argv.pop(1))


class Descend(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.here = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def run_program(self, *arguments):
        return subprocess.run([PROGRAM, *arguments], cwd=self.here, text=True, capture_output=True, timeout=60)

    def reports(self, *arguments):
        run = self.run_program("--json", *arguments)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(run.stderr, "")
        return json.loads(run.stdout)

    def fault(self, *arguments):
        """The one line on standard error of a run that fails, prints nothing else and writes nothing."""
        run = self.run_program(*arguments)
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
        self.assertEqual(list(self.here.iterdir()), [])
        return run.stderr.rstrip("\n")

    def test_a_run_is_an_object_with_every_field(self):
        [adam, gd] = self.reports("--function", "rosenbrock", "--method", "adam,gd", "--start", "5,0", "--lr", "0.1",
                                  "--betas", "0.9,0.999", "--eps", "1e-7", "--iterations", "10000",
                                  "--gradient-tolerance", "0")
        self.assertEqual(set(adam), {"function", "method", "tier", "x_best", "f_best", "x_last", "f_last",
                                     "gradient_norm", "iterations", "evaluations", "status", "reason", "seconds"})
        self.assertEqual((adam["function"], adam["method"], adam["tier"]), ("rosenbrock", "adam", "arrays"))
        self.assertEqual(adam["status"], "max_iterations")
        self.assertEqual(adam["evaluations"], {"f": 10001, "g": 10001, "hvp": 0, "hessian": 0})
        for ours, printed in zip(adam["x_last"], [1.0001373, 1.00027483]):
            self.assertAlmostEqual(ours, printed, delta=2e-8)
        self.assertEqual(gd["status"], "not_finite")
        self.assertEqual(gd["not_finite_at"], 5)
        self.assertIsNone(gd["x_last"][0])
        self.assertTrue(all(x is not None for x in gd["x_best"]))

    def test_all_tiers_and_both_gradients(self):
        for tier in ("arrays", "tensors", "classes"):
            [report] = self.reports("--method", "l-bfgs", "--tier", tier)
            self.assertEqual((report["tier"], report["status"]), (tier, "converged"))
        [report] = self.reports("--method", "gd", "--start", "5,0", "--lr", "1e-3", "--iterations", "10000",
                                "--gradient", "central:1.5e-8", "--gradient-tolerance", "0")
        self.assertAlmostEqual(report["x_last"][0] / -1.91897874e13, 1, delta=0.01)
        self.assertAlmostEqual(report["x_last"][1] / 4.09146131e+02, 1, delta=0.01)
        self.assertEqual(report["evaluations"]["f"], 5 * 10001)

    def test_every_method_minimises_a_bowl_in_each_of_its_tiers(self):
        methods = json.loads(self.run_program("--list", "--json").stdout)["methods"]
        self.assertEqual(len(methods), 23)
        for method in methods:
            for tier in method["tiers"]:
                name = method["name"]
                lr = {"adadelta": "10", "adagrad": "1", "lion": "0.01", "natural-gradient": "1"}.get(name, "0.1")
                has_lr = name in FIXED_STEP
                [report] = self.reports("--function", "booth", "--method", name, "--tier", tier,
                                        *(["--lr", lr] if has_lr else []))
                self.assertLess(report["f_best"], 1e-3, (name, tier))

    def test_the_trajectory_has_every_point(self):
        run = self.run_program("--method", "gd,adam", "--iterations", "5", "--trajectory", "path.csv")
        self.assertEqual(run.returncode, 0, run.stderr)
        rows = list(csv.DictReader((self.here / "path.csv").read_text().splitlines()))
        self.assertEqual([(row["method"], row["iteration"]) for row in rows],
                         [(m, str(i)) for m in ("gd", "adam") for i in range(6)])
        self.assertEqual((rows[0]["x0"], rows[0]["x1"]), ("-1.2", "1"))
        self.assertAlmostEqual(float(rows[0]["f"]), 24.2)

    def test_the_table_names_the_status_and_the_reason(self):
        run = self.run_program("--method", "l-bfgs,nelder-mead")
        self.assertEqual(run.returncode, 0)
        self.assertIn("l-bfgs               converged", run.stdout)
        self.assertIn("nelder-mead          converged", run.stdout)
        self.assertIn("the largest entry of the gradient", run.stdout)

    def test_the_list_names_functions_and_methods_with_tiers(self):
        run = self.run_program("--list")
        self.assertEqual(run.returncode, 0)
        self.assertRegex(run.stdout, "trust-region +arrays, tensors +products")
        self.assertRegex(run.stdout, "adam +arrays, tensors, classes +moments")
        self.assertIn("powell_badly_scaled", run.stdout)

    def test_unknown_names_are_answered_with_the_closest_known_ones(self):
        self.assertEqual(self.fault("--function", "rosenbrok"),
                         'descend: problem: none is named "rosenbrok"; did you mean rosenbrock?')
        self.assertEqual(self.fault("--method", "adan"),
                         "descend: --method: there is no method adan; did you mean adam, adamw or nadam? --list names all")
        self.assertEqual(self.fault("--method", "cg", "--tier", "classes"),
                         "descend: --tier: cg exists in the tiers arrays and tensors, not as a class")

    def test_bad_options_are_one_sentence(self):
        self.assertEqual(self.fault("--gradient", "forward"),
                         "descend: --gradient: expects exact, or central:STEP such as central:1.5e-8, got 'forward'; "
                         "see --help")
        self.assertEqual(self.fault("--start", "1,x"),
                         "descend: --start: expects finite numbers with commas between them such as 5,0, got '1,x'; "
                         "see --help")
        self.assertEqual(self.fault("--function", "beale", "--start", "1,2,3"),
                         "descend: beale: has 2 parameters and no other number, got 3")
        self.assertEqual(self.fault("--n", "3", "--start", "1,2"), "descend: --start: has 2 numbers, but --n is 3")
        self.assertEqual(self.fault("--method", "gd", "--betas", "0.9,0.9"),
                         "descend: --betas: none of the chosen methods has this option; see --help")
        self.assertEqual(self.fault("--method", "adam", "--betas", "0.9,1.5"),
                         "descend: adam: beta2 must lie in [0, 1), got 1.5")
        self.assertEqual(self.fault("--method", "bfgs", "--box"),
                         "descend: minimize: bfgs cannot be kept within bounds; first-order methods and nelder-mead can")
        self.assertIn("is no sum of squares", self.fault("--function", "ackley", "--method", "gauss-newton"))
        self.assertEqual(self.fault("--trajectory", "nowhere/path.csv"),
                         "descend: nowhere/path.csv: the file cannot be written (No such file or directory); choose "
                         "another folder")

    def test_help_names_every_option_with_its_default(self):
        run = self.run_program("--help")
        self.assertEqual(run.returncode, 0)
        for word in ("--function", "rosenbrock", "--method", "--start", "--lr", "--betas", "--iterations",
                     "--gradient", "--tier", "--json", "--trajectory", "--list", "1e-05"):
            self.assertIn(word, run.stdout)


if __name__ == "__main__":
    unittest.main()
