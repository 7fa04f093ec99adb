// AdamW on arrays: Adam with weight decay of its own, apart from the gradient.
#pragma once

#include <cstdint>
#include <span>

namespace thalweg::optim {

struct AdamWOptions {
  double lr = 1e-3;            ///< learning rate: about the length of a step in each coordinate
  double beta1 = 0.9;          ///< decay of the mean of gradients, in [0, 1)
  double beta2 = 0.999;        ///< decay of the mean of squared gradients, in [0, 1)
  double eps = 1e-8;           ///< added to the bias-corrected root, above 0
  double weight_decay = 1e-2;  ///< shrinks p by the factor 1 - lr * weight_decay; 0 is Adam
};

/// Throws std::invalid_argument unless lr and weight_decay are finite and not negative, both betas lie in [0, 1) and
/// eps is finite and above 0.
void validate(const AdamWOptions& options);

namespace arrays {

/// p <- (1 - lr weight_decay) p
/// m <- beta1 m + (1 - beta1) g
/// v <- beta2 v + (1 - beta2) g^2
/// p <- p - (lr / c1) m / (sqrt(v) / sqrt(c2) + eps),   c1 = 1 - beta1^t, c2 = 1 - beta2^t
/// Loshchilov, Hutter 2019, Algorithm 2, as torch.optim.AdamW: the decay is multiplied by lr, so that a schedule acts
/// on both; the paper's has a multiplier of its own. The decay never enters m and v, so that it is as strong where
/// gradients are large as where they are small, unlike Adam's L2 term. eps is added after the bias-corrected root. t
/// counts from 1; m and v start at zero and have the size of p. The decay pulls towards zero, not towards the minimum:
/// where p stops, f still has a slope. lr weight_decay above 1 turns the sign of p, above 2 it diverges. Like Adam it
/// does not settle at a constant lr. Throws std::invalid_argument on sizes that differ, t < 1 and bad options.
/// 1 - lr weight_decay, lr / c1, sqrt(c2) and 1 - beta are computed in double, then rounded to the type of the arrays.
/// An m that would be subnormal becomes 0: it moves p by less than 1e-37 lr / eps, and subnormal numbers are slow.
void adamw(std::span<double> p, std::span<const double> g, std::span<double> m, std::span<double> v, std::int64_t t,
           const AdamWOptions& options = {});
void adamw(std::span<float> p, std::span<const float> g, std::span<float> m, std::span<float> v, std::int64_t t,
           const AdamWOptions& options = {});

}  // namespace arrays
}  // namespace thalweg::optim
