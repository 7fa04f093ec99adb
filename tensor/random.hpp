// Random numbers from an own engine and own distributions: a seed gives the same numbers on every platform.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace thalweg {

/// SplitMix64 (Steele, Lea, Flood 2014) read as a counter: output i (from 0) is mix(seed + (i + 1) * gamma) modulo
/// 2^64,
///     gamma = 0x9E3779B97F4A7C15
///     mix(z): z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;  z ^ (z >> 31)
/// Its period is 2^64. Every number below is made of whole outputs ("draws") in order, and nothing is kept back, so
/// `state()` is all there is to save, and a vectorised language can compute any part of a stream at once.
/// Not for cryptography. One engine belongs to one thread at a time; give each thread its own by `split()`.
class Random {
 public:
  /// As the standard library asks of an engine.
  using result_type = std::uint64_t;

  /// One seed, one sequence, on every machine.
  explicit Random(std::uint64_t seed = 0) noexcept : state_(seed) {}

  /// The next output, 64 random bits; with min() and max() a standard UniformRandomBitGenerator.
  std::uint64_t operator()() noexcept { return mix(state_ += gamma); }
  static constexpr std::uint64_t min() noexcept { return 0; }
  static constexpr std::uint64_t max() noexcept { return std::numeric_limits<std::uint64_t>::max(); }

  /// The state after k draws is seed + k * gamma; setting it continues from there.
  std::uint64_t state() const noexcept { return state_; }
  void set_state(std::uint64_t state) noexcept { state_ = state; }

  /// A new engine seeded with the next output of this one (one draw). Both walk the same cycle of 2^64 numbers from
  /// points that are unrelated: two streams of n numbers overlap with probability about n / 2^63.
  Random split() noexcept { return Random((*this)()); }

  /// Uniform in [0, 1): the upper 53 bits of one draw, times 2^-53.
  double uniform() noexcept { return static_cast<double>((*this)() >> 11) * 0x1p-53; }
  /// lo + (hi - lo) * uniform(), in [lo, hi); lo where both are equal; a sum that rounds up to hi becomes the number
  /// before it. Throws std::invalid_argument unless lo <= hi and both, and hi - lo, are finite.
  double uniform(double lo, double hi);

  /// Standard normal, one draw: normal_quantile(((draw >> 12) + 0.5) * 2^-52), so within +-8.21.
  double normal() noexcept;
  /// mean + standard_deviation * normal(). Throws std::invalid_argument unless both are finite, the second not
  /// negative.
  double normal(double mean, double standard_deviation);

  /// Uniform integer in [lo, hi), without bias: with n = hi - lo, the first draw that is not below 2^64 mod n, modulo
  /// n, plus lo. Throws std::invalid_argument when lo >= hi.
  std::int64_t integer(std::int64_t lo, std::int64_t hi);

  /// A random order of 0 .. n-1 (Fisher, Yates; Durstenfeld): p = 0 .. n-1;
  /// for i = n-1 down to 1: swap p[i] and p[integer(0, i + 1)]. Throws std::invalid_argument when n < 0.
  std::vector<std::int64_t> permutation(std::int64_t n);

  /// Each element as by the call of the same name, in order. A float is the double rounded; one that would round up to
  /// hi becomes the float before hi.
  void fill_uniform(std::span<double> out, double lo = 0, double hi = 1);
  void fill_uniform(std::span<float> out, double lo = 0, double hi = 1);
  void fill_normal(std::span<double> out, double mean = 0, double standard_deviation = 1);
  void fill_normal(std::span<float> out, double mean = 0, double standard_deviation = 1);
  void fill_integers(std::span<std::int64_t> out, std::int64_t lo, std::int64_t hi);

 private:
  static constexpr std::uint64_t gamma = 0x9E3779B97F4A7C15;

  static constexpr std::uint64_t mix(std::uint64_t z) noexcept {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
};

}  // namespace thalweg
