// Dropout: zeros at random while training.
#pragma once

#include <thalweg/nn/module.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::nn {

/// While training, each element is 0 with probability p, else x / (1 - p), so that the mean stays; in use y = x.
/// Srivastava et al. 2014. Draws one number per element from an engine of its own, split off the one it is made with.
/// Error: p outside [0, 1].
class Dropout : public Module {
 public:
  /// A layer that drops each number with probability p.
  Dropout(double p, Random& random);
  Tensor operator()(const Tensor& x) const;
  void visit(Visitor&) override {}
  /// The probability of a zero.
  double p() const noexcept { return p_; }

 private:
  double p_;
  mutable Random random_;
};

}  // namespace thalweg::nn
