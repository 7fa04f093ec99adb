// What every update rule checks: its options and the sizes of its arrays.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include <thalweg/tensor/errors.hpp>

namespace thalweg::optim {

/// Throws unless the value is finite and not below 0.
inline void check_not_negative(const char* rule, const char* option, double value) {
  check(value >= 0 && std::isfinite(value), rule, option, " must be a finite number not below 0, got ", value);
}

/// Throws unless the value is finite and above 0.
inline void check_positive(const char* rule, const char* option, double value) {
  check(value > 0 && std::isfinite(value), rule, option, " must be a finite number above 0, got ", value);
}

/// For the decay rates of moving averages.
inline void check_rate(const char* rule, const char* option, double value) {
  check(value >= 0 && value < 1, rule, option, " must lie in [0, 1), got ", value);
}

/// Throws unless an array has one element for each parameter.
inline void check_size(const char* rule, const char* array, std::size_t size, std::size_t parameters) {
  check(size == parameters, rule, array, " has ", size, " elements, the parameters have ", parameters);
}

/// Throws unless t is at least 1.
inline void check_step(const char* rule, std::int64_t t) {
  check(t >= 1, rule, "steps are counted from 1, got t = ", t);
}

/// The gradient of f + weight_decay |p|^2 / 2, for numbers or packs of them; without decay exactly g.
template <class V, class T>
V with_decay(V g, V p, T weight_decay) {
  return weight_decay == 0 ? g : g + weight_decay * p;
}

}  // namespace thalweg::optim
