// Lion on arrays: steps along the sign of the momentum.
#pragma once

#include <span>

namespace thalweg::optim {

struct LionOptions {
  double lr = 1e-4;         ///< learning rate: the length of every step in each coordinate
  double beta1 = 0.9;       ///< weight of the old mean in the direction of this step, in [0, 1)
  double beta2 = 0.99;      ///< decay of the mean of gradients, in [0, 1)
  double weight_decay = 0;  ///< adds weight_decay * p to the direction, apart from the gradient as in AdamW
};

/// Throws std::invalid_argument unless lr and weight_decay are finite and not negative and both betas lie in [0, 1).
void validate(const LionOptions& options);

namespace arrays {

/// u  = sign(beta1 m + (1 - beta1) g)
/// m <- beta2 m + (1 - beta2) g
/// p <- p - lr (u + weight_decay p)
/// Chen et al. 2023, Algorithm 2; sign(0) = 0. m starts at zero and has the size of p. There is no eps, for nothing is
/// divided. Every coordinate moves by lr whatever its gradient, so that it needs an lr 3 to 10 times smaller than Adam
/// and a weight_decay as many times larger, turns noise around zero into full steps, and never comes nearer to a
/// minimum than about lr: a schedule that falls to zero is part of the method. Throws std::invalid_argument on sizes
/// that differ and bad options. Scalars are computed in double, then rounded.
void lion(std::span<double> p, std::span<const double> g, std::span<double> m, const LionOptions& options = {});
void lion(std::span<float> p, std::span<const float> g, std::span<float> m, const LionOptions& options = {});

}  // namespace arrays
}  // namespace thalweg::optim
