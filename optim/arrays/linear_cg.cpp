// Conjugate gradients: one loop for the free and the truncated variant.
#include <thalweg/optim/arrays/linear_cg.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

namespace thalweg::optim {

void validate(const LinearCgOptions& options) {
  check_not_negative("linear_cg", "relative_tolerance", options.relative_tolerance);
  check_not_negative("linear_cg", "gain_tolerance", options.gain_tolerance);
  check(options.max_iterations >= -1, "linear_cg",
        "max_iterations must be -1 (twice the number of unknowns), 0 or more, got ", options.max_iterations);
  check_not_negative("linear_cg", "damping", options.damping);
  check_not_negative("linear_cg", "radius", options.radius);
  check(!options.warm_start || options.radius == 0, "linear_cg",
        "a radius is about x = 0, so it does not go with a warm start");
}

namespace arrays {
namespace {

template <class T>
double product_of(std::span<const T> a, std::span<const T> b) {
  return sum_of(a.size(), [&](std::size_t i) { return static_cast<double>(a[i]) * static_cast<double>(b[i]); });
}

/// The power of two next below max |b_i|; 0 when b is 0, NaN when it is not finite.
template <class T>
double power_of_two(std::span<const T> b) {
  double largest = 0;
  for (const T v : b) {
    if (!std::isfinite(v)) return std::numeric_limits<double>::quiet_NaN();
    largest = std::max(largest, static_cast<double>(std::abs(v)));
  }
  return largest == 0 ? 0 : std::exp2(std::ilogb(largest));
}

/// One solution in progress: x, r, p and A p are the four vectors.
template <class T>
class Solve {
 public:
  using Product = std::function<void(std::span<const T>, std::span<T>)>;

  Solve(const Product& product, std::span<const T> b, std::span<T> x, const LinearCgOptions& options)
      : product_(product), b_(b), x_(x), options_(options) {}

  CgResult run() && {
    scale_ = power_of_two(b_);
    if (std::isnan(scale_)) return ended(CgEnd::not_finite);
    if (scale_ == 0 || !options_.warm_start) std::fill(x_.begin(), x_.end(), T(0));
    if (scale_ == 0) return ended(CgEnd::converged);
    begin();
    ended(iterate());
    result_.residual *= scale_;
    result_.gain = result_.gain * scale_ * scale_;  // the square of scale_ may overflow
    return result_;
  }

 private:
  CgResult ended(CgEnd end) {
    result_.end = end;
    return result_;
  }

  /// r and p are kept divided by scale_, so that their squares exist, and the gain by its square; x is not, as a radius
  /// may be of another size.
  void begin() {
    const std::size_t n = b_.size();
    r_.resize(n);
    ap_.resize(n);
    for (std::size_t i = 0; i < n; ++i) r_[i] = static_cast<T>(b_[i] / scale_);
    size_ = std::sqrt(product_of<T>(r_, r_));
    target_ = options_.relative_tolerance * size_;
    if (options_.warm_start) {
      multiply(x_);
      for (std::size_t i = 0; i < n; ++i) r_[i] -= static_cast<T>(ap_[i] / scale_);
    }
    p_ = r_;
    rr_ = product_of<T>(r_, r_);
  }

  CgEnd iterate() {
    const auto n = static_cast<std::int64_t>(b_.size());
    const std::int64_t limit =
        options_.max_iterations >= 0 ? options_.max_iterations : std::max<std::int64_t>(2 * n, 20);
    const std::span<const T> p = p_, ap = ap_;
    double largest = 0;  // curvature
    while (true) {
      result_.residual = std::sqrt(rr_);
      if (!std::isfinite(rr_)) return CgEnd::not_finite;
      if (result_.residual <= target_ && !still_pays()) return CgEnd::converged;
      if (result_.products >= limit) return CgEnd::max_iterations;
      multiply(p_);
      const double pp = product_of(p, p), pap = product_of(p, ap);
      if (!std::isfinite(pap) || !std::isfinite(pp)) return CgEnd::not_finite;
      result_.curvature = pap / pp;
      if (pap <= std::numeric_limits<T>::epsilon() * largest * pp || !std::isfinite(rr_ / pap)) {
        if (options_.radius > 0) cross(pp, pap);
        return CgEnd::negative_curvature;
      }
      largest = std::max(largest, result_.curvature);
      const double alpha = rr_ / pap;
      if (options_.radius > 0 && leaves(alpha * scale_, pp)) {
        cross(pp, pap);
        return CgEnd::boundary;
      }
      if (!step(alpha)) return CgEnd::not_finite;
    }
  }

