// Sums over memory: exact values, accuracy, threads.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include <thalweg/tensor/parallel.hpp>
#include <thalweg/tensor/sum.hpp>

namespace thalweg {

namespace {

template <class T>
std::vector<T> random_values(std::int64_t n, unsigned seed) {
  std::mt19937 engine(seed);
  std::vector<T> values(static_cast<std::size_t>(n));
  for (T& value : values) value = static_cast<T>(static_cast<double>(engine()) * 0x1p-32 + 0.1);
  return values;
}

}  // namespace

TEST_CASE_TEMPLATE("sum: whole numbers are summed exactly at every length and stride", T, float, double, std::int64_t) {
  std::vector<std::int64_t> lengths = {1000, math::sum_block<T>, math::sum_block<T> + 1, 300 * math::sum_block<T> + 5};
  for (std::int64_t n = 0; n <= 200; ++n) lengths.push_back(n);
  for (const std::int64_t n : lengths) {
    for (const std::int64_t stride : {1, 3}) {
      std::vector<T> values(static_cast<std::size_t>(n * stride), T(1000));
      for (std::int64_t i = 0; i < n; ++i) values[static_cast<std::size_t>(i * stride)] = static_cast<T>(i % 7 - 3);
      std::int64_t exact = 0;
      for (std::int64_t i = 0; i < n; ++i) exact += i % 7 - 3;
      CHECK(math::sum(values.data(), n, stride) == static_cast<T>(exact));
    }
  }
}

TEST_CASE_TEMPLATE("sum: dot and sum of squares take every element once", T, float, double, std::int64_t) {
  for (const std::int64_t n : {0, 1, 5, 63, 64, 65, 130, 5000}) {
    std::vector<T> x(static_cast<std::size_t>(n)), y(x);
    std::int64_t product = 0, squares = 0;
    for (std::int64_t i = 0; i < n; ++i) {
      const std::int64_t a = i % 5 - 2, b = i % 3;
      x[static_cast<std::size_t>(i)] = static_cast<T>(a);
      y[static_cast<std::size_t>(i)] = static_cast<T>(b);
      product += a * b;
      squares += a * a;
    }
    CHECK(math::dot(x.data(), y.data(), n) == static_cast<T>(product));
    CHECK(math::sum_of_squares(x.data(), n) == static_cast<T>(squares));
  }
}

TEST_CASE("sum: a million float32 values lose no more than a few units of roundoff") {
  const std::vector<float> values = random_values<float>(1'000'003, 1);
  double exact = 0.0, squares = 0.0;
  for (const float value : values) {
    exact += static_cast<double>(value);
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  const std::int64_t n = static_cast<std::int64_t>(values.size());
  const double epsilon = static_cast<double>(std::numeric_limits<float>::epsilon());
  CHECK(std::abs(static_cast<double>(math::sum(values.data(), n)) / exact - 1.0) <= 4.0 * epsilon);
  CHECK(std::abs(static_cast<double>(math::sum_of_squares(values.data(), n)) / squares - 1.0) <= 4.0 * epsilon);
}

TEST_CASE_TEMPLATE("sum: the same bits on any number of threads", T, float, double) {
  const std::vector<T> values = random_values<T>(1'300'001, 2);
  const int before = num_threads();
  for (const std::int64_t n : {std::int64_t(700'000), static_cast<std::int64_t>(values.size())}) {
    set_num_threads(1);
    const T alone = math::sum(values.data(), n), product = math::dot(values.data(), values.data() + 1, n - 1);
    for (const int threads : {2, 3, 8}) {
      set_num_threads(threads);
      CHECK(math::sum(values.data(), n) == alone);
      CHECK(math::dot(values.data(), values.data() + 1, n - 1) == product);
    }
  }
  set_num_threads(before);
}

TEST_CASE("sum: integers wrap around") {
  const std::vector<std::int64_t> values = {std::numeric_limits<std::int64_t>::max(), 1};
  CHECK(math::sum(values.data(), 2) == std::numeric_limits<std::int64_t>::min());
}

TEST_CASE_TEMPLATE("sum: NaN and infinity come through from any position", T, float, double) {
  for (std::size_t at = 0; at < 70; ++at) {
    std::vector<T> values(70, T(1));
    values[at] = std::numeric_limits<T>::infinity();
    CHECK(math::sum(values.data(), 70) == std::numeric_limits<T>::infinity());
    values[at] = std::numeric_limits<T>::quiet_NaN();
    CHECK(std::isnan(math::sum(values.data(), 70)));
  }
}

}  // namespace thalweg
