// First-order methods as minimizers: one iteration is one call of the rule and one evaluation of f and g.
#pragma once

#include <memory>

#include <thalweg/optim/arrays/adam.hpp>
#include <thalweg/optim/arrays/adamax.hpp>
#include <thalweg/optim/arrays/gradient_descent.hpp>
#include <thalweg/optim/arrays/minimizer.hpp>
#include <thalweg/optim/arrays/momentum.hpp>
#include <thalweg/optim/arrays/sgd.hpp>

namespace thalweg::optim {

// All step by a fixed rule: f may rise, and only its gradient is looked at. k iterations take k + 1 evaluations. Points
// are moved into the objective's box after each step. Without a limit they end after 10,000 iterations.

std::unique_ptr<arrays::Minimizer> make_minimizer(const GradientDescentOptions& options);  ///< "gd"
std::unique_ptr<arrays::Minimizer> make_minimizer(const MomentumOptions& options);         ///< "momentum"
std::unique_ptr<arrays::Minimizer> make_minimizer(const SgdOptions& options);              ///< "sgd"
std::unique_ptr<arrays::Minimizer> make_minimizer(const AdamOptions& options);             ///< "adam"
std::unique_ptr<arrays::Minimizer> make_minimizer(const AdamaxOptions& options);           ///< "adamax"

}  // namespace thalweg::optim