  bool still_pays() const {
    return options_.gain_tolerance > 0 && result_.residual > 1e-10 * size_ &&
           static_cast<double>(result_.products) * last_gain_ > options_.gain_tolerance * result_.gain;
  }

  void multiply(std::span<const T> v) {
    product_(v, ap_);
    ++result_.products;
    const T damping = static_cast<T>(options_.damping);
    if (damping != 0)
      for (std::size_t i = 0; i < v.size(); ++i) ap_[i] += damping * v[i];
  }

  /// Moves x, r and p; false, with x as it was, when the new residual is not finite.
  bool step(double alpha) {
    const T a = static_cast<T>(alpha);
    for (std::size_t i = 0; i < r_.size(); ++i) r_[i] -= a * ap_[i];
    const double next = product_of<T>(r_, r_);
    if (!std::isfinite(next)) return false;
    move(alpha * scale_);
    const T beta = static_cast<T>(next / rr_);
    for (std::size_t i = 0; i < r_.size(); ++i) p_[i] = r_[i] + beta * p_[i];
    result_.gain += last_gain_ = alpha * rr_ / 2;
    rr_ = next;
    return true;
  }

  void move(double t) {
    const T by = static_cast<T>(t);
    for (std::size_t i = 0; i < p_.size(); ++i) x_[i] += by * p_[i];
  }

  bool leaves(double t, double pp) const {
    const double xx = product_of<T>(x_, x_), xp = product_of<T>(x_, p_);
    return !(xx + t * (2 * xp + t * pp) < options_.radius * options_.radius);
  }

  /// Goes along p to the surface of the ball. |x + t p| = radius has one positive and one negative solution; p is a
  /// direction of growth, so that without negative curvature the positive one is right.
  void cross(double pp, double pap) {
    const double xx = product_of<T>(x_, x_), xp = product_of<T>(x_, p_);
    const double inside = std::max(options_.radius * options_.radius - xx, 0.0);
    const double far = std::abs(xp) + std::sqrt(xp * xp + pp * inside);  // the sum that loses no digits
    const double ahead = xp > 0 ? inside / far : far / pp, back = xp > 0 ? -far / pp : -inside / far;
    const auto gain = [&](double t) { return t / scale_ * (rr_ - t / scale_ * pap / 2); };
    const double t = pap < 0 && gain(back) > gain(ahead) ? back : ahead;
    move(t);
    result_.gain += gain(t);
  }

  const Product& product_;
  std::span<const T> b_;
  std::span<T> x_;
  const LinearCgOptions& options_;
  std::vector<T> r_, p_, ap_;
  double scale_ = 0, size_ = 0, target_ = 0, rr_ = 0, last_gain_ = 0;
  CgResult result_;
};

template <class T>
CgResult solve(const std::function<void(std::span<const T>, std::span<T>)>& product, std::span<const T> b,
               std::span<T> x, const LinearCgOptions& options) {
  validate(options);
  check(static_cast<bool>(product), "linear_cg", "needs a function for the product");
  check(x.size() == b.size(), "linear_cg", "x has ", x.size(), " elements, the right-hand side has ", b.size());
  return Solve<T>(product, b, x, options).run();
}

}  // namespace

CgResult linear_cg(const std::function<void(std::span<const double>, std::span<double>)>& product,
                   std::span<const double> b, std::span<double> x, const LinearCgOptions& options) {
  return solve(product, b, x, options);
}

CgResult linear_cg(const std::function<void(std::span<const float>, std::span<float>)>& product,
                   std::span<const float> b, std::span<float> x, const LinearCgOptions& options) {
  return solve(product, b, x, options);
}

}  // namespace arrays
}  // namespace thalweg::optim
