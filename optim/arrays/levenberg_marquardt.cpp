// Levenberg-Marquardt: a trust region around each point of a least-squares problem.
#include <thalweg/optim/arrays/levenberg_marquardt.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/vectors.hpp>
#include <thalweg/tensor/linalg/qr.hpp>

namespace thalweg::optim {

void validate(const LevenbergMarquardtOptions& options) {
  check_positive("levenberg-marquardt", "factor", options.factor);
  check_not_negative("levenberg-marquardt", "ftol", options.ftol);
  check_not_negative("levenberg-marquardt", "xtol", options.xtol);
  check_not_negative("levenberg-marquardt", "gtol", options.gtol);
}

std::unique_ptr<arrays::Minimizer> make_minimizer(const LevenbergMarquardtOptions& options) {
  return std::make_unique<arrays::LevenbergMarquardt>(options);
}

namespace arrays {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();
constexpr double largest = std::numeric_limits<double>::max();

}  // namespace

/// A step and what became of it. The reductions are fractions of f.
struct LevenbergMarquardt::Trial {
  Vector x, r;
  double f = 0;
  double length = 0;     // |D p|
  double actual = 0;     // reduction
  double predicted = 0;  // by J
  double slope = 0;      // half the derivative of f along p, as a fraction of f
  double ratio = 0;
  bool too_long = false;  // far worse, or not finite: nothing to interpolate on
  bool moved = false;
};

LevenbergMarquardt::LevenbergMarquardt(const LevenbergMarquardtOptions& options) : options_(options) {
  validate(options);
}

void LevenbergMarquardt::visit(StateVisitor& visitor) {
  visitor.number("radius", radius_);
  visitor.number("par", par_);
  visitor.count("accepted", accepted_);
  visitor.vector("scale", scale_);
}

double LevenbergMarquardt::scaled_norm(In x) const {
  Vector scaled(x.size());
  for (std::size_t k = 0; k < x.size(); ++k) scaled[k] = scale_[k] * x[k];
  return norm(scaled);
}

void LevenbergMarquardt::begin(Evaluator& f, Iterate& at) {
  point_.evaluate(f, at);
  differentiated(at);
  if (scale_.size() == at.x.size()) return;
  scale_ = columns_;
  for (double& d : scale_)
    if (d == 0) d = 1;
  radius_ = std::min(options_.factor * scaled_norm(at.x), largest);
  if (radius_ == 0) radius_ = options_.factor;
  par_ = 0;
  accepted_ = 0;
}

/// What the new Jacobian says: the norms of its columns, and their largest cosine with r.
void LevenbergMarquardt::differentiated(const Iterate& at) {
  const std::size_t m = point_.r.size(), n = at.x.size();
  const double length = norm(point_.r);
  columns_.resize(n);
  cosine_ = 0;
  Vector column(m);
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = 0; i < m; ++i) column[i] = point_.j[i * n + k];
    columns_[k] = norm(column);
    if (length == 0 || columns_[k] == 0) continue;
    const double cosine =
        std::abs(sum_of(m, [&](std::size_t i) { return column[i] / columns_[k] * (point_.r[i] / length); }));
    if (!(cosine <= cosine_)) cosine_ = cosine;
  }
}

std::optional<Stop> LevenbergMarquardt::finished(const Iterate& at) const {
  if (!(cosine_ <= options_.gtol) || point_.vanished) return std::nullopt;
  // A cosine can vanish in rounding where the gradient does not.
  if (options_.gtol == 0 && max_abs(at.g) != 0) return std::nullopt;
  return Stop{Status::converged, sentence("", "the largest cosine between the residuals and a column of the Jacobian, ",
                                          cosine_, ", is within gtol ", options_.gtol)};
}

/// J P = Q R with pivots; rows of zeros stand in where there are fewer residuals than unknowns.
void LevenbergMarquardt::factorize(std::size_t n) {
  const std::size_t rows = std::max(point_.r.size(), n);
  Vector factors(point_.j), rhs(rows, 0.0), beta(n);
  factors.resize(rows * n, 0.0);
  for (std::size_t i = 0; i < point_.r.size(); ++i) rhs[i] = -point_.r[i];
  order_.resize(n);
  const linalg::MatrixView<double> qr =
      linalg::matrix(Out(factors), static_cast<std::int64_t>(rows), static_cast<std::int64_t>(n));
  linalg::qr_pivoted(qr, Out(beta), std::span<std::int64_t>(order_));
  linalg::apply_q_transposed<double>(qr, beta, linalg::column(Out(rhs)));
  const auto top = static_cast<std::ptrdiff_t>(n);
  system_.r.assign(factors.begin(), factors.begin() + top * top);
  system_.b.assign(rhs.begin(), rhs.begin() + top);
  system_.d.resize(n);
  for (std::size_t k = 0; k < n; ++k) system_.d[k] = scale_[static_cast<std::size_t>(order_[k])];
}

