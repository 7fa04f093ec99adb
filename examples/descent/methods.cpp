// Each method in its three tiers.
#include <examples/descent/methods.hpp>

#include <algorithm>
#include <type_traits>

#include <examples/descent/tuning.hpp>
#include <thalweg/optim/arrays/conjugate_gradients.hpp>
#include <thalweg/optim/arrays/first_order.hpp>
#include <thalweg/optim/arrays/nelder_mead.hpp>
#include <thalweg/optim/arrays/newton_cg.hpp>
#include <thalweg/optim/arrays/trust_region.hpp>
#include <thalweg/optim/closest_names.hpp>
#include <thalweg/optim/first_order.hpp>
#include <thalweg/optim/second_order.hpp>
#include <thalweg/optim/train.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg::examples {

namespace {

using namespace optim;

template <class Options>
inline constexpr bool is_rule = requires {
  arrays::Rule<Options>::name;
};
template <class Options>
inline constexpr bool needs_residuals =
    std::is_same_v<Options, GaussNewtonOptions> || std::is_same_v<Options, LevenbergMarquardtOptions>;

/// Takes away the exact first derivatives where differences are asked for.
arrays::Objective with_gradient(arrays::Objective f, double difference_step) {
  if (difference_step == 0) return f;
  f.value_and_gradient = {};
  f.jacobian = {};
  f.difference_step = difference_step;
  return f;
}

/// The problem as a function of the leaf x, derivatives by autograd.
arrays::Objective tensor_objective(const Problem& problem, const Tensor& x) {
  arrays::Objective f = loss_objective({x}, [tensor = problem.tensor, x] { return tensor(x); });
  if (!problem.residuals) return f;
  const arrays::Objective squares = residual_objective({x}, [r = problem.residuals, x] { return r(x); });
  f.residual_count = squares.residual_count;
  f.residuals = squares.residuals;
  f.jacobian = squares.jacobian;
  return f;
}

template <class Options>
Report run_class(const Options& options, const arrays::Objective& f, const Tensor& x, const MinimizeOptions& limits) {
  if constexpr (is_rule<Options>) {
    RuleOptimizer<Options> optimizer({x}, options);
    arrays::Vector at(x.span<double>().begin(), x.span<double>().end());
    return arrays::run(f, at, *as_minimizer(optimizer), limits);
  } else {
    MethodOptimizer<Options> optimizer({x}, options);
    return optimizer.step(f, limits);
  }
}

template <class Options>
Report run_method(const Problem& problem, const DescentSettings& settings) {
  check(!needs_residuals<Options> || problem.arrays.residuals, problem.name.c_str(),
        "is no sum of squares, which gauss-newton and levenberg-marquardt need; --list names other methods");
  std::set<std::string> used;
  const auto options = tuned<Options>(settings.tuning, used);
  if (settings.tier == Tier::arrays)
    return arrays::minimize(with_gradient(problem.arrays, settings.difference_step), problem.start, options,
                            settings.limits);
  const Tensor x = from_span(std::span<const double>(problem.start), {problem.n}).requires_grad_();
  const arrays::Objective f = with_gradient(tensor_objective(problem, x), settings.difference_step);
  if (settings.tier == Tier::tensors) return arrays::minimize(f, problem.start, options, settings.limits);
  if constexpr (has_class<Options>) return run_class(options, f, x, settings.limits);
  fail("descend", "there is no class of this method");
}

template <class Options>
DescentMethod method(const char* name, const char* about) {
  return {
      name, about, has_class<Options>,
      [](const Tuning& tuning) {
        std::set<std::string> used;
        (void)tuned<Options>(tuning, used);
        return used;
      },
      [](const Problem& problem, const DescentSettings& settings) { return run_method<Options>(problem, settings); }};
}

std::vector<DescentMethod> all_methods() {
  return {
      method<GradientDescentOptions>("gd", "gradient descent"),
      method<MomentumOptions>("momentum", "the report's: an average of gradients"),
      method<SgdOptions>("sgd", "PyTorch's momentum"),
      method<AdamOptions>("adam", "moments of the gradient"),
      method<AdamaxOptions>("adamax", "Adam with the largest gradient"),
      method<AmsgradOptions>("amsgrad", "Adam that never forgets a large gradient"),
      method<AdamWOptions>("adamw", "Adam with decoupled decay"),
      method<NadamOptions>("nadam", "Adam with Nesterov's momentum"),
      method<RadamOptions>("radam", "Adam, rectified"),
      method<RmsPropOptions>("rmsprop", "steps divided by the root mean square"),
      method<AdagradOptions>("adagrad", "steps divided by the root of all squares"),
      method<AdadeltaOptions>("adadelta", "steps with the unit of x"),
      method<LionOptions>("lion", "the sign of an average"),
      method<NaturalGradientOptions>("natural-gradient", "the gradient in the metric |Hessian|"),
      method<NewtonOptions>("newton", "whole Hessians"),
      method<NewtonCgOptions>("newton-cg", "products of the Hessian, line search"),
      method<TrustRegionOptions>("trust-region", "products of the Hessian, Steihaug"),
      method<BfgsOptions>("bfgs", "a dense inverse Hessian from gradients"),
      method<LbfgsOptions>("l-bfgs", "the last few pairs of gradients"),
      method<ConjugateGradientsOptions>("cg", "nonlinear conjugate gradients"),
      method<GaussNewtonOptions>("gauss-newton", "sums of squares"),
      method<LevenbergMarquardtOptions>("levenberg-marquardt", "sums of squares, MINPACK's"),
      method<NelderMeadOptions>("nelder-mead", "no derivatives"),
  };
}

}  // namespace

std::vector<Tier> DescentMethod::tiers() const {
  if (classes) return {Tier::arrays, Tier::tensors, Tier::classes};
  return {Tier::arrays, Tier::tensors};
}

const std::vector<DescentMethod>& descent_methods() {
  static const std::vector<DescentMethod> methods = all_methods();
  return methods;
}

const DescentMethod& find_method(const std::string& name, Tier tier) {
  std::vector<std::string> names;
  for (const DescentMethod& method : descent_methods()) {
    names.push_back(method.name);
    if (method.name != name) continue;
    check(tier != Tier::classes || method.classes, "--tier", name,
          " exists in the tiers arrays and tensors, not as a class");
    return method;
  }
  fail("--method", "there is no method ", name, "; did you mean ", either_of(closest_names(name, names)),
       "? --list names all");
}

std::set<std::string> given_options(const Tuning& tuning) {
  std::set<std::string> given;
  const auto add = [&](const char* name, bool is_given) {
    if (is_given) given.insert(name);
  };
  add("--lr", tuning.lr.has_value());
  add("--alpha", tuning.alpha.has_value());
  add("--momentum", tuning.momentum.has_value());
  add("--weight-decay", tuning.weight_decay.has_value());
  add("--betas", tuning.beta1.has_value());
  add("--eps", tuning.eps.has_value());
  add("--damping", tuning.damping.has_value());
  add("--history", tuning.history.has_value());
  add("--line-search", tuning.line_search.has_value());
  add("--nesterov", tuning.nesterov);
  add("--absolute", tuning.absolute);
  add("--adaptive", tuning.adaptive);
  add("--scaled", tuning.scaled);
  return given;
}

}  // namespace thalweg::examples
