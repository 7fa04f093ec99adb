// What methods of second order for models share: the closure they call, the report of one step, Levenberg-Marquardt
// damping, and the trial of a direction that never leaves a worse loss behind.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <thalweg/optim/fisher.hpp>
#include <thalweg/optim/parameters.hpp>
#include <thalweg/tensor/named_tensor.hpp>

namespace thalweg::optim {

/// What a model puts out for a batch (see Family), and the mean loss over that batch, one number.
struct ModelOutput {
  Tensor outputs, loss;  ///< both with their graphs
};
/// Computes both at the current parameters. Within one step it is called several times, the first time recorded, then
/// under no_grad to try new parameters: it must use the same batch, and the same random numbers if any, each time.
using ModelClosure = std::function<ModelOutput()>;

/// What one step did.
struct ModelStep {
  double loss = 0;                 ///< before the step
  double next_loss = 0;            ///< after it; equal to loss when nothing moved
  double gradient_norm = 0;        ///< |g| before the step
  double length = 0;               ///< factor on the direction that was taken; 0 when nothing moved
  double ratio = 0;                ///< decrease of the loss over that of the quadratic model, at the first trial
  double damping = 0;              ///< lambda of this step
  std::int64_t evaluations = 0;    ///< calls of the closure
  std::int64_t products = 0;       ///< Fisher-vector products, those of half the cost included
  std::int64_t cg_iterations = 0;  ///< of the linear solver
  bool moved = false;              ///< the parameters have changed, and the loss has not grown
  std::string reason;              ///< one sentence: why nothing moved, or what was cut short; empty when all went well
};

/// Levenberg-Marquardt damping (Martens 2010; Martens, Grosse 2015): the matrix is F + lambda I, and lambda follows the
/// ratio of the decrease of the loss to the decrease of the quadratic model.
struct ModelDampingOptions {
  double initial = 100;      ///< first lambda, as a multiple of the mean diagonal of F
  double ceiling = 1e6;      ///< most lambda, as a multiple of the mean diagonal of F
  double floor = 1e-8;       ///< least lambda, as a multiple of the same: in float32 less breaks the linear solver
  double increase = 1.5;     ///< factor where the ratio is below 1/4
  double decrease = 2. / 3;  ///< factor where it is above 3/4; 1 with increase 1: constant
};
/// Error, naming `method`: initial, floor or ceiling not above 0, ceiling below floor, increase below 1, decrease
/// outside (0, 1].
void validate(const char* method, const ModelDampingOptions& options);

/// The next lambda after a step with that ratio; NaN counts as a bad step.
double next_damping(double lambda, double ratio, const ModelDampingOptions& options);
/// lambda within floor and ceiling for a matrix of that mean diagonal; above 0 also where the matrix is 0.
double bounded_damping(double lambda, double mean_diagonal, const ModelDampingOptions& options);
/// trace(F) / n: from z'F z for `probes` vectors z of random signs, always the same ones, each within about 140 / sqrt
/// (probes) percent where one eigenvalue dominates; exact, from the n diagonal elements, where n <= probes.
/// Each costs half a product and is counted in the report.
double mean_diagonal(const FisherProduct& product, std::int64_t probes, ModelStep& report);

/// Lambda from step to step.
class ModelDamping {
 public:
  /// That of the step begun last; 0 before the first.
  double lambda() const noexcept { return lambda_; }
  /// Lambda for a step with this F, within floor and ceiling; the first one is `initial`. Goes into the report.
  void begin(const FisherProduct& product, const ModelDampingOptions& options, ModelStep& report);
  /// After the trials of that step: what the ratio says, or ten times as much where nothing moved.
  void end(const ModelDampingOptions& options, const ModelStep& report);

  /// "damping"
  void save(StateDict& state) const;
  /// Error, naming `method`: not a finite number, or below 0. `begun`: a step has been made.
  void load(const char* method, const StateDict& state, bool begun);

 private:
  double lambda_ = 0;
  bool begun_ = false;
};

/// Calls the closure, counts it, and checks what it gives. Error: outputs or loss undefined, a loss of several
/// elements.
ModelOutput evaluate(const char* method, const ModelClosure& closure, ModelStep& report);

/// The negative gradient as a flat vector (see flat_parameters.hpp), and the report's loss and norm; undefined, with
/// the reason in the report, where the loss or gradient is not finite or the gradient is zero.
Tensor begin_step(const ModelOutput& now, const std::vector<NamedTensor>& parameters, ModelStep& report);

/// Tries parameters + length * direction for length = first, first / 2, ... and keeps the first that lowers the loss by
/// at least 1e-4 of what the slope promises; else puts the parameters back. The ratio is
/// that of the first trial to the quadratic model. `direction` is flat. Needs a copy of the parameters.
struct Trial {
  double first = 1;            ///< the first length
  double slope = 0;            ///< g' direction, below 0
  double curvature = 0;        ///< direction' (F + lambda I) direction, above 0
  std::int64_t halvings = 10;  ///< of the length, at most
};
void try_direction(const char* method, const ModelClosure& closure, const std::vector<NamedTensor>& parameters,
                   const Tensor& direction, const Trial& trial, ModelStep& report);

}  // namespace thalweg::optim
