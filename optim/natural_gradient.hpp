// NaturalGradient: trains a model of any size by natural gradient, without ever holding its Fisher matrix.
#pragma once

#include <cstdint>
#include <vector>

#include <thalweg/optim/fisher.hpp>
#include <thalweg/optim/model_step.hpp>

namespace thalweg::optim {

struct ModelNaturalGradientOptions {
  double lr = 1;                     ///< factor on the step that is best for the quadratic model
  FisherOptions fisher = {};         ///< what the outputs mean
  ModelDampingOptions damping = {};  ///< lambda
  std::int64_t cg_iterations = 30;   ///< most products for the linear system of one step
  double cg_tolerance = 1e-2;        ///< ends it earlier, when |residual| <= this * |g|
  double warm_start = 0.9;           ///< the system starts from the last solution times this; 0: from zero
  std::int64_t halvings = 10;        ///< of a step that does not lower the loss, before it is given up
};
/// Errors: lr not above 0, cg_tolerance negative, warm_start outside [0, 1], cg_iterations below 1, halvings below 0,
/// and those of the parts.
void validate(const ModelNaturalGradientOptions& options);

/// p <- p + lr alpha d,   (F + lambda I) d = -g,   alpha = -g'd / d'(F + lambda I) d
///
/// with the Fisher matrix F of the model's outputs (Amari 1998), the system solved by conjugate gradients on
/// Fisher-vector products from the last solution on, and Levenberg-Marquardt damping (Martens 2010; Martens, Grosse
/// 2015). alpha, 1 for an exact solution, is the least of the quadratic model along d. The step is halved until the
/// loss falls; where it never does, nothing moves, the report says so, lambda grows tenfold and the last solution is
/// forgotten. NaN policy: a loss or gradient that is not finite leaves the parameters and the state as they were and
/// is told in the report; a trial that is not finite counts as one that does not lower the loss.
///
/// Memory for n parameters: eight vectors of n at the most (gradient, solution, three of conjugate gradients, a
/// product's argument and result, and J'u), and the graphs of the outputs and of J'u; the dense matrix would take n^2.
/// A step costs 2 gradients, some 1.5 gradients for each iteration, and one evaluation or more.
///
/// Made for whole data sets or large batches. A step fits its batch closely, and the batch praises it: on small, fresh
/// batches keep lambda large and constant and start from zero, {.damping = {.initial = 1000, .increase = 1, .decrease =
/// 1}, .cg_iterations = 10, .warm_start = 0}. Steps are few and dear: in seconds a first-order method often wins.
///
///     NaturalGradient natural(model.named_parameters());
///     const ModelStep step = natural.step([&] {
///       const Tensor outputs = model(x);
///       return ModelOutput{outputs, nn::cross_entropy(outputs, labels)};
///     });
///
/// float32 parameters are computed with in float32, sums in double. Errors: as FisherProduct and evaluate; a closure
/// that throws leaves the parameters as they were.
class NaturalGradient {
 public:
  /// Nothing is computed before the first step.
  explicit NaturalGradient(const Parameters& parameters, const ModelNaturalGradientOptions& options = {});
  NaturalGradient(const NaturalGradient&) = delete;
  NaturalGradient& operator=(const NaturalGradient&) = delete;

  /// One step on the batch of the closure.
  ModelStep step(const ModelClosure& closure);

  const ModelNaturalGradientOptions& options() const noexcept { return options_; }
  /// From the next step on; lambda goes on from where it is. Errors: as validate.
  void set_options(const ModelNaturalGradientOptions& options);
  /// lr is multiplied by `factor` from the next step on. Error: negative or not finite.
  void set_lr_factor(double factor);
  double lr_factor() const noexcept { return lr_factor_; }

  /// "<parameter>.solution" shaped like the parameter, "damping", and the steps taken as "t".
  StateDict state_dict() const;
  /// Strict: names, shapes and dtypes must be those of state_dict(). On an error nothing has changed.
  void load_state_dict(const StateDict& state);

 private:
  void match_dtype();
  bool solve(const FisherProduct& product, const Tensor& downhill, ModelStep& report);

  ModelNaturalGradientOptions options_;
  std::vector<NamedTensor> parameters_;
  Tensor solution_;  ///< flat
  ModelDamping damping_;
  double lr_factor_ = 1;
  std::int64_t t_ = 0;
};

}  // namespace thalweg::optim
