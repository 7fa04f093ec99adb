// Gradient descent on arrays.
#pragma once

#include <span>

namespace thalweg::optim {

struct GradientDescentOptions {
  double lr = 1e-3;         ///< learning rate, the length of a step per unit of gradient
  double weight_decay = 0;  ///< adds weight_decay * p to the gradient (L2)
};

/// Throws std::invalid_argument unless lr and weight_decay are finite and not negative.
void validate(const GradientDescentOptions& options);

namespace arrays {

/// p <- p - lr g. (Cauchy 1847.)
/// With a fixed lr it diverges as soon as lr exceeds 2 / L, L the largest curvature on the way (Rosenbrock from (5, 0)
/// with lr 1e-3 overflows at step 6), and crawls along narrow valleys when lr suits their walls. A line search cures
/// the first, momentum or curvature the second. Throws std::invalid_argument on sizes that differ and on bad options.
/// Scalars are computed in double, then rounded.
void gradient_descent(std::span<double> p, std::span<const double> g, const GradientDescentOptions& options = {});
void gradient_descent(std::span<float> p, std::span<const float> g, const GradientDescentOptions& options = {});

}  // namespace arrays
}  // namespace thalweg::optim
