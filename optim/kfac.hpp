// Kfac: natural gradient with a Kronecker-factored Fisher matrix, for models of Linear and 1 x 1 Conv2d layers.
#pragma once

#include <cstdint>
#include <vector>

#include <thalweg/optim/fisher.hpp>
#include <thalweg/optim/kfac_layers.hpp>
#include <thalweg/optim/model_step.hpp>

namespace thalweg::optim {

struct KfacOptions {
  double lr = 1;                     ///< factor on the step that is best for the quadratic model
  FisherOptions fisher = {};         ///< what the outputs mean
  ModelDampingOptions damping = {};  ///< lambda
  double decay = 0.95;               ///< of the factors' running averages: min(decay, 1 - 1/t) of the old ones is kept
  std::int64_t inverse_every = 5;    ///< steps; the first three steps, and one after a step that failed, always invert
  bool momentum = true;              ///< the last step is the second direction of the quadratic model
  std::int64_t halvings = 10;        ///< of a step that does not lower the loss, before it is given up
};
/// Errors: lr not above 0, decay outside [0, 1), inverse_every below 1, halvings below 0, and those of the parts.
void validate(const KfacOptions& options);

/// Per layer, with its gradient as the matrix V = [dW db]:
///
///     D = -(G + damping)^-1 V (A + damping)^-1                (see kfac_layers.hpp)
///     p <- p + lr (alpha D + mu last step),  alpha and mu the least of the quadratic model with the exact F + lambda I
///
/// (Martens, Grosse 2015, sections 4 to 7, with the block-diagonal inverse; lambda damps factors and model alike.) The
/// quadratic model takes two Jacobian-vector products a step. Halving, damping, NaN policy and the report are those of
/// NaturalGradient. Cheaper a step than conjugate gradients, less exact: factors see each layer by itself.
///
/// Which layers: every Linear and 1 x 1 Conv2d found by walking the model; their inputs and outputs are seen by an
/// nn::LayerObserver while the closure runs, so that the closure just calls the model, once. A model with any other
/// parameter is refused by name when the object is made. Outputs are the family's (softmax: exact over the classes).
///
/// Memory: for a layer (out, in) four matrices, two of (in + 1)^2 and two of out^2 numbers; and some eight vectors of
/// the parameters' size.
class Kfac {
 public:
  /// Finds the layers by walking the model. Error: a parameter in another kind of layer.
  explicit Kfac(nn::Module& model, const KfacOptions& options = {});
  Kfac(const Kfac&) = delete;
  Kfac& operator=(const Kfac&) = delete;

  /// One step on the batch of the closure.
  ModelStep step(const ModelClosure& closure);

  const KfacOptions& options() const noexcept { return options_; }
  /// From the next step on; lambda goes on from where it is. Errors: as validate.
  void set_options(const KfacOptions& options);
  /// lr is multiplied by `factor` from the next step on. Error: negative or not finite.
  void set_lr_factor(double factor);
  double lr_factor() const noexcept { return lr_factor_; }

  /// "<weight>.a", "<weight>.g", "<weight>.a_inverse", "<weight>.g_inverse" for each layer, "<parameter>.last_step",
  /// "damping", "t" and "age", the steps since the last inversion.
  StateDict state_dict() const;
  /// Strict: names, shapes and dtypes must be those of state_dict(). On an error nothing has changed.
  void load_state_dict(const StateDict& state);

 private:
  struct Block {
    KroneckerFactors factors, inverse;
  };

  void match_dtype();
  void average(const std::vector<KroneckerFactors>& fresh);
  void invert();
  Tensor preconditioned(const Tensor& downhill) const;
  Trial combine(const FisherProduct& product, const Tensor& downhill, Tensor& direction, ModelStep& report) const;

  KfacOptions options_;
  std::vector<KfacLayer> layers_;
  std::vector<NamedTensor> parameters_;
  std::vector<Block> blocks_;
  Tensor last_step_;  ///< flat
  ModelDamping damping_;
  double lr_factor_ = 1;
  std::int64_t t_ = 0, age_ = 0;
};

}  // namespace thalweg::optim
