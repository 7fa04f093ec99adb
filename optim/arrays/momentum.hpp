// Momentum on arrays, in the form of a moving average of gradients.
#pragma once

#include <span>

namespace thalweg::optim {

struct MomentumOptions {
  double lr = 1e-3;         ///< learning rate
  double alpha = 0.9;       ///< weight of the old average, in [0, 1); 0 is gradient descent
  double weight_decay = 0;  ///< adds weight_decay * p to the gradient (L2)
};

/// Throws std::invalid_argument unless lr and weight_decay are finite and not negative and alpha lies in [0, 1).
void validate(const MomentumOptions& options);

namespace arrays {

/// v <- alpha v + (1 - alpha) g
/// p <- p - lr v
/// v starts at zero and has the size of p. This is the form of the report "Adam (and beyond)": v is an average of
/// gradients, so lr keeps its meaning whatever alpha is; `sgd` is PyTorch's form, whose buffer is a sum 1 / (1 - alpha)
/// times as large. The report's closed form "v = sum alpha^t (1 - alpha) g_t", read literally, weights the newest
/// gradient least; alpha^(T - t) is meant. (Polyak 1964.) The first 1 / (1 - alpha) steps are too short, because v
/// starts at zero and nothing corrects for it. It overshoots minima and turns back: |p| does not fall steadily. Throws
/// std::invalid_argument on sizes that differ and on bad options. Scalars are computed in double, then rounded.
void momentum(std::span<double> p, std::span<const double> g, std::span<double> v, const MomentumOptions& options = {});
void momentum(std::span<float> p, std::span<const float> g, std::span<float> v, const MomentumOptions& options = {});

}  // namespace arrays
}  // namespace thalweg::optim
