// L-BFGS: the ring of pairs and the two-loop recursion.
#include <thalweg/optim/arrays/lbfgs.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/descent.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

namespace thalweg::optim {

void validate(const LbfgsOptions& options) {
  check(options.history >= 1, "l-bfgs", "history must be at least 1, got ", options.history);
  validate(options.line_search, "l-bfgs");
}

std::unique_ptr<arrays::Minimizer> make_minimizer(const LbfgsOptions& options) {
  return std::make_unique<arrays::Lbfgs>(options);
}

namespace arrays {
namespace {

const LbfgsOptions& checked(const LbfgsOptions& options) {
  validate(options);
  return options;
}

double dot(const double* a, const double* b, std::size_t n) {
  return sum_of(n, [=](std::size_t i) { return a[i] * b[i]; });
}

/// q <- q + c p, and the product of the new q with r in the same pass. Blocks, so that the compiler sees that q may be
/// written without changing p and r.
double add_and_dot(double c, const double* p, double* q, const double* r, std::size_t n) {
  constexpr std::size_t width = 16;
  std::array<double, width> parts{}, now;
  std::size_t i = 0;
  for (; i + width <= n; i += width) {
    for (std::size_t k = 0; k < width; ++k) now[k] = q[i + k] + c * p[i + k];
    for (std::size_t k = 0; k < width; ++k) q[i + k] = now[k];
    for (std::size_t k = 0; k < width; ++k) parts[k] += now[k] * r[i + k];
  }
  double rest = 0;
  for (; i < n; ++i) rest += (q[i] += c * p[i]) * r[i];
  for (std::size_t half = width / 2; half > 0; half /= 2)
    for (std::size_t k = 0; k < half; ++k) parts[k] += parts[k + half];
  return parts[0] + rest;
}

/// What the recursion reads: pairs by place, from the newest to the oldest.
struct Pairs {
  const double *s, *y, *rho;
  double gamma;
  std::size_t count, head, places;

