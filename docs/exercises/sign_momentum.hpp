// Exercise of chapter 12: the options of sign descent with momentum, and the rule that an answer defines.
#pragma once

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/first_order.hpp>

namespace thalweg::optim {

/// m <- beta m + (1 - beta) g;  p <- p - lr sign(m)
struct SignMomentumOptions {
  double lr = 1e-2;   ///< learning rate: the length of every step in every coordinate
  double beta = 0.9;  ///< decay of the mean of gradients, in [0, 1)
};

/// Throws std::invalid_argument unless lr is finite and not negative and beta lies in [0, 1).
void validate(const SignMomentumOptions& options);

namespace arrays {

/// One step on parameters p with gradient g and average m, all of one size. Throws std::invalid_argument on sizes that
/// differ and on bad options.
void sign_momentum(std::span<double> p, std::span<const double> g, std::span<double> m,
                   const SignMomentumOptions& options = {});
void sign_momentum(std::span<float> p, std::span<const float> g, std::span<float> m,
                   const SignMomentumOptions& options = {});

template <>
struct Rule<SignMomentumOptions> : CarriesNoNumbers {
  static constexpr const char* name = "sign-momentum";
  static constexpr Names<1> arrays{"m"};
  template <class T>
  static void step(std::span<T> p, std::span<const T> g, const Carried<T>& carried, std::int64_t,
                   const SignMomentumOptions& options) {
    sign_momentum(p, g, carried[0], options);
  }
};

}  // namespace arrays

using SignMomentum = RuleOptimizer<SignMomentumOptions>;

}  // namespace thalweg::optim
