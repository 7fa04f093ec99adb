// Gradient descent with momentum on arrays, in PyTorch's form, with dampening and Nesterov's variant.
#pragma once

#include <cstdint>
#include <span>

namespace thalweg::optim {

struct SgdOptions {
  double lr = 1e-3;         ///< learning rate
  double momentum = 0;      ///< weight of the old buffer, not negative; 0 is gradient descent without a buffer
  double dampening = 0;     ///< the gradient enters the buffer with weight 1 - dampening, from the second step on
  double weight_decay = 0;  ///< adds weight_decay * p to the gradient (L2)
  bool nesterov = false;    ///< step along g + momentum * buf; needs momentum > 0 and dampening 0
};

/// Throws std::invalid_argument unless lr, momentum and weight_decay are finite and not negative, dampening is finite,
/// and nesterov comes with momentum and without dampening.
void validate(const SgdOptions& options);

namespace arrays {

/// buf <- g at t = 1, then buf <- momentum buf + (1 - dampening) g
/// d   <- buf, or with nesterov g + momentum buf
/// p   <- p - lr d
/// As torch.optim.SGD (Sutskever et al. 2013). t counts from 1. `buf` has the size of p; it is neither read nor
/// written, and may be empty, when momentum is 0. Because buf is a sum, a constant gradient steps lr / (1 - momentum)
/// times itself: lower lr when raising momentum. With momentum >= 1 the buffer never forgets. Throws
/// std::invalid_argument on sizes that differ, t < 1 and bad options. Scalars are computed in double, then rounded.
void sgd(std::span<double> p, std::span<const double> g, std::span<double> buf, std::int64_t t,
         const SgdOptions& options = {});
void sgd(std::span<float> p, std::span<const float> g, std::span<float> buf, std::int64_t t,
         const SgdOptions& options = {});

}  // namespace arrays
}  // namespace thalweg::optim
