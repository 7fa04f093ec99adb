// gradcheck: derivatives compared with central differences, the test every operation takes.
#pragma once

#include <string>
#include <vector>

#include <thalweg/autograd/derivatives.hpp>

namespace thalweg {

/// An element passes when |analytic - numeric| <= atol + rtol * |numeric|.
struct GradcheckOptions {
  double rtol = 1e-6;  ///< relative part of what is allowed
  double atol = 1e-7;  ///< absolute part
  /// The difference is taken between x - h and x + h with h = step * max(1, |x|).
  double step = 1e-5;
  /// Of the random weights that turn an output of any shape into one number.
  std::uint64_t seed = 1;
};

/// Whether all elements agreed, as a bool; what was found, as a sentence (empty when all is well).
struct GradcheckReport {
  bool ok = true;       ///< all elements agreed
  std::string message;  ///< what was found; empty when all is well
  /// Elements compared, and the largest |analytic - numeric| among them.
  std::int64_t compared = 0;
  double largest_difference = 0;

  /// ok
  explicit operator bool() const noexcept { return ok; }
};

/// Compares the gradient of <v, f(x)>, v random and of f(x)'s shape, with central differences, for every element of
/// every input that requires a gradient, or of every floating input when none does. f must give the same value for the
/// same inputs, and be smooth within the step around them. Works on copies laid out in memory as the inputs are, so
/// the inputs stay as they are. Errors: an input or output that is float32 (the difference would drown in rounding).
GradcheckReport gradcheck(const TensorsFunction& f, const std::vector<Tensor>& inputs, GradcheckOptions options = {});
GradcheckReport gradcheck(const TensorFunction& f, const Tensor& input, GradcheckOptions options = {});

/// The same for the gradient of f: compares the derivatives of <w, grad_x <v, f(x)>> with respect to x and v, w random,
/// with central differences of the recorded gradient.
GradcheckReport gradgradcheck(const TensorsFunction& f, const std::vector<Tensor>& inputs,
                              GradcheckOptions options = {});
GradcheckReport gradgradcheck(const TensorFunction& f, const Tensor& input, GradcheckOptions options = {});

}  // namespace thalweg
