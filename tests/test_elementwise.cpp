// Element-wise functions where the table of operations does not look: kinks, zeros, infinities, NaN, high orders.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>

#include <thalweg/thalweg.hpp>

namespace thalweg {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const double nan = std::nan("");

using Function = std::function<Tensor(const Tensor&)>;

/// f at one point; the elements around it are there so that whole packs and tails both run.
double value(const Function& f, double at) {
  const Tensor y = f(full({19}, at));
  for (std::int64_t i = 1; i < 19; ++i) CHECK(std::memcmp(y.data<double>(), y.data<double>() + i, sizeof(double)) == 0);
  return y.at({0});
}

/// The derivatives of f of orders 1, 2, ... at one point.
std::vector<double> derivatives(const Function& f, double at, int orders) {
  Tensor x = tensor(at).requires_grad_();
  std::vector<double> result;
  Tensor y = f(x);
  for (int order = 1; order <= orders; ++order) {
    y = y.requires_grad() ? grad(y, x, {.create_graph = true, .allow_unused = true}) : tensor(0);
    result.push_back(y.item());
  }
  return result;
}
double derivative(const Function& f, double at) { return derivatives(f, at, 1)[0]; }

bool is_minus_zero(double v) { return v == 0 && std::signbit(v); }
bool is_plus_zero(double v) { return v == 0 && !std::signbit(v); }

}  // namespace

TEST_CASE("tanh: the first three derivatives agree with the closed forms to 1e-12") {
  for (double at = -3; at <= 3; at += 0.125) {
    const double y = std::tanh(at);
    const std::vector<double> d = derivatives([](const Tensor& x) { return tanh(x); }, at, 3);
    CHECK(std::abs(d[0] - (1 - y * y)) < 1e-12);
    CHECK(std::abs(d[1] - -2 * y * (1 - y * y)) < 1e-12);
    CHECK(std::abs(d[2] - -2 * (1 - y * y) * (1 - 3 * y * y)) < 1e-12);
  }
}

TEST_CASE("sigmoid, softplus and exp: third derivatives agree with the closed forms to 1e-12") {
  for (double at = -4; at <= 4; at += 0.25) {
    const double s = 1 / (1 + std::exp(-at));
    const double second = s * (1 - s) * (1 - 2 * s);
    CHECK(std::abs(derivatives([](const Tensor& x) { return softplus(x); }, at, 3)[2] - second) < 1e-12);
    CHECK(std::abs(derivatives([](const Tensor& x) { return sigmoid(x); }, at, 3)[2] -
                   s * (1 - s) * (1 - 6 * s * (1 - s))) < 1e-12);
    CHECK(std::abs(derivatives([](const Tensor& x) { return exp(x); }, at, 3)[2] / std::exp(at) - 1) < 1e-12);
  }
}

TEST_CASE("pow: a constant exponent has its right derivatives at base 0, to every order") {
  CHECK(derivatives([](const Tensor& x) { return pow(x, 0); }, 0, 2) == std::vector<double>{0, 0});
  CHECK(derivatives([](const Tensor& x) { return pow(x, 1); }, 0, 2) == std::vector<double>{1, 0});
  CHECK(derivatives([](const Tensor& x) { return pow(x, 2); }, 0, 4) == std::vector<double>{0, 2, 0, 0});
  CHECK(derivatives([](const Tensor& x) { return pow(x, 3); }, 0, 5) == std::vector<double>{0, 0, 6, 0, 0});
  CHECK(derivative([](const Tensor& x) { return pow(x, 1.5); }, 0) == 0);
  CHECK(derivative([](const Tensor& x) { return pow(x, 0.5); }, 0) == infinity);
  CHECK(value([](const Tensor& x) { return pow(x, 0); }, nan) == 1);
}

TEST_CASE("pow: a tensor as exponent has no NaN at base 0 either") {
  Tensor a = tensor({0, 0, 0, 2}).requires_grad_();
  Tensor b = tensor({2, 0, 1, 0}).requires_grad_();
  const std::vector<Tensor> g = grad(sum(pow(a, b)), {a, b}, {.create_graph = true});
  const double da[] = {0, 0, 1, 0};
  const double db[] = {0, 0, 0, std::log(2)};
  const double daa[] = {2, 0, 0, 0};
  const Tensor second = grad(sum(g[0]), a);
  for (std::int64_t i = 0; i < 4; ++i) {
    CHECK(g[0].at({i}) == da[i]);
    CHECK(g[1].at({i}) == doctest::Approx(db[i]));
    CHECK(second.at({i}) == daa[i]);
  }
  // d2/da db of a^b = a^(b-1) (1 + b log(a)), which is 1 / a at b = 0.
  CHECK(grad(g[0][3], b).at({3}) == doctest::Approx(0.5));
  CHECK(derivative([](const Tensor& x) { return pow(0, x); }, 2) == 0);
}

