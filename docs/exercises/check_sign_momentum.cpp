// Checks an answer to the exercise of chapter 12: steps worked out by hand, options, sizes, and a run of each tier.
#include <cmath>
#include <cstdio>
#include <functional>
#include <iostream>
#include <limits>
#include <stdexcept>
#include <string>
#include <thalweg/thalweg.hpp>
#include <vector>

#include "sign_momentum.hpp"

namespace thalweg::optim {
namespace {

int not_yet(const std::string& sentence) {
  std::cout << "sign_momentum: not yet: " << sentence << "\n";
  return 1;
}

bool throws(const std::function<void()>& f) {
  try {
    f();
  } catch (const std::invalid_argument&) {
    return true;
  }
  return false;
}

/// m and p after each of four steps, from p = 1 and m = 0 with lr 0.25 and beta 0.5: numbers that binary holds exactly.
template <class T>
std::string compare_steps() {
  const T gradients[] = {4, -2, -8, 3}, averages[] = {2, 0, -4, -0.5}, points[] = {0.75, 0.75, 1, 1.25};
  std::vector<T> p{1}, m{0};
  for (int t = 0; t < 4; ++t) {
    const std::vector<T> g{gradients[t]};
    arrays::sign_momentum(std::span<T>(p), std::span<const T>(g), std::span<T>(m), {.lr = 0.25, .beta = 0.5});
    if (m[0] == averages[t] && p[0] == points[t]) continue;
    char text[200];
    std::snprintf(text, sizeof text,
                  "in step %d, after the gradient %g, m is %g and p is %g; they should be %g and %g.", t + 1,
                  double(g[0]), double(m[0]), double(p[0]), double(averages[t]), double(points[t]));
    return text;
  }
  return "";
}

int check_answer() {
  for (const std::string& found : {compare_steps<double>(), compare_steps<float>()})
    if (!found.empty()) return not_yet(found);
  const double infinity = std::numeric_limits<double>::infinity();
  for (const SignMomentumOptions& bad :
       {SignMomentumOptions{.lr = -1}, {.lr = infinity}, {.beta = 1}, {.beta = -0.5}, {.beta = std::nan("")}})
    if (!throws([&] { validate(bad); })) {
      char text[120];
      std::snprintf(text, sizeof text, "the steps are right; validate() accepts lr = %g with beta = %g.", bad.lr,
                    bad.beta);
      return not_yet(text);
    }
  std::vector<double> p{1, 2}, one{0}, two{0, 0};
  if (!throws([&] { arrays::sign_momentum(p, one, two); })) return not_yet("a gradient of another size goes through.");
  if (!throws([&] { arrays::sign_momentum(p, two, one); })) return not_yet("an m of another size goes through.");
  if (!throws([&] { arrays::sign_momentum(p, two, two, {.beta = 2}); }))
    return not_yet("the rule does not call validate().");

  const auto bowl = [](const Tensor& x) { return square(x[0] - 1) + 10 * square(x[1] - 2); };
  const TensorReport report =
      minimize(bowl, tensor({-1.0, 4.0}), SignMomentumOptions{}, {.max_iterations = 300, .gradient_tolerance = 0});
  Tensor x = tensor({-1.0, 4.0}).requires_grad_();
  SignMomentum optimizer({x});
  for (int t = 0; t < 300; ++t) {
    optimizer.zero_grad();
    bowl(x).backward();
    optimizer.step();
  }
  if (std::hypot(x.at({0}) - 1, x.at({1}) - 2) > 0.3) return not_yet("300 steps do not come near the bowl's minimum.");
  if (report.last_x != std::vector<double>{x.at({0}), x.at({1})}) return not_yet("the tiers walk different paths.");
  std::cout << "sign_momentum: solved, by hand, on tensors and as a class\n";
  return 0;
}

}  // namespace
}  // namespace thalweg::optim

int main() { return thalweg::optim::check_answer(); }
