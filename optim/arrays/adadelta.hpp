// Adadelta on arrays: steps measured by the steps before, so that lr may stay 1.
#pragma once

#include <span>

namespace thalweg::optim {

struct AdadeltaOptions {
  double lr = 1;            ///< factor of the step; the paper has none, that is 1
  double rho = 0.9;         ///< decay of both means of squares, in [0, 1)
  double eps = 1e-6;        ///< added to both means inside their roots, above 0; it alone starts the motion
  double weight_decay = 0;  ///< adds weight_decay * p to the gradient (L2)
};

/// Throws std::invalid_argument unless lr and weight_decay are finite and not negative, rho lies in [0, 1) and eps is
/// finite and above 0.
void validate(const AdadeltaOptions& options);

namespace arrays {

/// v <- rho v + (1 - rho) g^2
/// d  = sqrt(a + eps) / sqrt(v + eps) g
/// a <- rho a + (1 - rho) d^2
/// p <- p - lr d
/// Zeiler 2012, Algorithm 1, as torch.optim.Adadelta: eps is added inside both roots. v and a start at zero and have
/// the size of p. d has the unit of p, whatever the scale of f. The first step is about sqrt(eps / (1 - rho)), 3e-3 by
/// default, in every coordinate, and steps grow only as earlier ones allow: far starts take thousands of steps, and eps
/// is in truth a learning rate. Throws std::invalid_argument on sizes that differ and bad options. Scalars are computed
/// in double, then rounded.
void adadelta(std::span<double> p, std::span<const double> g, std::span<double> v, std::span<double> a,
              const AdadeltaOptions& options = {});
void adadelta(std::span<float> p, std::span<const float> g, std::span<float> v, std::span<float> a,
              const AdadeltaOptions& options = {});

}  // namespace arrays
}  // namespace thalweg::optim
