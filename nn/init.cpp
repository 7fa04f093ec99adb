// Initialisers: the spread each rule asks for.
#include <thalweg/nn/init.hpp>

#include <cmath>

#include <thalweg/tensor/create_random.hpp>
#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::nn {

namespace {

Tensor filled(const Tensor& x, const Tensor& values) {
  raw::copy(x, values);
  return x;
}

struct Fans {
  double in, out;
};

Fans fans(const char* op, const Tensor& weight) {
  check(weight.rank() >= 2 && weight.numel() > 0, op, "a weight has shape (out, in, ...) without empty axes, got ",
        weight.shape());
  const double count = static_cast<double>(weight.numel());
  return {count / static_cast<double>(weight.size(0)), count / static_cast<double>(weight.size(1))};
}

double kaiming_deviation(const char* op, const Tensor& weight, const KaimingOptions& options) {
  check(std::isfinite(options.slope), op, "the slope must be finite, got ", options.slope);
  const Fans fan = fans(op, weight);
  return std::sqrt(2 / ((1 + options.slope * options.slope) * (options.fan == Fan::in ? fan.in : fan.out)));
}

double xavier_deviation(const char* op, const Tensor& weight, const XavierOptions& options) {
  check(std::isfinite(options.gain) && options.gain >= 0, op, "the gain must be finite and not negative, got ",
        options.gain);
  const Fans fan = fans(op, weight);
  return options.gain * std::sqrt(2 / (fan.in + fan.out));
}

/// A uniform distribution in [-b, b) has standard deviation b / sqrt(3).
Tensor uniform_with_deviation(const Tensor& weight, double deviation, Random& random) {
  const double bound = std::sqrt(3.0) * deviation;
  return uniform_(weight, -bound, bound, random);
}

}  // namespace

Tensor constant_(const Tensor& x, double value) {
  raw::check_floating("constant_", x.dtype());
  return filled(x, full({}, value, {.dtype = x.dtype()}));
}

Tensor uniform_(const Tensor& x, double lo, double hi, Random& random) {
  return filled(x, uniform(x.shape(), lo, hi, random, {.dtype = x.dtype()}));
}

Tensor normal_(const Tensor& x, double mean, double standard_deviation, Random& random) {
  return filled(x, normal(x.shape(), mean, standard_deviation, random, {.dtype = x.dtype()}));
}

Tensor kaiming_uniform_(const Tensor& weight, Random& random, const KaimingOptions& options) {
  return uniform_with_deviation(weight, kaiming_deviation("kaiming_uniform_", weight, options), random);
}
Tensor kaiming_normal_(const Tensor& weight, Random& random, const KaimingOptions& options) {
  return normal_(weight, 0, kaiming_deviation("kaiming_normal_", weight, options), random);
}

Tensor xavier_uniform_(const Tensor& weight, Random& random, const XavierOptions& options) {
  return uniform_with_deviation(weight, xavier_deviation("xavier_uniform_", weight, options), random);
}
Tensor xavier_normal_(const Tensor& weight, Random& random, const XavierOptions& options) {
  return normal_(weight, 0, xavier_deviation("xavier_normal_", weight, options), random);
}

}  // namespace thalweg::nn
