// AdaMax on arrays: Adam with the largest gradient in place of the root mean square.
#pragma once

#include <cstdint>
#include <span>

namespace thalweg::optim {

struct AdamaxOptions {
  double lr = 2e-3;         ///< learning rate: about the length of the largest step in each coordinate
  double beta1 = 0.9;       ///< decay of the mean of gradients, in [0, 1)
  double beta2 = 0.999;     ///< decay of the largest gradient, in [0, 1)
  double eps = 1e-8;        ///< added to the absolute gradient; 0 is the paper's and the report's form
  double weight_decay = 0;  ///< adds weight_decay * p to the gradient (L2)
};

/// Throws std::invalid_argument unless lr, eps and weight_decay are finite and not negative and both betas lie in [0,
/// 1).
void validate(const AdamaxOptions& options);

namespace arrays {

/// m <- beta1 m + (1 - beta1) g
/// u <- max(beta2 u, |g| + eps)
/// p <- p - (lr / c1) m / u,   c1 = 1 - beta1^t
/// Kingma, Ba 2015, Algorithm 2, with torch.optim.Adamax's eps inside the maximum; the paper has none (eps = 0). A
/// coordinate whose gradient has always been zero stays where it is, also with eps = 0, where the formula says 0 / 0. t
/// counts from 1; m and u start at zero and have the size of p. One huge gradient shortens the steps of its coordinate
/// for about 1 / (1 - beta2) steps. Like Adam it does not settle at a constant lr. Throws std::invalid_argument on
/// sizes that differ, t < 1 and bad options. lr / c1 and 1 - beta1 are computed in double, then rounded to the type of
/// the arrays.
void adamax(std::span<double> p, std::span<const double> g, std::span<double> m, std::span<double> u, std::int64_t t,
            const AdamaxOptions& options = {});
void adamax(std::span<float> p, std::span<const float> g, std::span<float> m, std::span<float> u, std::int64_t t,
            const AdamaxOptions& options = {});

}  // namespace arrays
}  // namespace thalweg::optim
