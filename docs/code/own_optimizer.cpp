// Chapter 12: an optimizer of one's own, usable wherever the library's are.
// [begin]
#include <cmath>
#include <iostream>
#include <span>
#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/thalweg.hpp>
// [/begin]

// [rule]
namespace thalweg::optim {

/// v <- beta v + (1 - beta) g^2;  p <- p - lr g / (sqrt(v) + eps)
struct ScaledOptions {
  double lr = 1e-2;    ///< learning rate: about the length of a step in each coordinate
  double beta = 0.99;  ///< decay of the mean of squared gradients, in [0, 1)
  double eps = 1e-8;   ///< added to the root, above 0
};

inline void validate(const ScaledOptions& options) {
  check_not_negative("scaled", "lr", options.lr);
  check_rate("scaled", "beta", options.beta);
  check_positive("scaled", "eps", options.eps);
}

namespace arrays {

template <class T>
void scaled(std::span<T> p, std::span<const T> g, std::span<T> v, const ScaledOptions& options) {
  validate(options);
  check_size("scaled", "the gradient", g.size(), p.size());
  check_size("scaled", "v", v.size(), p.size());
  const T lr = static_cast<T>(options.lr), eps = static_cast<T>(options.eps);
  const T beta = static_cast<T>(options.beta), rest = static_cast<T>(1 - options.beta);
  for (std::size_t i = 0; i < p.size(); ++i) {
    v[i] = beta * v[i] + rest * (g[i] * g[i]);
    p[i] -= lr * g[i] / (std::sqrt(v[i]) + eps);
  }
}

}  // namespace arrays
}  // namespace thalweg::optim
// [/rule]

// [entry]
namespace thalweg::optim {

namespace arrays {
template <>
struct Rule<ScaledOptions> : CarriesNoNumbers {
  static constexpr const char* name = "scaled";
  static constexpr Names<1> arrays{"v"};
  template <class T>
  static void step(std::span<T> p, std::span<const T> g, const Carried<T>& carried, std::int64_t,
                   const ScaledOptions& options) {
    scaled(p, g, carried[0], options);
  }
};
}  // namespace arrays

using Scaled = RuleOptimizer<ScaledOptions>;

}  // namespace thalweg::optim
// [/entry]

using namespace thalweg;
using namespace thalweg::optim;

int main() {
  std::cout << "# by hand\n";
  // [by-hand]
  std::vector<double> p{1}, v{0};
  const std::vector<double> g{4};
  arrays::scaled<double>(p, g, v, {.lr = 0.5, .beta = 0.75});
  // v = 0.25 * 16 = 4;  p = 1 - 0.5 * 4 / 2 = 0
  std::cout << "v " << v[0] << ", |p| < 1e-8: " << std::boolalpha << (std::abs(p[0]) < 1e-8) << "\n";
  // [/by-hand]

  std::cout << "# everywhere\n";
  // [everywhere]
  const auto bowl = [](const Tensor& x) { return square(x[0] - 1) + 10 * square(x[1] - 2); };
  const ScaledOptions options{.lr = 0.05};
  const TensorReport report =
      minimize(bowl, tensor({-5.0, 5.0}), options, {.max_iterations = 300, .gradient_tolerance = 0});

  Tensor x = tensor({-5.0, 5.0}).requires_grad_();
  Scaled optimizer({x}, options);
  for (int t = 0; t < 300; ++t) {
    optimizer.zero_grad();
    bowl(x).backward();
    optimizer.step();
  }
  std::cout << "near (1, 2): " << (std::hypot(x.at({0}) - 1, x.at({1}) - 2) < 0.2)
            << ", both tiers in the same bits: " << (report.last_x == std::vector{x.at({0}), x.at({1})}) << "\n";
  for (const auto& [name, tensor] : optimizer.state_dict()) std::cout << name << " " << tensor.shape() << "\n";
  // [/everywhere]

  std::cout << "# error\n";
  // [error]
  try {
    optimizer.set_options({.beta = 1});
  } catch (const std::invalid_argument& error) {
    std::cout << error.what() << "\n";
  }
  // [/error]
}