TEST_CASE("kinks: abs, sign, relu, leaky_relu and clamp have the derivatives that are promised there") {
  CHECK(derivative([](const Tensor& x) { return abs(x); }, 0) == 0);
  CHECK(derivative([](const Tensor& x) { return sign(x); }, 2) == 0);
  CHECK(derivative([](const Tensor& x) { return relu(x); }, 0) == 0);
  CHECK(derivative([](const Tensor& x) { return leaky_relu(x); }, 0) == 0.01);
  CHECK(derivative([](const Tensor& x) { return clamp(x, -1, 1); }, 1) == 1);
  CHECK(derivative([](const Tensor& x) { return clamp(x, -1, 1); }, -1) == 1);
  CHECK(derivative([](const Tensor& x) { return clamp(x, -1, 1); }, 1.5) == 0);
}

TEST_CASE("maximum and minimum: ties give half of the gradient to each, other elements all of it to one") {
  Tensor a = tensor({1, 2, 3}).requires_grad_();
  Tensor b = tensor(2).requires_grad_();
  const std::vector<Tensor> up = grad(sum(maximum(a, b)), {a, b});
  CHECK(up[0].at({0}) == 0);
  CHECK(up[0].at({1}) == 0.5);
  CHECK(up[0].at({2}) == 1);
  CHECK(up[1].item() == 1.5);
  const std::vector<Tensor> down = grad(sum(minimum(a, b)), {a, b});
  CHECK(down[0].at({0}) == 1);
  CHECK(down[0].at({1}) == 0.5);
  CHECK(down[1].item() == 1.5);
}

TEST_CASE("zeros: the sign of a zero is kept by odd functions, and lost by abs and relu") {
  CHECK(is_minus_zero(value([](const Tensor& x) { return -x; }, 0.0)));
  CHECK(is_minus_zero(value([](const Tensor& x) { return sign(x); }, -0.0)));
  CHECK(is_minus_zero(value([](const Tensor& x) { return sqrt(x); }, -0.0)));
  CHECK(is_minus_zero(value([](const Tensor& x) { return tanh(x); }, -0.0)));
  CHECK(is_minus_zero(value([](const Tensor& x) { return expm1(x); }, -0.0)));
  CHECK(is_minus_zero(value([](const Tensor& x) { return sin(x); }, -0.0)));
  CHECK(is_plus_zero(value([](const Tensor& x) { return abs(x); }, -0.0)));
  CHECK(is_plus_zero(value([](const Tensor& x) { return relu(x); }, -0.0)));
  CHECK(value([](const Tensor& x) { return 1 / x; }, -0.0) == -infinity);
  CHECK(value([](const Tensor& x) { return reciprocal(x); }, -0.0) == -infinity);
}

TEST_CASE("infinities: every function has its limit, and what lies outside a domain is NaN") {
  CHECK(value([](const Tensor& x) { return exp(x); }, -infinity) == 0);
  CHECK(value([](const Tensor& x) { return expm1(x); }, -infinity) == -1);
  CHECK(value([](const Tensor& x) { return log(x); }, 0) == -infinity);
  CHECK(value([](const Tensor& x) { return log1p(x); }, -1) == -infinity);
  CHECK(value([](const Tensor& x) { return tanh(x); }, -infinity) == -1);
  CHECK(value([](const Tensor& x) { return sigmoid(x); }, -infinity) == 0);
  CHECK(value([](const Tensor& x) { return softplus(x); }, -infinity) == 0);
  CHECK(value([](const Tensor& x) { return softplus(x); }, infinity) == infinity);
  CHECK(value([](const Tensor& x) { return softplus(x); }, 1000) == 1000);
  CHECK(value([](const Tensor& x) { return relu(x); }, -infinity) == 0);
  CHECK(value([](const Tensor& x) { return clamp(x, -1, infinity); }, infinity) == infinity);
  CHECK(value([](const Tensor& x) { return erf(x); }, infinity) == 1);
  CHECK(std::isnan(value([](const Tensor& x) { return log(x); }, -1)));
  CHECK(std::isnan(value([](const Tensor& x) { return sqrt(x); }, -1)));
  CHECK(std::isnan(value([](const Tensor& x) { return pow(x, 0.5); }, -1)));
  CHECK(std::isnan(value([](const Tensor& x) { return sin(x); }, infinity)));
}

