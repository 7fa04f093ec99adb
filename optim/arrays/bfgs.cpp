// BFGS: the dense update of the inverse Hessian.
#include <thalweg/optim/arrays/bfgs.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/descent.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

namespace thalweg::optim {

void validate(const BfgsOptions& options) { validate(options.line_search, "bfgs"); }

std::unique_ptr<arrays::Minimizer> make_minimizer(const BfgsOptions& options) {
  return std::make_unique<arrays::Bfgs>(options);
}

namespace arrays {

Bfgs::Bfgs(const BfgsOptions& options) : scale_first_(options.scale_first), line_(options.line_search) {
  validate(options);
}

void Bfgs::begin(Evaluator& f, Iterate& at) {
  const std::size_t n = at.x.size();
  check(n <= 32768, "bfgs", "keeps a matrix of n x n numbers, too many for n = ", n, "; use l-bfgs");
  check(updates_ == 0 || n == n_, "bfgs", "the state is that of ", n_, " parameters, x has ", n,
        "; use a fresh minimizer");
  n_ = n;
  for (Vector* work : {&d_, &s_, &y_, &w_}) work->resize(n);
  if (updates_ == 0) set_identity();
  at.f = f.value_and_gradient(at.x, at.g);
}

void Bfgs::set_identity() {
  updates_ = 0;
  h_.assign(n_ * n_, 0.0);
  for (std::size_t i = 0; i < n_; ++i) h_[i * n_ + i] = 1;
}

std::optional<Stop> Bfgs::iterate(Evaluator& f, Iterate& at) {
  direction(at.g, d_);
  const bool plain = updates_ == 0;
  const SearchResult result =
      descend(line_, f, at, d_, plain ? first_step(at.g) : 1, plain, [this] { set_identity(); });
  if (!result.found()) return no_step(result, at.g);
  update(line_.start(), at);
  return std::nullopt;
}

void Bfgs::direction(In g, Out d) const {
  for (std::size_t i = 0; i < n_; ++i) d[i] = -dot(In(h_).subspan(i * n_, n_), g);
}

void Bfgs::update(const Iterate& from, const Iterate& to) {
  for (std::size_t i = 0; i < n_; ++i) {
    s_[i] = to.x[i] - from.x[i];
    y_[i] = to.g[i] - from.g[i];
  }
  const double sy = dot(s_, y_), yy = dot(y_, y_);
  if (!(sy > std::numeric_limits<double>::epsilon() * norm(s_) * norm(y_)) || !std::isfinite(yy)) return;
  if (updates_ == 0 && scale_first_)
    for (std::size_t i = 0; i < n_; ++i) h_[i * n_ + i] = sy / yy;

  const double rho = 1 / sy;
  for (std::size_t i = 0; i < n_; ++i) w_[i] = dot(In(h_).subspan(i * n_, n_), y_);
  const double half = 0.5 * (1 + rho * dot(y_, w_));
  for (std::size_t i = 0; i < n_; ++i) w_[i] = rho * (half * s_[i] - w_[i]);
  for (std::size_t i = 0; i < n_; ++i) {
    double* row = h_.data() + i * n_;
    const double s = s_[i], w = w_[i];
    for (std::size_t j = 0; j < n_; ++j) row[j] += s * w_[j] + w * s_[j];
  }
  ++updates_;
}

void Bfgs::visit(StateVisitor& visitor) {
  visitor.count("updates", updates_);
  check(updates_ >= 0, "bfgs", "the state has ", updates_, " updates");
  if (updates_ == 0) return;
  visitor.matrix("inverse_hessian", h_);
  n_ = static_cast<std::size_t>(std::llround(std::sqrt(static_cast<double>(h_.size()))));
  check(n_ * n_ == h_.size(), "bfgs", "the inverse Hessian of the state has ", h_.size(), " entries, no square");
}

}  // namespace arrays
}  // namespace thalweg::optim
