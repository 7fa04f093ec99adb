// The bias of a moving average that starts at zero.
#pragma once

#include <cmath>
#include <cstdint>

namespace thalweg::optim {

/// 1 - beta^t, the share of its limit that an average with decay beta has reached after t steps. beta^t is at most
/// exp(-t (1 - beta)), so that beyond 38 it is below 2^-54 and the difference rounds to 1: the same bits without a
/// power.
inline double bias_correction(double beta, std::int64_t t) {
  const double steps = static_cast<double>(t);
  return steps * (1 - beta) > 38 ? 1 : 1 - std::pow(beta, steps);
}

}  // namespace thalweg::optim