  /// The place of the next older and of the next newer pair.
  std::size_t older(std::size_t place) const { return place == 0 ? places - 1 : place - 1; }
  std::size_t newer(std::size_t place) const { return place + 1 == places ? 0 : place + 1; }
};

/// q <- H q
void multiply(const Pairs& pairs, double* alpha, double* q, std::size_t n) {
  const double *s = pairs.s, *y = pairs.y, gamma = pairs.gamma;
  // Each pass over q ends with the product that the next one begins with.
  std::size_t at = pairs.head;
  double product = dot(s + at * n, q, n);
  for (std::size_t k = 0;; ++k) {
    alpha[k] = pairs.rho[at] * product;
    if (k + 1 == pairs.count) break;
    const std::size_t older = pairs.older(at);
    product = add_and_dot(-alpha[k], y + at * n, q, s + older * n, n);
    at = older;
  }
  for (std::size_t i = 0; i < n; ++i) q[i] = gamma * (q[i] - alpha[pairs.count - 1] * y[at * n + i]);
  product = dot(y + at * n, q, n);
  for (std::size_t k = pairs.count; k-- > 0;) {
    const double c = alpha[k] - pairs.rho[at] * product;
    if (k == 0) return add_scaled(c, {s + at * n, n}, {q, n});
    const std::size_t newer = pairs.newer(at);
    product = add_and_dot(c, s + at * n, q, y + newer * n, n);
    at = newer;
  }
}

/// The same for very few parameters, where time is not in the operations but in waiting for one after the other: q
/// stays in registers, and what does not depend on the last product is grouped apart from what does.
template <std::size_t n>
void multiply_few(const Pairs& pairs, double* alpha, double* memory) {
  std::array<double, n> q;
  const auto product = [&](const double* v) {
    double sum = v[0] * q[0];
    for (std::size_t i = 1; i < n; ++i) sum += v[i] * q[i];
    return sum;
  };
  std::copy(memory, memory + n, q.begin());
  std::size_t at = pairs.head;
  for (std::size_t k = 0;; ++k) {
    const double *s = pairs.s + at * n, *y = pairs.y + at * n, rho = pairs.rho[at];
    const double sq = product(s);
    alpha[k] = rho * sq;
    for (std::size_t i = 0; i < n; ++i) q[i] -= sq * (rho * y[i]);
    if (k + 1 == pairs.count) break;
    at = pairs.older(at);
  }
  for (double& v : q) v *= pairs.gamma;
  for (std::size_t k = pairs.count; k-- > 0; at = pairs.newer(at)) {
    const double *s = pairs.s + at * n, *y = pairs.y + at * n, rho = pairs.rho[at];
    const double yq = product(y);
    for (std::size_t i = 0; i < n; ++i) q[i] = (q[i] + alpha[k] * s[i]) - yq * (rho * s[i]);
  }
  std::copy(q.begin(), q.end(), memory);
}

}  // namespace

Lbfgs::Lbfgs(const LbfgsOptions& options)
    : history_(static_cast<std::size_t>(checked(options).history)), places_(history_ + 1), line_(options.line_search) {}

void Lbfgs::resize(std::size_t n) {
  check(places_ <= s_.max_size() / n, "l-bfgs", "a history of ", history_, " steps of ", n,
        " parameters does not fit into memory");
  n_ = n;
  s_.resize(places_ * n);
  y_.resize(places_ * n);
  rho_.resize(places_);
  alpha_.resize(history_);
}

void Lbfgs::begin(Evaluator& f, Iterate& at) {
  const std::size_t n = at.x.size();
  check(count_ == 0 || n_ == n, "l-bfgs", "the state is that of ", n_, " parameters, x has ", n,
        "; use a fresh minimizer");
  if (n_ != n) resize(n);
  d_.resize(n);
  at.f = f.value_and_gradient(at.x, at.g);
}

std::optional<Stop> Lbfgs::iterate(Evaluator& f, Iterate& at) {
  direction(at.g, d_);
  const bool plain = count_ == 0;
  const SearchResult result =
      descend(line_, f, at, d_, plain ? first_step(at.g) : 1, plain, [this]() noexcept { count_ = 0; });
  if (!result.found()) return no_step(result, at.g);
  remember(line_.start(), at);
  return std::nullopt;
}

void Lbfgs::direction(In g, Out d) {
  steepest_descent(g, d);
  if (count_ == 0) return;
  const Pairs pairs{s_.data(), y_.data(), rho_.data(), gamma_, count_, head_, places_};
  switch (n_) {
    case 1:
      return multiply_few<1>(pairs, alpha_.data(), d.data());
    case 2:
      return multiply_few<2>(pairs, alpha_.data(), d.data());
    case 3:
      return multiply_few<3>(pairs, alpha_.data(), d.data());
    case 4:
      return multiply_few<4>(pairs, alpha_.data(), d.data());
    default:
      return multiply(pairs, alpha_.data(), d.data(), n_);
  }
}

void Lbfgs::remember(const Iterate& from, const Iterate& to) {
  const std::size_t next = after_head();
  double *s = s_.data() + next * n_, *y = y_.data() + next * n_;
  const double sy = sum_of(n_, [&, x = to.x.data(), x0 = from.x.data(), g = to.g.data(), g0 = from.g.data()](auto i) {
    s[i] = x[i] - x0[i];
    y[i] = g[i] - g0[i];
    return s[i] * y[i];
  });
  take(sy, dot(y, y, n_));
}

void Lbfgs::take(double sy, double yy) {
  if (!(sy > 1e-10 * yy) || !std::isfinite(sy) || !std::isfinite(yy)) return;
  head_ = after_head();
  count_ = std::min(count_ + 1, history_);
  rho_[head_] = 1 / sy;
  gamma_ = sy / yy;
}

void Lbfgs::visit(StateVisitor& visitor) {
  std::int64_t pairs = static_cast<std::int64_t>(count_);
  visitor.count("pairs", pairs);
  check(pairs >= 0 && pairs <= static_cast<std::int64_t>(history_), "l-bfgs", "the state has ", pairs,
        " pairs, the history is ", history_);
  Lbfgs after(*this);
  after.count_ = after.head_ = 0;
  for (std::size_t k = 0; k < static_cast<std::size_t>(pairs); ++k) {
    Vector s, y;
    if (k < count_) {
      const std::size_t from = place(count_ - 1 - k) * n_;
      s.assign(s_.data() + from, s_.data() + from + n_);
      y.assign(y_.data() + from, y_.data() + from + n_);
    }
    visitor.vector(sentence("", "s", k), s);
    visitor.vector(sentence("", "y", k), y);
    if (k == 0 && !s.empty()) after.resize(s.size());
    check_size("l-bfgs", "s of the state", s.size(), after.n_);
    check_size("l-bfgs", "y of the state", y.size(), after.n_);
    const std::size_t next = after.after_head();
    std::copy(s.begin(), s.end(), after.s_.begin() + next * after.n_);
    std::copy(y.begin(), y.end(), after.y_.begin() + next * after.n_);
    after.take(dot(s.data(), y.data(), after.n_), dot(y.data(), y.data(), after.n_));
  }
  *this = std::move(after);
}

}  // namespace arrays
}  // namespace thalweg::optim
