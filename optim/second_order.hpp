// Methods with curvature as classes for models: each step asks a closure for the loss, or for the residuals.
#pragma once

#include <thalweg/optim/arrays/bfgs.hpp>
#include <thalweg/optim/arrays/gauss_newton.hpp>
#include <thalweg/optim/arrays/lbfgs.hpp>
#include <thalweg/optim/arrays/levenberg_marquardt.hpp>
#include <thalweg/optim/arrays/natural_gradient.hpp>
#include <thalweg/optim/arrays/newton.hpp>
#include <thalweg/optim/closure_optimizer.hpp>

namespace thalweg::optim {

// Two tiers, and no class: training would throw their state away, or has none to keep.
struct ConjugateGradientsOptions;
struct NelderMeadOptions;
struct NewtonCgOptions;
struct TrustRegionOptions;

/// Whether a method is a class, too; some are functions only.
template <class Options>
inline constexpr bool has_class = true;
template <>
inline constexpr bool has_class<ConjugateGradientsOptions> = false;
template <>
inline constexpr bool has_class<NelderMeadOptions> = false;
template <>
inline constexpr bool has_class<NewtonCgOptions> = false;
template <>
inline constexpr bool has_class<TrustRegionOptions> = false;

/// The class of a method by its options:
///
///     Lbfgs lbfgs(model.parameters(), {.history = 20});
///     const Report report = lbfgs.step([&] { return nn::mse(model(x), y); }, {.max_iterations = 50});
///
/// Parameters are float64 or float32; the method computes in float64. Errors: those of Parameters; options out of
/// range.
template <class Options>
class MethodOptimizer final : public ClosureOptimizer {
  static_assert(has_class<Options>,
                "cg, newton-cg, trust-region and nelder-mead exist on arrays (arrays::minimize) and on functions of "
                "tensors (minimize), not as classes");

 public:
  /// A fresh state for these parameters.
  explicit MethodOptimizer(const Parameters& parameters, const Options& options = {})
      : ClosureOptimizer(parameters, options) {}
};

/// The same for sums of squares: the closure returns the residuals, a tensor of any shape.
template <class Options>
class SquaresOptimizer final : public ClosureOptimizer {
 public:
  /// A fresh state for these parameters.
  explicit SquaresOptimizer(const Parameters& parameters, const Options& options = {})
      : ClosureOptimizer(parameters, options, Value::residuals) {}
};

// Each is documented, with its algorithm, at its options in optim/arrays. n parameters:

using Lbfgs = MethodOptimizer<LbfgsOptions>;    ///< 2 history vectors of n numbers; any model
using Bfgs = MethodOptimizer<BfgsOptions>;      ///< n^2 numbers; small models
using Newton = MethodOptimizer<NewtonOptions>;  ///< n backward passes and n^3 / 3 operations a step; small models
using GaussNewton = SquaresOptimizer<GaussNewtonOptions>;                ///< a backward pass for each residual
using LevenbergMarquardt = SquaresOptimizer<LevenbergMarquardtOptions>;  ///< a backward pass for each residual
/// With a metric of the parameters passed in, n^2 numbers; for models of any size see natural_gradient.hpp.
using MetricDescent = MethodOptimizer<NaturalGradientOptions>;

}  // namespace thalweg::optim
