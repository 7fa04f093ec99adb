// Variance, standard deviation and norms over axes, each with its derivative.
#include <algorithm>
#include <cmath>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/lines.hpp>
#include <thalweg/autograd/pointwise.hpp>
#include <thalweg/autograd/record.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/reduce.hpp>

namespace thalweg {

namespace {

/// y = 1 / x, but 0 for x = 0,  dy/dx = -y^2
Tensor reciprocal_or_zero(const Tensor& x) {
  return unary(
      "reciprocal_or_zero", x,
      [](auto v) {
        using P = decltype(v);
        return select(v == P(0), P(0), P(1) / v);
      },
      [](const Tensor& g, Output y) { return -(g * (y * y)); });
}

Tensor magnitude_power(const Tensor& x, double q);

/// y = sign(x) |x|^q,  dy/dx = q |x|^(q - 1)
Tensor signed_power(const Tensor& x, double q) {
  if (q == 1) return x;
  return unary(
      "signed_power", x,
      [q](auto v) {
        const auto sign = math::sign(v);
        return q == 0 ? sign : sign * math::pow(math::abs(v), q);
      },
      [q](const Tensor& g, First x) { return q == 0 ? zeros_like(g) : g * q * magnitude_power(x, q - 1); });
}

/// y = |x|^q,  dy/dx = q sign(x) |x|^(q - 1)
Tensor magnitude_power(const Tensor& x, double q) {
  if (q == 0) return ones_like(x);
  return unary(
      "magnitude_power", x, [q](auto v) { return q == 1 ? math::abs(v) : math::pow(math::abs(v), q); },
      [q](const Tensor& g, First x) { return g * q * signed_power(x, q - 1); });
}

double divisor(const char* op, const Tensor& x, const Axes& axes, double correction) {
  check(correction >= 0 && std::isfinite(correction), op, "the correction must be finite and not negative, got ",
        correction);
  return std::max(0.0, static_cast<double>(raw::reduced_count(x.shape(), axes)) - correction);
}

}  // namespace

/// y = sum((x - m)^2) / d,  dy/dx = 2 (x - m) / d,  with m = mean(x), d = n - correction
Tensor var(const Tensor& x, const Axes& axes, bool keepdim, double correction) {
  raw::check_floating("var", x.dtype());
  const Axes reduced = normalize_axes("var", axes, x.rank());
  const double d = divisor("var", x, reduced, correction);
  const Tensor squares = raw::sum_of_squared_deviations("var", x, axes, keepdim);
  return record("var",
                raw::map(
                    "var", [d](auto v) { return v / d; }, squares),
                inputs(x), [d, axes = reduced](const Tensor& g, First x) {
                  if (x.numel() == 0) return zeros_like(x);
                  return with_kept_axes(g, axes, x.shape()) * (2 / d) * (x - mean(x, axes, true));
                });
}

/// y = sqrt(var),  dy/dx = (x - m) / (d y)
Tensor std(const Tensor& x, const Axes& axes, bool keepdim, double correction) {
  raw::check_floating("std", x.dtype());
  const Axes reduced = normalize_axes("std", axes, x.rank());
  const double d = divisor("std", x, reduced, correction);
  const Tensor squares = raw::sum_of_squared_deviations("std", x, axes, keepdim);
  return record("std",
                raw::map(
                    "std", [d](auto v) { return math::sqrt(v / d); }, squares),
                inputs(x), [d, axes = reduced](const Tensor& g, First x, Output y) {
                  if (x.numel() == 0) return zeros_like(x);
                  const Tensor scale = g * reciprocal_or_zero(y) / d;
                  return with_kept_axes(scale, axes, x.shape()) * (x - mean(x, axes, true));
                });
}

/// y = (sum |x|^p)^(1/p),  dy/dx = sign(x) (|x| / y)^(p - 1);  max |x| for p = infinity
Tensor norm(const Tensor& x, double p, const Axes& axes, bool keepdim) {
  raw::check_floating("norm", x.dtype());
  check(p >= 1, "norm", "p must be at least 1 (infinity for the largest magnitude), got ", p);
  const Axes reduced = normalize_axes("norm", axes, x.rank());
  if (std::isinf(p)) {
    if (raw::reduced_count(x.shape(), reduced) == 0)
      p = 1;
    else
      return max(magnitude_power(x, 1), axes, keepdim);
  }
  return record("norm", raw::norm(x, p, axes, keepdim), inputs(x),
                [p, axes = reduced](const Tensor& g, First x, Output y) {
                  if (p == 1) return with_kept_axes(g, axes, x.shape()) * signed_power(x, 0);
                  const Tensor unit = x * with_kept_axes(reciprocal_or_zero(y), axes, x.shape());
                  return with_kept_axes(g, axes, x.shape()) * signed_power(unit, p - 1);
                });
}

}  // namespace thalweg
