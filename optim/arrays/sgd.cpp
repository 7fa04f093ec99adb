// Gradient descent with momentum on arrays, in PyTorch's form.
#include <thalweg/optim/arrays/sgd.hpp>

#include <cmath>
#include <cstddef>

#include <thalweg/optim/arrays/checks.hpp>

namespace thalweg::optim {

void validate(const SgdOptions& options) {
  check_not_negative("sgd", "lr", options.lr);
  check_not_negative("sgd", "momentum", options.momentum);
  check(std::isfinite(options.dampening), "sgd", "dampening must be a finite number, got ", options.dampening);
  check_not_negative("sgd", "weight_decay", options.weight_decay);
  check(!options.nesterov || (options.momentum > 0 && options.dampening == 0), "sgd",
        "nesterov needs momentum above 0 and dampening 0, got momentum ", options.momentum, " and dampening ",
        options.dampening);
}

namespace arrays {
namespace {

template <class T>
void update(std::span<T> p, std::span<const T> g, std::span<T> buf, std::int64_t t, const SgdOptions& options) {
  validate(options);
  check_step("sgd", t);
  check_size("sgd", "the gradient", g.size(), p.size());
  const T lr = static_cast<T>(options.lr), decay = static_cast<T>(options.weight_decay);
  if (options.momentum == 0) {
    for (std::size_t i = 0; i < p.size(); ++i) p[i] -= lr * with_decay(g[i], p[i], decay);
    return;
  }
  check_size("sgd", "the momentum buffer", buf.size(), p.size());
  const T mu = static_cast<T>(options.momentum), fresh = static_cast<T>(1 - options.dampening);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const T d = with_decay(g[i], p[i], decay);
    buf[i] = t == 1 ? d : mu * buf[i] + fresh * d;
    p[i] -= lr * (options.nesterov ? d + mu * buf[i] : buf[i]);
  }
}

}  // namespace

void sgd(std::span<double> p, std::span<const double> g, std::span<double> buf, std::int64_t t,
         const SgdOptions& options) {
  update(p, g, buf, t, options);
}

void sgd(std::span<float> p, std::span<const float> g, std::span<float> buf, std::int64_t t,
         const SgdOptions& options) {
  update(p, g, buf, t, options);
}

}  // namespace arrays
}  // namespace thalweg::optim
