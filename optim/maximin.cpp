// The closest pair gives up a coordinate to another point, where that helps.
#include <thalweg/optim/maximin.hpp>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace thalweg::optim {
namespace {

/// How far the nearest other point is, and which.
struct Nearest {
  double squared = std::numeric_limits<double>::infinity();
  std::size_t point = 0;
};

class Points {
 public:
  Points(std::span<double> x, std::span<const double> widths)
      : x_(x), widths_(widths), nearest_(x.size() / widths.size()) {
    for (std::size_t i = 0; i < nearest_.size(); ++i) nearest_[i] = find(i);
  }

  /// Exchanges coordinate j of one of the two closest points, and takes it back where that does not help.
  void try_swap(Random& random) {
    const auto n = static_cast<std::int64_t>(nearest_.size()), d = static_cast<std::int64_t>(widths_.size());
    std::size_t a = closest();
    const double before = nearest_[a].squared;
    if (random.integer(0, 2) == 1) a = nearest_[a].point;
    auto b = static_cast<std::size_t>(random.integer(0, n - 1));
    if (b >= a) ++b;
    const auto j = static_cast<std::size_t>(random.integer(0, d));
    exchange(a, b, j);
    const Nearest of_a = find(a), of_b = find(b);
    if (!(std::min(of_a.squared, of_b.squared) > before)) return exchange(a, b, j);
    nearest_[a] = of_a;
    nearest_[b] = of_b;
    for (std::size_t i = 0; i < nearest_.size(); ++i)
      if (i != a && i != b) update(i, a, b);
  }

 private:
  std::size_t closest() const {
    std::size_t best = 0;
    for (std::size_t i = 1; i < nearest_.size(); ++i)
      if (nearest_[i].squared < nearest_[best].squared) best = i;
    return best;
  }
  void exchange(std::size_t a, std::size_t b, std::size_t j) {
    std::swap(x_[a * widths_.size() + j], x_[b * widths_.size() + j]);
  }
  Nearest find(std::size_t i) const {
    Nearest result;
    for (std::size_t k = 0; k < nearest_.size(); ++k)
      if (k != i) compare(result, i, k);
    return result;
  }
  void compare(Nearest& nearest, std::size_t i, std::size_t k) const {
    const double squared = squared_distance(x_, widths_, i, k);
    if (squared < nearest.squared) nearest = {squared, k};
  }
  /// After a and b have moved.
  void update(std::size_t i, std::size_t a, std::size_t b) {
    if (nearest_[i].point == a || nearest_[i].point == b) {
      nearest_[i] = find(i);
    } else {
      compare(nearest_[i], i, a);
      compare(nearest_[i], i, b);
    }
  }

  std::span<double> x_;
  std::span<const double> widths_;
  std::vector<Nearest> nearest_;
};

}  // namespace

double squared_distance(std::span<const double> x, std::span<const double> widths, std::size_t a, std::size_t b) {
  const std::size_t d = widths.size();
  double sum = 0;
  for (std::size_t j = 0; j < d; ++j) {
    const double apart = widths[j] == 0 ? 0 : (x[a * d + j] - x[b * d + j]) / widths[j];
    sum += apart * apart;
  }
  return sum;
}

void push_apart(std::span<double> x, std::span<const double> widths, std::int64_t swaps, Random& random) {
  // Two points are as far apart after an exchange as before.
  if (swaps == 0 || x.size() / widths.size() < 3) return;
  Points points(x, widths);
  for (std::int64_t k = 0; k < swaps; ++k) points.try_swap(random);
}

}  // namespace thalweg::optim
