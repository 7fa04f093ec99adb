// Adagrad on arrays: steps that shrink with all the gradients seen so far.
#pragma once

#include <cstdint>
#include <span>

namespace thalweg::optim {

struct AdagradOptions {
  double lr = 1e-2;         ///< learning rate: the length of the first step in each coordinate
  double lr_decay = 0;      ///< lr is divided by 1 + (t - 1) lr_decay
  double eps = 1e-10;       ///< added to the root, above 0
  double weight_decay = 0;  ///< adds weight_decay * p to the gradient (L2)
};

/// Throws std::invalid_argument unless lr, lr_decay and weight_decay are finite and not negative and eps is finite and
/// above 0.
void validate(const AdagradOptions& options);

namespace arrays {

/// s <- s + g^2
/// p <- p - lr / (1 + (t - 1) lr_decay) g / (sqrt(s) + eps)
/// Duchi, Hazan, Singer 2011 (the diagonal form), as torch.optim.Adagrad, with eps added to the root. t counts from 1;
/// s starts at zero and has the size of p. Made for rare features, whose few gradients each count in full. s never
/// forgets: steps fade like 1 / sqrt(t) even where the slope stays, and gradients that are large at the start (far from
/// the minimum, or a bad initialisation) leave too little for the rest; a larger lr is the only cure. Throws
/// std::invalid_argument on sizes that differ, t < 1 and bad options. Scalars are computed in double, then rounded.
void adagrad(std::span<double> p, std::span<const double> g, std::span<double> s, std::int64_t t,
             const AdagradOptions& options = {});
void adagrad(std::span<float> p, std::span<const float> g, std::span<float> s, std::int64_t t,
             const AdagradOptions& options = {});

}  // namespace arrays
}  // namespace thalweg::optim
