// The test problems in several sizes, and points to try them at.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <thalweg/optim/problems/registry.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/print.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::optim {

/// Every problem in each of the sizes 1 to 7 it can have, and 20, where sums run in parts.
inline std::vector<Problem> all_problems() {
  std::vector<Problem> list;
  for (const std::string& name : problem_names())
    for (const std::int64_t n : {1, 2, 3, 4, 5, 6, 7, 20})
      if (has_size(name, n)) list.push_back(problem(name, n));
  return list;
}

/// The start and `count` points of the box, drawn uniformly.
inline std::vector<std::vector<double>> points_of(const Problem& p, int count) {
  std::vector<std::vector<double>> points = {p.start};
  Random random(7);
  for (int k = 0; k < count; ++k) {
    std::vector<double> x(p.start.size());
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = random.uniform(p.lower[i], p.upper[i]);
    points.push_back(x);
  }
  return points;
}

inline Tensor tensor_of(std::span<const double> x) { return from_span(x, {static_cast<std::int64_t>(x.size())}); }

/// max |a_i - b_i| / max(1, max |b_i|); infinite when the sizes differ or a number is NaN.
inline double relative_distance(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
  double largest = 0, scale = 1;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(a[i] - b[i]);
    if (!(difference <= largest))
      largest = std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
    scale = std::max(scale, std::abs(b[i]));
  }
  return largest / scale;
}
inline double relative_distance(double a, double b) { return relative_distance(std::span(&a, 1), std::span(&b, 1)); }

}  // namespace thalweg::optim