TEST_CASE("NaN: it passes through every function, through bounds and through choices on either side") {
  const std::vector<Function> functions = {[](const Tensor& x) { return abs(x); },
                                           [](const Tensor& x) { return sign(x); },
                                           [](const Tensor& x) { return sqrt(x); },
                                           [](const Tensor& x) { return exp(x); },
                                           [](const Tensor& x) { return expm1(x); },
                                           [](const Tensor& x) { return log(x); },
                                           [](const Tensor& x) { return log1p(x); },
                                           [](const Tensor& x) { return tanh(x); },
                                           [](const Tensor& x) { return sinh(x); },
                                           [](const Tensor& x) { return cosh(x); },
                                           [](const Tensor& x) { return sigmoid(x); },
                                           [](const Tensor& x) { return softplus(x); },
                                           [](const Tensor& x) { return relu(x); },
                                           [](const Tensor& x) { return leaky_relu(x); },
                                           [](const Tensor& x) { return silu(x); },
                                           [](const Tensor& x) { return gelu(x); },
                                           [](const Tensor& x) { return clamp(x, -1, 1); },
                                           [](const Tensor& x) { return maximum(x, tensor(1)); },
                                           [](const Tensor& x) { return minimum(x, tensor(1)); },
                                           [](const Tensor& x) { return maximum(tensor(1), x); },
                                           [](const Tensor& x) { return minimum(tensor(1), x); }};
  for (std::size_t i = 0; i < functions.size(); ++i) {
    CAPTURE(i);
    CHECK(std::isnan(value(functions[i], nan)));
  }
}

TEST_CASE("gates: what is shut out gets gradient 0, also when the gradient is infinite") {
  Tensor x = tensor({-1, 2}).requires_grad_();
  const Tensor seed = tensor({infinity, 3});
  for (const Function& f :
       {Function([](const Tensor& x) { return relu(x); }), Function([](const Tensor& x) { return clamp(x, 0, 5); }),
        Function([](const Tensor& x) { return maximum(x, tensor(0)); }),
        Function([](const Tensor& x) { return where(x > 0, x, 0); })}) {
    const Tensor y = f(x);
    const Tensor g = grad(std::span(&y, 1), std::span(&x, 1), std::span(&seed, 1))[0];
    CHECK(g.at({0}) == 0);
    CHECK(g.at({1}) == 3);
  }
}

TEST_CASE("where: a value that is not chosen leaves no trace, and any dtype may choose") {
  Tensor x = tensor({0, 4}).requires_grad_();
  const Tensor y = where(x > 0, 1 / x, 0);
  CHECK(y.at({0}) == 0);
  CHECK(y.at({1}) == 0.25);
  const Tensor chosen = tensor({nan, 0, 0.5, -1});
  for (const Dtype dtype : {float64, float32}) {
    const Tensor picked = where(chosen, ones({4}, {.dtype = dtype}), 7);
    CHECK(picked.dtype() == dtype);
    const double expected[] = {1, 7, 1, 1};
    for (std::int64_t i = 0; i < 4; ++i) CHECK(picked.at({i}) == expected[i]);
  }
  const Tensor labels = where(tensor({1, 0}, {.dtype = int64}), tensor({5, 6}, {.dtype = int64}), -1);
  CHECK(labels.dtype() == int64);
  CHECK(labels.at({1}) == -1);
}

TEST_CASE("element-wise functions: misuse is told in one sentence") {
  const Tensor a = ones({2, 3});
  const Tensor single = ones({2, 3}, {.dtype = float32});
  const Tensor whole = ones({2, 3}, {.dtype = int64});
  CHECK_THROWS_WITH_AS(a + single, "add: dtypes differ: float64 and float32; convert one with .to(float64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(whole * single, "mul: dtypes differ: int64 and float32; convert one with .to(float32)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(maximum(a, ones({2})),
                       "maximum: shapes (2, 3) and (2,) do not broadcast: axis -1 has sizes 3 and 2, which must be "
                       "equal or 1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(where(a, single, a), "where: dtypes differ: float32 and float64; convert one with .to(float32)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(exp(whole), "exp: needs a floating tensor, got int64; convert it with .to(float64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(whole / 2, "div: needs a floating tensor, got int64; convert it with .to(float64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(whole + 0.5,
                       "add: the scalar 0.5 is not a whole number, but the tensor holds int64; convert it with "
                       ".to(float64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(whole + infinity,
                       "add: the scalar inf is not a whole number, but the tensor holds int64; convert it with "
                       ".to(float64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(clamp(a, 1, -1), "clamp: the lower bound must not exceed the upper, got 1 and -1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(clamp(a, nan, 1), "clamp: the lower bound must not exceed the upper, got nan and 1",
                       std::invalid_argument);
}

}  // namespace thalweg
