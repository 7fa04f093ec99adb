// A class optimizer's step as an iteration.
#include <thalweg/optim/train.hpp>

#include <limits>

#include <thalweg/optim/arrays/vectors.hpp>
#include <thalweg/optim/tensors/flat.hpp>

namespace thalweg::optim {

namespace {

class OptimizerStep final : public arrays::Minimizer {
 public:
  explicit OptimizerStep(Optimizer& optimizer) : optimizer_(optimizer), flat_(optimizer.parameters()) {}

  const char* name() const noexcept override { return optimizer_.name(); }
  std::int64_t default_iterations(std::size_t) const override { return 10'000; }
  bool projects() const noexcept override { return true; }
  void set_lr_factor(double factor) override { optimizer_.set_lr_factor(factor); }

  std::optional<arrays::Stop> iterate(arrays::Evaluator& f, arrays::Iterate& at) override {
    flat_.assign(at.x);
    std::vector<Tensor> parameters = flat_.parameters();
    const std::vector<Tensor> gradient = flat_.split(at.g);
    for (std::size_t k = 0; k < parameters.size(); ++k) parameters[k].set_grad(gradient[k]);
    optimizer_.step();
    at.x = flat_.values();
    f.project(at.x);
    at.f = arrays::all_finite(at.x) ? f.value_and_gradient(at.x, at.g) : std::numeric_limits<double>::quiet_NaN();
    return std::nullopt;
  }

 private:
  Optimizer& optimizer_;
  Flat flat_;
};

}  // namespace

std::unique_ptr<arrays::Minimizer> as_minimizer(Optimizer& optimizer) {
  return std::make_unique<OptimizerStep>(optimizer);
}

Report train(Optimizer& optimizer, const Closure& loss, const MinimizeOptions& options) {
  Report report = run_on(Flat(optimizer.parameters()), loss_objective(optimizer.parameters(), loss),
                         *as_minimizer(optimizer), options);
  optimizer.zero_grad();
  return report;
}

}  // namespace thalweg::optim