std::optional<Stop> LevenbergMarquardt::iterate(Evaluator& f, Iterate& at) {
  if (std::optional<Stop> broken = point_.broken(at.x.size())) return broken;
  for (std::size_t k = 0; k < scale_.size(); ++k) scale_[k] = std::max(scale_[k], columns_[k]);
  factorize(at.x.size());
  for (Trial trial;;) {
    try_step(f, at, trial);
    if (!all_finite(trial.x)) return Stop{Status::stalled, "the step cannot be computed: it overflows"};
    if (!trial.moved) return Stop{Status::stalled, "the step is too short to change x"};
    adapt_radius(trial);
    const bool good = trial.ratio >= 1e-4;
    if (good) {
      at.x = trial.x;
      point_.r.swap(trial.r);
      ++accepted_;
    }
    std::optional<Stop> stop = tolerances(trial, scaled_norm(at.x));
    if (good) {
      point_.differentiate(f, at);
      differentiated(at);
    }
    if (good || stop) return stop;
  }
}

void LevenbergMarquardt::try_step(Evaluator& f, const Iterate& at, Trial& trial) {
  const std::size_t n = at.x.size();
  Vector y(n), p(n);
  par_ = levenberg_marquardt_parameter(system_, radius_, par_, y);
  for (std::size_t k = 0; k < n; ++k) p[static_cast<std::size_t>(order_[k])] = y[k];
  trial.length = std::min(scaled_norm(p), largest);
  if (accepted_ == 0) radius_ = std::min(radius_, trial.length);
  trial.x.resize(n);
  for (std::size_t k = 0; k < n; ++k) trial.x[k] = at.x[k] + p[k];
  f.project(trial.x);
  trial.moved = trial.x != at.x;
  if (!trial.moved || !all_finite(trial.x)) return;
  trial.r.resize(point_.r.size());
  f.residuals(trial.x, trial.r);
  trial.f = dot(trial.r, trial.r);

  const double before = norm(point_.r), after = norm(trial.r);
  trial.too_long = !(0.1 * after < before) || !std::isfinite(trial.f);
  trial.actual = trial.too_long ? -1 : 1 - (after / before) * (after / before);
  Vector change(n);
  for (std::size_t i = 0; i < n; ++i)
    change[i] = sum_of(n - i, [&](std::size_t k) { return system_.r[i * n + i + k] * y[i + k]; });
  const double linear = norm(change) / before, damping = std::sqrt(par_) * (trial.length / before);
  trial.predicted = linear * linear + 2 * damping * damping;
  trial.slope = -(linear * linear + damping * damping);
  trial.ratio = trial.predicted != 0 ? trial.actual / trial.predicted : 0;
}

void LevenbergMarquardt::adapt_radius(const Trial& trial) {
  if (!(trial.ratio > 0.25)) {
    // The minimum of the parabola through f, its slope and the f of the trial, within a tenth and a half.
    double shrink = trial.actual >= 0 ? 0.5 : 0.5 * trial.slope / (trial.slope + 0.5 * trial.actual);
    if (trial.too_long || !(shrink >= 0.1)) shrink = 0.1;
    radius_ = shrink * std::min(radius_, trial.length / 0.1);
    par_ /= shrink;
  } else if (par_ == 0 || trial.ratio >= 0.75) {
    radius_ = std::min(trial.length / 0.5, largest);
    par_ *= 0.5;
  }
}

std::optional<Stop> LevenbergMarquardt::tolerances(const Trial& trial, double scaled_x) const {
  const double fall = std::max(std::abs(trial.actual), trial.predicted);
  const bool as_predicted = trial.ratio <= 2;
  if (fall <= options_.ftol && as_predicted)
    return Stop{Status::stalled, sentence("", "f falls by a fraction of ", fall, ", within ftol ", options_.ftol)};
  if (radius_ <= options_.xtol * scaled_x)
    return Stop{Status::stalled,
                sentence("", "the radius ", radius_, " is within xtol ", options_.xtol, " of |D x| = ", scaled_x)};
  if (fall <= eps && as_predicted) return Stop{Status::stalled, "f cannot fall any further in this precision"};
  if (radius_ <= eps * scaled_x) return Stop{Status::stalled, "x cannot change any further in this precision"};
  if (cosine_ <= eps) return Stop{Status::stalled, "the gradient cannot be told from zero in this precision"};
  return std::nullopt;
}

}  // namespace arrays
}  // namespace thalweg::optim
