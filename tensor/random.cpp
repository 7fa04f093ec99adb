// The distributions, each a fixed formula of whole draws.
#include <thalweg/tensor/random.hpp>

#include <cmath>
#include <numeric>
#include <utility>

#include <thalweg/tensor/errors.hpp>
#include <thalweg/tensor/normal_quantile.hpp>

namespace thalweg {
namespace {

void check_bounds(double lo, double hi) {
  check(std::isfinite(hi - lo) && lo <= hi, "uniform", "the bounds must be finite with lo <= hi, got [", lo, ", ", hi,
        ")");
}

void check_normal(double mean, double standard_deviation) {
  check(std::isfinite(mean) && std::isfinite(standard_deviation) && standard_deviation >= 0, "normal",
        "the mean must be finite and the standard deviation finite and not negative, got ", mean, " and ",
        standard_deviation);
}

/// The last double below hi where x has been rounded up to hi; x itself otherwise.
double below(double x, double lo, double hi) { return x >= hi && lo < hi ? std::nextafter(hi, lo) : x; }

/// The float next to x, or the one before hi where that reaches hi.
float float_below(double x, double lo, double hi) {
  const float rounded = static_cast<float>(x);
  if (rounded < hi || lo == hi) return rounded;
  const float limit = static_cast<float>(hi);
  return limit < hi ? limit : std::nextafter(limit, -std::numeric_limits<float>::infinity());
}

}  // namespace

double Random::uniform(double lo, double hi) {
  check_bounds(lo, hi);
  return below(lo + (hi - lo) * uniform(), lo, hi);
}

double Random::normal() noexcept { return normal_quantile((static_cast<double>((*this)() >> 12) + 0.5) * 0x1p-52); }

double Random::normal(double mean, double standard_deviation) {
  check_normal(mean, standard_deviation);
  return mean + standard_deviation * normal();
}

std::int64_t Random::integer(std::int64_t lo, std::int64_t hi) {
  check(lo < hi, "integer", "the range [", lo, ", ", hi, ") is empty; the upper bound is exclusive and must be larger");
  const std::uint64_t n = static_cast<std::uint64_t>(hi) - static_cast<std::uint64_t>(lo);
  const std::uint64_t biased = (0 - n) % n;  // 2^64 mod n: that many draws too many for n equal shares
  std::uint64_t draw = (*this)();
  while (draw < biased) draw = (*this)();
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(lo) + draw % n);
}

std::vector<std::int64_t> Random::permutation(std::int64_t n) {
  check(n >= 0, "permutation", "the length must not be negative, got ", n);
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  for (std::int64_t i = n - 1; i > 0; --i) {
    const std::int64_t j = integer(0, i + 1);
    std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(j)]);
  }
  return order;
}

void Random::fill_uniform(std::span<double> out, double lo, double hi) {
  check_bounds(lo, hi);
  for (double& x : out) x = below(lo + (hi - lo) * uniform(), lo, hi);
}

void Random::fill_uniform(std::span<float> out, double lo, double hi) {
  check_bounds(lo, hi);
  for (float& x : out) x = float_below(lo + (hi - lo) * uniform(), lo, hi);
}

void Random::fill_normal(std::span<double> out, double mean, double standard_deviation) {
  check_normal(mean, standard_deviation);
  for (double& x : out) x = mean + standard_deviation * normal();
}

void Random::fill_normal(std::span<float> out, double mean, double standard_deviation) {
  check_normal(mean, standard_deviation);
  for (float& x : out) x = static_cast<float>(mean + standard_deviation * normal());
}

void Random::fill_integers(std::span<std::int64_t> out, std::int64_t lo, std::int64_t hi) {
  for (std::int64_t& x : out) x = integer(lo, hi);
}

}  // namespace thalweg
