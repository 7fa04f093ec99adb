// NAdam on arrays: Adam with Nesterov's momentum.
#pragma once

#include <cstdint>
#include <span>

namespace thalweg::optim {

struct NadamOptions {
  double lr = 2e-3;              ///< learning rate: about the length of a step in each coordinate
  double beta1 = 0.9;            ///< decay of the mean of gradients, in [0, 1); the limit of the momentum mu_t
  double beta2 = 0.999;          ///< decay of the mean of squared gradients, in [0, 1)
  double eps = 1e-8;             ///< added to the bias-corrected root, above 0
  double weight_decay = 0;       ///< adds weight_decay * p to the gradient (L2)
  double momentum_decay = 4e-3;  ///< psi: how fast mu_t rises from beta1 / 2 to beta1; 0 keeps it at beta1 / 2
};

/// Throws std::invalid_argument unless lr, weight_decay and momentum_decay are finite and not negative, both betas lie
/// in [0, 1) and eps is finite and above 0.
void validate(const NadamOptions& options);

namespace arrays {

/// mu_t = beta1 (1 - 0.96^(t psi) / 2)
/// P_t  <- mu_t P_(t-1)
/// m <- beta1 m + (1 - beta1) g
/// v <- beta2 v + (1 - beta2) g^2
/// p <- p - lr [(1 - mu_t) / (1 - P_t) g + mu_(t+1) / (1 - mu_(t+1) P_t) m] / (sqrt(v / c2) + eps),  c2 = 1 - beta2^t
/// Dozat 2016, with the decaying momentum of torch.optim.NAdam (2.x; PyTorch 1.13 has a wrong extra mu_t), which, like
/// this, averages m with beta1 where the paper has mu_t. eps is added after the bias-corrected root. t counts from 1; m
/// and v start at zero and have the size of p. mu_product is P, one number for all of p: 1 before the first step, then
/// carried from step to step; it is double in both forms. Looking ahead along the newest gradient, it is as sensitive
/// to its noise as Adam with a smaller beta1; like Adam it does not settle at a constant lr. Throws
/// std::invalid_argument on sizes that differ, t < 1, bad options, and mu_product outside [0, 1] or other than 1 at
/// t = 1. The factors of g and m, c2 and 1 - beta are computed in double, then rounded to the type of the arrays.
void nadam(std::span<double> p, std::span<const double> g, std::span<double> m, std::span<double> v, double& mu_product,
           std::int64_t t, const NadamOptions& options = {});
void nadam(std::span<float> p, std::span<const float> g, std::span<float> m, std::span<float> v, double& mu_product,
           std::int64_t t, const NadamOptions& options = {});

}  // namespace arrays
}  // namespace thalweg::optim
