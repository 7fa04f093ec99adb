// RAdam on arrays: Adam that waits until its squared gradients can be trusted.
#pragma once

#include <cstdint>
#include <span>

namespace thalweg::optim {

struct RadamOptions {
  double lr = 1e-3;         ///< learning rate; in the first steps per unit of gradient, then the length of a step
  double beta1 = 0.9;       ///< decay of the mean of gradients, in [0, 1)
  double beta2 = 0.999;     ///< decay of the mean of squared gradients, in [0, 1); up to 2/3 it never adapts
  double eps = 1e-8;        ///< added to the root before the bias is corrected, above 0
  double weight_decay = 0;  ///< adds weight_decay * p to the gradient (L2)
};

/// Throws std::invalid_argument unless lr and weight_decay are finite and not negative, both betas lie in [0, 1) and
/// eps is finite and above 0.
void validate(const RadamOptions& options);

namespace arrays {

/// m <- beta1 m + (1 - beta1) g
/// v <- beta2 v + (1 - beta2) g^2
/// r_inf = 2 / (1 - beta2) - 1,   r_t = r_inf - 2 t beta2^t / c2,   c1 = 1 - beta1^t, c2 = 1 - beta2^t
/// where r_t > 5:   r = sqrt((r_t - 4) (r_t - 2) r_inf / ((r_inf - 4) (r_inf - 2) r_t))
///                  p <- p - (lr / c1) r sqrt(c2) m / (sqrt(v) + eps)
/// else:            p <- p - (lr / c1) m
/// Liu et al. 2020, Algorithm 2, with the bound 5 of torch.optim.RAdam (the paper's is 4) and its eps, added to the
/// root before the correction; the paper has none. t counts from 1; m and v start at zero and have the size of p. With
/// beta2 0.999 the first five steps do not divide by the root: they are lr times a mean gradient long, which overshoots
/// where the start is steep (Rosenbrock from (5, 0): gradients of 5e4). Like Adam it does not settle at a constant lr.
/// Throws std::invalid_argument on sizes that differ, t < 1 and bad options. The factor of m and 1 - beta are computed
/// in double, then rounded to the type of the arrays.
void radam(std::span<double> p, std::span<const double> g, std::span<double> m, std::span<double> v, std::int64_t t,
           const RadamOptions& options = {});
void radam(std::span<float> p, std::span<const float> g, std::span<float> m, std::span<float> v, std::int64_t t,
           const RadamOptions& options = {});

}  // namespace arrays
}  // namespace thalweg::optim
