// Nelder-Mead: reflect, expand, contract, shrink.
#include <thalweg/optim/arrays/nelder_mead.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <thalweg/optim/arrays/checks.hpp>

namespace thalweg::optim {

void validate(const NelderMeadOptions& options) {
  check_positive("nelder-mead", "x_tolerance", options.x_tolerance);
  check_positive("nelder-mead", "f_tolerance", options.f_tolerance);
  check(options.restarts >= 0, "nelder-mead", "restarts must not be negative, got ", options.restarts);
}

std::unique_ptr<arrays::Minimizer> make_minimizer(const NelderMeadOptions& options) {
  return std::make_unique<arrays::NelderMead>(options);
}

namespace arrays {

NelderMead::NelderMead(const NelderMeadOptions& options) : options_(options) { validate(options); }

void NelderMead::visit(StateVisitor& visitor) {
  visitor.count("restarts_left", restarts_left_);
  visitor.number("restarted_at", restarted_at_);
  std::int64_t vertices = static_cast<std::int64_t>(simplex_.size());
  visitor.count("vertices", vertices);
  simplex_.resize(static_cast<std::size_t>(vertices));
  for (std::size_t k = 0; k < simplex_.size(); ++k) visitor.vector("vertex_" + std::to_string(k), simplex_[k].x);
}

void NelderMead::begin(Evaluator& f, Iterate& at) {
  const std::size_t n = at.x.size();
  check(n <= 32768, name(), "keeps n + 1 points of n numbers, too many for n = ", n, "; use l-bfgs");
  at.g.clear();
  at.f = f.value(at.x);
  valued_ = false;
  if (options_.adaptive) {
    const double dimensions = static_cast<double>(n);
    chi_ = 1 + 2 / dimensions;
    psi_ = 0.75 - 1 / (2 * dimensions);
    // In one dimension the formula gives 0, a simplex without extent.
    sigma_ = n == 1 ? 0.5 : 1 - 1 / dimensions;
  }
  if (simplex_.size() == n + 1 && simplex_[0].x == at.x) {
    simplex_[0].f = at.f;
    return;
  }
  simplex_.clear();
  restarts_left_ = options_.restarts;
  restarted_at_ = std::numeric_limits<double>::infinity();
}

std::optional<Stop> NelderMead::iterate(Evaluator& f, Iterate& at) {
  if (simplex_.empty()) {
    build(f, at);
  } else if (valued_ && small() && restarts_left_ > 0) {
    --restarts_left_;
    restarted_at_ = at.f;
    build(f, at);
  } else {
    if (!valued_)
      for (std::size_t k = 1; k < simplex_.size(); ++k) simplex_[k].f = value(f, simplex_[k].x);
    step(f);
  }
  valued_ = true;
  sort();
  at.x = simplex_[0].x;
  at.f = simplex_[0].f;
  return std::nullopt;
}

std::optional<Stop> NelderMead::finished(const Iterate& at) const {
  if (!valued_ || !small()) return std::nullopt;
  if (restarts_left_ > 0 && !(restarted_at_ - at.f <= options_.f_tolerance)) return std::nullopt;
  return Stop{Status::converged, sentence("", "the simplex is within x_tolerance ", options_.x_tolerance,
                                          " and its values within f_tolerance ", options_.f_tolerance)};
}

bool NelderMead::small() const {
  const Vertex& best = simplex_[0];
  for (const Vertex& vertex : simplex_) {
    if (!(std::abs(vertex.f - best.f) <= options_.f_tolerance)) return false;
    for (std::size_t i = 0; i < best.x.size(); ++i)
      if (!(std::abs(vertex.x[i] - best.x[i]) <= options_.x_tolerance)) return false;
  }
  return true;
}

/// The start simplex about x, whose value is known.
void NelderMead::build(Evaluator& f, const Iterate& at) {
  const std::size_t n = at.x.size();
  simplex_.assign(n + 1, {at.x, at.f});
  for (std::size_t k = 0; k < n; ++k) {
    Vertex& vertex = simplex_[k + 1];
    const double before = at.x[k], beside = before != 0 ? 1.05 * before : 0.00025;
    vertex.x[k] = beside;
    f.project(vertex.x);
    if (vertex.x[k] == before) {
      vertex.x = at.x;
      vertex.x[k] = before - (beside - before);
      f.project(vertex.x);
    }
    vertex.f = value(f, vertex.x);
  }
}

void NelderMead::sort() {
  std::stable_sort(simplex_.begin(), simplex_.end(), [](const Vertex& a, const Vertex& b) { return a.f < b.f; });
}

double NelderMead::value(Evaluator& f, In x) const {
  const double value = f.value(x);
  return std::isnan(value) ? std::numeric_limits<double>::infinity() : value;
}

/// c + weight (c - x_n), and f there.
NelderMead::Vertex NelderMead::between(Evaluator& f, In centre, double weight) const {
  const Vector& worst = simplex_.back().x;
  Vertex vertex{Vector(worst.size()), 0};
  for (std::size_t i = 0; i < worst.size(); ++i) vertex.x[i] = (1 + weight) * centre[i] - weight * worst[i];
  f.project(vertex.x);
  vertex.f = value(f, vertex.x);
  return vertex;
}

void NelderMead::step(Evaluator& f) {
  const std::size_t n = simplex_.size() - 1;
  Vector centre(n, 0.0);
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = 0; i < n; ++i) centre[i] += simplex_[k].x[i];
  for (double& c : centre) c /= static_cast<double>(n);

  Vertex& worst = simplex_.back();
  Vertex reflected = between(f, centre, rho_);
  if (reflected.f < simplex_[0].f) {
    Vertex expanded = between(f, centre, rho_ * chi_);
    worst = expanded.f < reflected.f ? std::move(expanded) : std::move(reflected);
  } else if (reflected.f < simplex_[n - 1].f) {
    worst = std::move(reflected);
  } else if (reflected.f < worst.f) {
    Vertex outside = between(f, centre, psi_ * rho_);
    if (outside.f <= reflected.f)
      worst = std::move(outside);
    else
      shrink(f);
  } else {
    Vertex inside = between(f, centre, -psi_);
    if (inside.f < worst.f)
      worst = std::move(inside);
    else
      shrink(f);
  }
}

void NelderMead::shrink(Evaluator& f) {
  const Vector& best = simplex_[0].x;
  for (std::size_t k = 1; k < simplex_.size(); ++k) {
    Vector& x = simplex_[k].x;
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = best[i] + sigma_ * (x[i] - best[i]);
    f.project(x);
    simplex_[k].f = value(f, x);
  }
}

}  // namespace arrays
}  // namespace thalweg::optim
