// RMSprop on arrays, plain or centered, with or without momentum.
#pragma once

#include <span>

namespace thalweg::optim {

struct RmsPropOptions {
  double lr = 1e-2;         ///< learning rate: about the length of a step in each coordinate
  double alpha = 0.99;      ///< decay of the mean of squared gradients, in [0, 1)
  double eps = 1e-8;        ///< added to the root, above 0
  double weight_decay = 0;  ///< adds weight_decay * p to the gradient (L2)
  double momentum = 0;      ///< weight of the old buffer, not negative; 0 does without a buffer
  bool centered = false;    ///< divide by the standard deviation of the gradients, not by their root mean square
};

/// Throws std::invalid_argument unless lr, weight_decay and momentum are finite and not negative, alpha lies in [0, 1)
/// and eps is finite and above 0.
void validate(const RmsPropOptions& options);

namespace arrays {

/// v    <- alpha v + (1 - alpha) g^2
/// mean <- alpha mean + (1 - alpha) g                                    only when centered
/// d     = g / (sqrt(v) + eps), centered g / (sqrt(v - mean^2) + eps)
/// buf  <- momentum buf + d                                              only when momentum > 0
/// p    <- p - lr d, with momentum p - lr buf
/// Tieleman, Hinton 2012, lecture 6.5; centered: Graves 2013. eps is added to the root as in torch.optim.RMSprop;
/// TensorFlow adds it inside. v, mean and buf start at zero and have the size of p; `mean` unless centered and `buf`
/// without momentum are neither read nor written and may be empty. Nothing corrects the bias of v: the first step is
/// lr / sqrt(1 - alpha) long, ten times lr by default. It does not settle at a constant lr. Centered, it runs away
/// where the gradient stays the same: the deviation fades and the step grows up to lr g / eps. A v - mean^2 below zero,
/// which only rounding makes, counts as zero (in PyTorch p turns NaN). As in sgd, buf is a sum: with momentum a
/// constant direction steps 1 / (1 - momentum) times as far. Throws std::invalid_argument on sizes that differ and bad
/// options. Scalars are computed in double, then rounded.
void rmsprop(std::span<double> p, std::span<const double> g, std::span<double> v, std::span<double> mean,
             std::span<double> buf, const RmsPropOptions& options = {});
void rmsprop(std::span<float> p, std::span<const float> g, std::span<float> v, std::span<float> mean,
             std::span<float> buf, const RmsPropOptions& options = {});

}  // namespace arrays
}  // namespace thalweg::optim
