// Adam on arrays.
#pragma once

#include <cstdint>
#include <span>

namespace thalweg::optim {

struct AdamOptions {
  double lr = 1e-3;         ///< learning rate: about the length of a step in each coordinate
  double beta1 = 0.9;       ///< decay of the mean of gradients, in [0, 1)
  double beta2 = 0.999;     ///< decay of the mean of squared gradients, in [0, 1)
  double eps = 1e-8;        ///< added to the bias-corrected root, above 0 (the report "Adam (and beyond)" ran 1e-7)
  double weight_decay = 0;  ///< adds weight_decay * p to the gradient (L2, not AdamW's decoupled decay)
};

/// Throws std::invalid_argument unless lr and weight_decay are finite and not negative, both betas lie in [0, 1) and
/// eps is finite and above 0.
void validate(const AdamOptions& options);

namespace arrays {

/// m <- beta1 m + (1 - beta1) g
/// v <- beta2 v + (1 - beta2) g^2
/// p <- p - (lr / c1) m / (sqrt(v) / sqrt(c2) + eps),   c1 = 1 - beta1^t, c2 = 1 - beta2^t
/// Kingma, Ba 2015, Algorithm 1, evaluated from left to right as written. eps is added after the bias-corrected root,
/// as in torch.optim.Adam; the paper's faster variant and old TensorFlow add it before the correction. t counts from 1;
/// m and v start at zero and have the size of p. At a constant lr it does not settle: late iterates bounce about the
/// minimum by about lr; a schedule cures it. Where gradients are rare and large, v forgets them too soon and it may not
/// converge at all (Reddi et al. 2018: AMSGrad). Its step does not depend on the scale of the gradient, so L2 decay
/// weakens where gradients are large (AdamW). Throws std::invalid_argument on sizes that differ, t < 1 and bad options.
/// lr / c1, sqrt(c2) and 1 - beta are computed in double, then rounded to the type of the arrays.
/// An m that would be subnormal becomes 0: it moves p by less than 1e-37 lr / eps, and subnormal numbers are slow.
void adam(std::span<double> p, std::span<const double> g, std::span<double> m, std::span<double> v, std::int64_t t,
          const AdamOptions& options = {});
void adam(std::span<float> p, std::span<const float> g, std::span<float> m, std::span<float> v, std::int64_t t,
          const AdamOptions& options = {});

}  // namespace arrays
}  // namespace thalweg::optim
