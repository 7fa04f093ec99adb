// RMSprop on arrays: one pass over the parameters.
#include <thalweg/optim/arrays/rmsprop.hpp>

#include <cmath>
#include <cstddef>

#include <thalweg/optim/arrays/checks.hpp>

namespace thalweg::optim {

void validate(const RmsPropOptions& options) {
  check_not_negative("rmsprop", "lr", options.lr);
  check_rate("rmsprop", "alpha", options.alpha);
  check_positive("rmsprop", "eps", options.eps);
  check_not_negative("rmsprop", "weight_decay", options.weight_decay);
  check_not_negative("rmsprop", "momentum", options.momentum);
}

namespace arrays {
namespace {

template <class T>
void update(std::span<T> p, std::span<const T> g, std::span<T> v, std::span<T> mean, std::span<T> buf,
            const RmsPropOptions& options) {
  validate(options);
  check_size("rmsprop", "the gradient", g.size(), p.size());
  check_size("rmsprop", "v", v.size(), p.size());
  const bool centered = options.centered, heavy = options.momentum > 0;
  if (centered) check_size("rmsprop", "the mean of gradients", mean.size(), p.size());
  if (heavy) check_size("rmsprop", "the momentum buffer", buf.size(), p.size());
  const T alpha = static_cast<T>(options.alpha), rest = static_cast<T>(1 - options.alpha);
  const T lr = static_cast<T>(options.lr), mu = static_cast<T>(options.momentum);
  const T eps = static_cast<T>(options.eps), decay = static_cast<T>(options.weight_decay);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const T d = with_decay(g[i], p[i], decay);
    v[i] = alpha * v[i] + rest * (d * d);
    T square = v[i];
    if (centered) {
      mean[i] = alpha * mean[i] + rest * d;
      square -= mean[i] * mean[i];
    }
    T step = d / (std::sqrt(square < 0 ? T(0) : square) + eps);  // a NaN stays one
    if (heavy) step = buf[i] = mu * buf[i] + step;
    p[i] -= lr * step;
  }
}

}  // namespace

void rmsprop(std::span<double> p, std::span<const double> g, std::span<double> v, std::span<double> mean,
             std::span<double> buf, const RmsPropOptions& options) {
  update(p, g, v, mean, buf, options);
}

void rmsprop(std::span<float> p, std::span<const float> g, std::span<float> v, std::span<float> mean,
             std::span<float> buf, const RmsPropOptions& options) {
  update(p, g, v, mean, buf, options);
}

}  // namespace arrays
}  // namespace thalweg::optim
