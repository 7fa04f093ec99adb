// Printing: exact texts, as NumPy 2 writes the same arrays.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <sstream>

#include <fmt/format.h>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/format.hpp>
#include <thalweg/tensor/print.hpp>

namespace thalweg {

namespace {

std::string text(const Tensor& x) {
  std::ostringstream out;
  out << x;
  return out.str();
}

const double inf = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("print: columns are aligned at the point, with the shortest digits that read back") {
  CHECK(text(tensor({1, 2, 3})) == "[1. 2. 3.]");
  CHECK(text(tensor({1, 2.25, -3})) == "[ 1.    2.25 -3.  ]");
  CHECK(text(tensor({0.1, 0.2, 0.30000000000000004})) == "[0.1 0.2 0.3]");
  CHECK(text(tensor({1.0 / 3, 100, 0})) == "[  0.33333333 100.           0.        ]");
  CHECK(text(tensor({{1, 2}, {3, 40.5}})) == "[[ 1.   2. ]\n [ 3.  40.5]]");
  CHECK(text(tensor({0.0, -0.0})) == "[ 0. -0.]");
}

TEST_CASE("print: exponents stand where fixed digits would hide or stretch a value") {
  CHECK(text(tensor({1e8, 1})) == "[1.e+08 1.e+00]");
  CHECK(text(tensor({12345678, 99999999})) == "[12345678. 99999999.]");
  CHECK(text(tensor({0.0001, 0.1})) == "[0.0001 0.1   ]");
  CHECK(text(tensor({0.00009, 0.09})) == "[9.e-05 9.e-02]");
  CHECK(text(tensor({1.5, 2000})) == "[1.5e+00 2.0e+03]");
  CHECK(text(tensor({1.0 / 3e-10})) == "[3.33333333e+09]");
  CHECK(text(tensor({-1e300, 1e-300})) == "[-1.e+300  1.e-300]");
}

TEST_CASE("print: infinities and NaN keep the columns") {
  CHECK(text(tensor({1, inf, -inf})) == "[  1.  inf -inf]");
  CHECK(text(tensor({std::nan(""), 1.25})) == "[ nan 1.25]");
  CHECK(text(tensor({std::nan("")})) == "[nan]");
  CHECK(text(tensor({-inf})) == "[-inf]");
}

TEST_CASE("print: the dtype follows unless it is float64") {
  CHECK(text(tensor({0.1, 2}, {.dtype = float32})) == "[0.1 2. ] float32");
  CHECK(text(tensor({-10, 2, 300}, {.dtype = int64})) == "[-10   2 300] int64");
  CHECK(text(tensor({999999.5}, {.dtype = float32})) == "[999999.5] float32");
  CHECK(text(tensor({1e6}, {.dtype = float32})) == "[1.e+06] float32");
}

TEST_CASE("print: rank 0, empty, and undefined tensors") {
  CHECK(text(tensor(3)) == "3.");
  CHECK(text(tensor(-2.5, {.dtype = float32})) == "-2.5 float32");
  CHECK(text(zeros({0})) == "[]");
  CHECK(text(zeros({0, 3})) == "[] (0, 3)");
  CHECK(text(zeros({2, 0}, {.dtype = int64})) == "[] (2, 0) int64");
  CHECK(text(Tensor{}) == "undefined");
}

TEST_CASE("print: higher ranks are blocks with an empty line between them") {
  CHECK(text(reshape(arange(8, {.dtype = int64}), {2, 2, 2})) == "[[[0 1]\n  [2 3]]\n\n [[4 5]\n  [6 7]]] int64");
  CHECK(text(reshape(arange(4), {1, 2, 1, 2})) == "[[[[0. 1.]]\n\n  [[2. 3.]]]]");
}

TEST_CASE("print: views print what they show") {
  const Tensor x = reshape(arange(6), {2, 3});
  CHECK(text(transpose(x, 0, 1)) == "[[0. 3.]\n [1. 4.]\n [2. 5.]]");
  CHECK(text(slice(x, 1, 0, to_end, 2)) == "[[0. 2.]\n [3. 5.]]");
  CHECK(text(expand(tensor({1, 2}), {2, 2})) == "[[1. 2.]\n [1. 2.]]");
}

TEST_CASE("print: beyond 1000 elements only the edges of long axes are shown") {
  CHECK(text(arange(1001)) == "[   0.    1.    2. ...  998.  999. 1000.]");
  CHECK(text(1.5 * arange(2000)) == "[0.0000e+00 1.5000e+00 3.0000e+00 ... 2.9955e+03 2.9970e+03 2.9985e+03]");
  CHECK(text(arange(1000, {.dtype = int64})).find("...") == std::string::npos);
  CHECK(text(reshape(arange(1200, {.dtype = int64}), {100, 12})) ==
        "[[   0    1    2 ...    9   10   11]\n"
        " [  12   13   14 ...   21   22   23]\n"
        " [  24   25   26 ...   33   34   35]\n"
        " ...\n"
        " [1164 1165 1166 ... 1173 1174 1175]\n"
        " [1176 1177 1178 ... 1185 1186 1187]\n"
        " [1188 1189 1190 ... 1197 1198 1199]] int64");
  CHECK(
      text(zeros({501, 2, 1})) ==
      "[[[0.]\n  [0.]]\n\n [[0.]\n  [0.]]\n\n [[0.]\n  [0.]]\n\n ...\n\n [[0.]\n  [0.]]\n\n [[0.]\n  [0.]]\n\n [[0.]\n"
      "  [0.]]]");
}

TEST_CASE("print: rows longer than a line are wrapped") {
  CHECK(text(arange(30, {.dtype = int64})) ==
        "[ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23\n"
        " 24 25 26 27 28 29] int64");
  CHECK(to_string(reshape(arange(8, {.dtype = int64}), {2, 4}), {.line_width = 8}) ==
        "[[0 1\n  2 3]\n [4 5\n  6 7]] int64");
}

TEST_CASE("print: the options are digits, threshold and edges") {
  CHECK(to_string(tensor({1.0 / 3, 2.0 / 3}), {.precision = 3}) == "[0.333 0.667]");
  CHECK(to_string(tensor({0.5, 1.5}), {.precision = 0}) == "[0. 2.]");
  CHECK(to_string(arange(10, {.dtype = int64}), {.threshold = 5, .edge_items = 2}) == "[0 1 ... 8 9] int64");
  CHECK_THROWS_WITH_AS(to_string(tensor(1), {.precision = -1}),
                       "to_string: the options must not be negative and the precision at most 100, got precision -1, "
                       "threshold 1000, edge_items 3, line_width 75",
                       std::invalid_argument);
}

TEST_CASE("print: fmt prints tensors, shapes and dtypes") {
  CHECK(fmt::format("{} of {} {}", tensor({1, 2}), Shape{2}, float32) == "[1. 2.] of (2,) float32");
  CHECK(fmt::format("{:.2}", tensor({1.0 / 3})) == "[0.33]");
  CHECK(fmt::format("{:>8}|{:>8}", Shape{2, 3}, int64) == "  (2, 3)|   int64");
  CHECK(fmt::format("{}", Tensor{}) == "undefined");
  CHECK_THROWS_AS((void)fmt::format(fmt::runtime("{:x}"), tensor(1)), fmt::format_error);
  CHECK_THROWS_AS((void)fmt::format(fmt::runtime("{:.9999}"), tensor(1)), fmt::format_error);
}

}  // namespace thalweg
