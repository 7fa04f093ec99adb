// Learning-rate schedules: options are checked when a schedule is made, values are closed formulas of the step.
#include <thalweg/optim/schedules.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

#include <thalweg/tensor/errors.hpp>

namespace thalweg::optim {
namespace {

void check_steps(const char* schedule, const char* option, std::int64_t steps) {
  check(steps >= 1, schedule, option, " must be at least 1, got ", steps);
}

void check_gamma(const char* schedule, double gamma) {
  check(gamma > 0 && std::isfinite(gamma), schedule, "gamma must be a finite number above 0, got ", gamma);
}

void check_divisor(const char* option, double value) {
  check(value >= 1 && std::isfinite(value), "one_cycle_schedule", option,
        " must be a finite number of at least 1, got ", value);
}

/// From `start` at part = 0 to `end` at part = 1 along half a cosine.
double half_cosine(double start, double end, double part) {
  return end + (start - end) * (1 + std::cos(std::numbers::pi * part)) / 2;
}

}  // namespace

double Schedule::operator()(std::int64_t t) const {
  check(t >= 0, "schedule", "steps are counted from 0, got ", t);
  return factor_(t);
}

Schedule constant_schedule() { return {}; }

Schedule step_schedule(const StepOptions& options) {
  check_steps("step_schedule", "every", options.every);
  check_gamma("step_schedule", options.gamma);
  return [options](std::int64_t t) { return std::pow(options.gamma, static_cast<double>(t / options.every)); };
}

Schedule exponential_schedule(const ExponentialOptions& options) {
  check_gamma("exponential_schedule", options.gamma);
  return [options](std::int64_t t) { return std::pow(options.gamma, static_cast<double>(t)); };
}

Schedule cosine_schedule(const CosineOptions& options) {
  check_steps("cosine_schedule", "steps", options.steps);
  check(options.final_factor >= 0 && std::isfinite(options.final_factor), "cosine_schedule",
        "final_factor must be a finite number not below 0, got ", options.final_factor);
  return [options](std::int64_t t) {
    if (t >= options.steps) return options.final_factor;
    return half_cosine(1, options.final_factor, static_cast<double>(t) / static_cast<double>(options.steps));
  };
}

Schedule warmup(const WarmupOptions& options, Schedule then) {
  check(options.steps >= 0, "warmup", "steps must not be negative, got ", options.steps);
  check(options.start_factor >= 0 && options.start_factor <= 1, "warmup", "start_factor must lie in [0, 1], got ",
        options.start_factor);
  const auto ramp = [options](std::int64_t t) {
    return options.start_factor +
           (1 - options.start_factor) * static_cast<double>(t) / static_cast<double>(options.steps);
  };
  return sequence(ramp, options.steps, std::move(then));
}

Schedule sequence(Schedule first, std::int64_t steps, Schedule second) {
  check(steps >= 0, "sequence", "steps must not be negative, got ", steps);
  return [first = std::move(first), steps, second = std::move(second)](std::int64_t t) {
    return t < steps ? first(t) : second(t - steps);
  };
}

Schedule one_cycle_schedule(const OneCycleOptions& options) {
  check_steps("one_cycle_schedule", "steps", options.steps);
  check(options.pct_start >= 0 && options.pct_start <= 1, "one_cycle_schedule", "pct_start must lie in [0, 1], got ",
        options.pct_start);
  check_divisor("div", options.div);
  check_divisor("final_div", options.final_div);
  const double last = static_cast<double>(options.steps - 1);
  const double peak = std::max(options.pct_start * static_cast<double>(options.steps) - 1, 0.0);
  const double start = 1 / options.div, end = start / options.final_div;
  return [=](std::int64_t t) {
    const double now = std::min(static_cast<double>(t), last);
    if (now < peak) return half_cosine(start, 1, now / peak);
    return now == peak ? 1 : half_cosine(1, end, (now - peak) / (last - peak));
  };
}

}  // namespace thalweg::optim
