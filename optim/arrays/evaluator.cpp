// Counting, and making derivatives from what the objective has.
#include <thalweg/optim/arrays/evaluator.hpp>

#include <algorithm>
#include <limits>

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

namespace thalweg::optim::arrays {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void clear(Out values) { std::fill(values.begin(), values.end(), nan); }

}  // namespace

std::function<void(Out)> box(In lower, In upper) {
  check(lower.size() == upper.size(), "box", lower.size(), " lower bounds and ", upper.size(), " upper ones");
  for (std::size_t i = 0; i < lower.size(); ++i)
    check(lower[i] <= upper[i], "box", "the lower bound must not exceed the upper one, got [", lower[i], ", ", upper[i],
          "] for x[", i, "]");
  return [lo = Vector(lower.begin(), lower.end()), hi = Vector(upper.begin(), upper.end())](Out x) {
    check_size("box", "x", x.size(), lo.size());
    for (std::size_t i = 0; i < x.size(); ++i)
      if (!(x[i] >= lo[i] && x[i] <= hi[i]) && x[i] == x[i]) x[i] = std::clamp(x[i], lo[i], hi[i]);
  };
}

Evaluator::Evaluator(const Objective& objective, std::size_t n) : objective_(objective), n_(n) {
  check(n >= 1, "minimize", "needs at least one parameter, got an empty start");
  check(objective.value || objective.value_and_gradient || objective.residuals, "minimize",
        "the objective gives nothing; set value, value_and_gradient or residuals");
  check_not_negative("minimize", "difference_step", objective.difference_step);
  check(!objective.residuals || objective.residual_count >= 1, "minimize", "residuals need residual_count >= 1, got ",
        objective.residual_count);
}

double Evaluator::value(In x) {
  if (objective_.value) {
    ++evaluations_.f;
    return objective_.value(x);
  }
  if (objective_.residuals) {
    work_.resize(residual_count());
    residuals(x, work_);
    return dot(work_, work_);
  }
  work_.resize(n_);
  return value_and_gradient(x, work_);
}

double Evaluator::value_and_gradient(In x, Out g) {
  if (objective_.value_and_gradient) [[likely]] {
    clear(g);
    ++evaluations_.f;
    ++evaluations_.g;
    return objective_.value_and_gradient(x, g);
  }
  if (objective_.residuals && objective_.jacobian) {
    const std::size_t m = residual_count();
    Vector r(m), j(m * n_);
    residuals(x, r);
    jacobian(x, j);
    for (std::size_t k = 0; k < n_; ++k) g[k] = 2 * sum_of(m, [&](std::size_t i) { return j[i * n_ + k] * r[i]; });
    return dot(r, r);
  }
  check(
      objective_.difference_step > 0, "minimize",
      "the method needs a gradient and the objective has none; set value_and_gradient, or difference_step (1e-6, say) "
      "for central differences");
  const double f = value(x);
  central_gradient(x, f, g);
  ++evaluations_.g;
  return f;
}

/// Moves point_, a copy of x, to x_i + h, within the box where there is one; returns how far that is.
double Evaluator::moved(In x, std::size_t i, double h) {
  point_[i] = x[i] + h;
  if (!objective_.project) return h;
  project(point_);
  return point_[i] - x[i];
}

void Evaluator::central_gradient(In x, double f, Out g) {
  const double h = objective_.difference_step;
  point_.assign(x.begin(), x.end());
  step_vanished_ = false;
  bool seen = false;
  for (std::size_t i = 0; i < n_; ++i) {
    const double up = moved(x, i, h);
    const double above = value(point_);
    const double down = moved(x, i, -h);
    const double below = value(point_);
    step_vanished_ = step_vanished_ || x[i] + h == x[i];
    g[i] = up == down ? 0 : (above - below) / (up - down);
    point_[i] = x[i];
    seen = seen || above != f || below != f;
  }
  step_vanished_ = step_vanished_ || !seen;
}

void Evaluator::hessian(In x, Out h) {
  if (objective_.hessian) {
    ++evaluations_.hessian;
    clear(h);
    return objective_.hessian(x, h);
  }
  check(static_cast<bool>(objective_.hessian_product), "minimize",
        "the method needs second derivatives and the objective has none; set hessian or hessian_product");
  Vector unit(n_, 0.0), column(n_);
  for (std::size_t k = 0; k < n_; ++k) {
    unit[k] = 1;
    hessian_product(x, unit, column);
    for (std::size_t i = 0; i < n_; ++i) h[i * n_ + k] = column[i];
    unit[k] = 0;
  }
}

void Evaluator::hessian_product(In x, In v, Out hv) {
  if (objective_.hessian_product) {
    ++evaluations_.hvp;
    clear(hv);
    return objective_.hessian_product(x, v, hv);
  }
  check(static_cast<bool>(objective_.hessian), "minimize",
        "the method needs second derivatives and the objective has none; set hessian_product or hessian");
  ++evaluations_.hvp;
  if (!std::equal(x.begin(), x.end(), hessian_point_.begin(), hessian_point_.end())) {
    hessian_.resize(n_ * n_);
    hessian_point_.clear();  // stays so when the Hessian throws
    hessian(x, hessian_);
    hessian_point_.assign(x.begin(), x.end());
  }
  for (std::size_t i = 0; i < n_; ++i) hv[i] = dot(In(hessian_).subspan(i * n_, n_), v);
}

void Evaluator::residuals(In x, Out r) {
  check(static_cast<bool>(objective_.residuals), "minimize",
        "the method needs a sum of squares; set residuals and residual_count (for tensors: call least_squares)");
  ++evaluations_.f;
  clear(r);
  objective_.residuals(x, r);
}

void Evaluator::jacobian(In x, Out j) {
  if (objective_.jacobian) {
    ++evaluations_.g;
    clear(j);
    return objective_.jacobian(x, j);
  }
  const double h = objective_.difference_step;
  check(h > 0, "minimize",
        "the method needs the Jacobian of the residuals and the objective has none; set jacobian, or difference_step "
        "(1e-6, say) for central differences");
  const std::size_t m = residual_count();
  Vector above(m), below(m);
  point_.assign(x.begin(), x.end());
  step_vanished_ = false;
  for (std::size_t k = 0; k < n_; ++k) {
    const double up = moved(x, k, h);
    step_vanished_ = step_vanished_ || x[k] + h == x[k];
    residuals(point_, above);
    const double down = moved(x, k, -h);
    residuals(point_, below);
    point_[k] = x[k];
    for (std::size_t i = 0; i < m; ++i) j[i * n_ + k] = up == down ? 0 : (above[i] - below[i]) / (up - down);
  }
  ++evaluations_.g;
}

}  // namespace thalweg::optim::arrays
