// Learning-rate schedules: the factor of the learning rate as a function of the step number.
#pragma once

#include <cstdint>
#include <functional>
#include <type_traits>
#include <utility>

namespace thalweg::optim {

/// factor(t): what the learning rate is multiplied by at step t, counted from 0 in whatever the caller counts (updates,
/// epochs). Any callable from std::int64_t to double is a Schedule. A value: copies are independent and keep no state,
/// so a run that is resumed at step t continues as if it had not stopped.
///     const Schedule schedule = warmup({.steps = 500}, cosine_schedule({.steps = 9500}));
///     lr = 1e-3 * schedule(t);
class Schedule {
 public:
  /// The constant factor 1.
  Schedule() : factor_([](std::int64_t) { return 1.0; }) {}
  template <class F, class = std::enable_if_t<std::is_invocable_r_v<double, const F&, std::int64_t> &&
                                              !std::is_same_v<std::decay_t<F>, Schedule>>>
  Schedule(F factor) : factor_(std::move(factor)) {}

  /// Throws std::invalid_argument when t < 0.
  double operator()(std::int64_t t) const;

 private:
  std::function<double(std::int64_t)> factor_;
};

/// 1 at every step.
Schedule constant_schedule();

struct StepOptions {
  std::int64_t every = 0;  ///< steps between two drops, at least 1; no default
  double gamma = 0.1;      ///< what each drop multiplies by, above 0
};
/// gamma^floor(t / every), as torch's StepLR.
Schedule step_schedule(const StepOptions& options);

struct ExponentialOptions {
  double gamma = 0;  ///< what each step multiplies by, above 0; no default
};
/// gamma^t, as torch's ExponentialLR.
Schedule exponential_schedule(const ExponentialOptions& options);

struct CosineOptions {
  std::int64_t steps = 0;   ///< length of the half wave, at least 1; no default
  double final_factor = 0;  ///< where it ends, not negative
};
/// final + (1 - final) (1 + cos(pi t / steps)) / 2, and final from t = steps on (Loshchilov, Hutter 2017, without
/// restarts). torch's CosineAnnealingLR is the same up to `steps` and rises again after.
Schedule cosine_schedule(const CosineOptions& options);

struct WarmupOptions {
  std::int64_t steps = 0;         ///< length of the ramp, not negative; no default
  double start_factor = 1.0 / 3;  ///< where it begins, in [0, 1]; 0 spends the first step on nothing
};
/// start + (1 - start) t / steps for t < steps, as torch's LinearLR, then `then(t - steps)`, which counts from 0 again.
Schedule warmup(const WarmupOptions& options, Schedule then = {});

/// first(t) for t < steps, then second(t - steps).
Schedule sequence(Schedule first, std::int64_t steps, Schedule second);

struct OneCycleOptions {
  std::int64_t steps = 0;  ///< number of steps of the whole cycle, at least 1; no default
  double pct_start = 0.3;  ///< part of it that rises, in [0, 1]
  double div = 25;         ///< it begins at 1 / div, at least 1
  double final_div = 1e4;  ///< and ends at 1 / (div * final_div), at least 1
};
/// Rises from 1 / div to 1 at t = pct_start * steps - 1, then falls to 1 / (div * final_div) at t = steps - 1, both
/// along half a cosine, and stays there (Smith, Topin 2019; torch's OneCycleLR with two phases and cosine annealing,
/// without its cycling of momentum; torch refuses steps after the last). The learning rate it multiplies is torch's
/// max_lr. Where pct_start * steps < 1 there is no room to rise and it begins at 1.
Schedule one_cycle_schedule(const OneCycleOptions& options);

}  // namespace thalweg::optim
