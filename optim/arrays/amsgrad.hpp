// AMSGrad on arrays: Adam whose steps never grow again after a large gradient.
#pragma once

#include <cstdint>
#include <span>

namespace thalweg::optim {

struct AmsgradOptions {
  double lr = 1e-3;         ///< learning rate: the length of the longest steps, in each coordinate
  double beta1 = 0.9;       ///< decay of the mean of gradients, in [0, 1)
  double beta2 = 0.999;     ///< decay of the mean of squared gradients, in [0, 1)
  double eps = 1e-8;        ///< added to the bias-corrected root, above 0
  double weight_decay = 0;  ///< adds weight_decay * p to the gradient (L2)
};

/// Throws std::invalid_argument unless lr and weight_decay are finite and not negative, both betas lie in [0, 1) and
/// eps is finite and above 0.
void validate(const AmsgradOptions& options);

namespace arrays {

/// m    <- beta1 m + (1 - beta1) g
/// v    <- beta2 v + (1 - beta2) g^2
/// vmax <- max(vmax, v)
/// p    <- p - (lr / c1) m / (sqrt(vmax) / sqrt(c2) + eps),   c1 = 1 - beta1^t, c2 = 1 - beta2^t
/// Reddi, Kale, Kumar 2018, Algorithm 2, which corrects no bias; the correction and the place of eps, after the
/// corrected root, are those of torch.optim.Adam(amsgrad=True). The maximum is that of the raw v; optax takes that of
/// v / c2, which early large gradients dominate for longer. t counts from 1; m, v and vmax start at zero and have the
/// size of p. One huge gradient shortens the steps of its coordinate for ever: what guarantees convergence also makes a
/// bad start cost most. Like Adam it does not settle at a constant lr where gradients keep changing sign. Throws
/// std::invalid_argument on sizes that differ, t < 1 and bad options. lr / c1, sqrt(c2) and 1 - beta are computed in
/// double, then rounded to the type of the arrays.
void amsgrad(std::span<double> p, std::span<const double> g, std::span<double> m, std::span<double> v,
             std::span<double> vmax, std::int64_t t, const AmsgradOptions& options = {});
void amsgrad(std::span<float> p, std::span<const float> g, std::span<float> m, std::span<float> v,
             std::span<float> vmax, std::int64_t t, const AmsgradOptions& options = {});

}  // namespace arrays
}  // namespace thalweg::optim
