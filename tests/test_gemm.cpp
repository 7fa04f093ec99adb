// The matrix product against three loops: layouts, odd sizes, edges, threads.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include <thalweg/tensor/gemm.hpp>
#include <thalweg/tensor/parallel.hpp>

namespace thalweg {

namespace {

struct WithThreads {
  int before = num_threads();
  explicit WithThreads(int threads) { set_num_threads(threads); }
  WithThreads(const WithThreads&) = delete;
  ~WithThreads() { set_num_threads(before); }
};

/// A matrix of random numbers in one of several layouts, with room around it that no product may read into its result.
template <class T>
struct Matrix {
  std::int64_t rows, columns, row, col;
  std::vector<T> memory;

  enum Layout { plain, transposed, wide, both_strided };

  Matrix(std::int64_t m, std::int64_t n, Layout layout, unsigned seed) : rows(m), columns(n) {
    const std::int64_t pad = layout == wide ? 3 : 0;
    row = layout == transposed ? 1 : layout == both_strided ? 2 * n : n + pad;
    col = layout == transposed ? m : layout == both_strided ? 2 : 1;
    memory.assign(static_cast<std::size_t>(std::max<std::int64_t>(1, 2 * (m + 3) * (n + 3))),
                  std::numeric_limits<T>::quiet_NaN());
    if constexpr (std::is_integral_v<T>) std::fill(memory.begin(), memory.end(), T(1000000));
    std::mt19937 engine(seed);
    for (std::int64_t i = 0; i < m; ++i) {
      for (std::int64_t j = 0; j < n; ++j)
        at(i, j) = static_cast<T>(static_cast<std::int64_t>(engine() % 2001) - 1000) / T(64);
    }
  }

  T& at(std::int64_t i, std::int64_t j) { return memory[static_cast<std::size_t>(i * row + j * col)]; }
  const T& at(std::int64_t i, std::int64_t j) const { return memory[static_cast<std::size_t>(i * row + j * col)]; }
  MatrixIn<T> in() const { return {memory.data(), row, col}; }
};

template <class T>
std::vector<T> product(const Matrix<T>& a, const Matrix<T>& b, bool accumulate = false, std::int64_t gap = 0) {
  const std::int64_t m = a.rows, n = b.columns;
  std::vector<T> c(static_cast<std::size_t>(m * (n + gap)), T(3));
  gemm(m, n, a.columns, a.in(), b.in(), c.data(), n + gap, accumulate);
  return c;
}

/// The largest difference to three loops in double, over that of the sums of absolute values; and the gaps are as they
/// were.
template <class T>
double error(const Matrix<T>& a, const Matrix<T>& b, bool accumulate, std::int64_t gap) {
  const std::vector<T> c = product(a, b, accumulate, gap);
  const std::int64_t m = a.rows, n = b.columns, k = a.columns;
  double worst = 0.0;
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = 0; j < n + gap; ++j) {
      const double value = static_cast<double>(c[static_cast<std::size_t>(i * (n + gap) + j)]);
      double exact = accumulate || j >= n ? 3.0 : 0.0, size = 1.0;
      for (std::int64_t p = 0; p < k && j < n; ++p) {
        const double term = static_cast<double>(a.at(i, p)) * static_cast<double>(b.at(p, j));
        exact += term;
        size += std::abs(term);
      }
      const double difference = std::abs(value - exact) / size;
      worst = difference <= worst ? worst : std::isnan(difference) ? INFINITY : difference;
    }
  }
  return worst;
}

template <class T>
double tolerance(std::int64_t k) {
  return std::is_integral_v<T> ? 0.0
                               : static_cast<double>(std::numeric_limits<T>::epsilon()) *
                                     (4.0 + static_cast<double>(std::min<std::int64_t>(k, 64)));
}

template <class T>
void check_sizes(const std::vector<std::int64_t>& ms, const std::vector<std::int64_t>& ns,
                 const std::vector<std::int64_t>& ks) {
  using M = Matrix<T>;
  for (const std::int64_t m : ms) {
    for (const std::int64_t n : ns) {
      for (const std::int64_t k : ks) {
        for (const auto left : {M::plain, M::transposed, M::wide, M::both_strided}) {
          for (const auto right : {M::plain, M::transposed, M::wide, M::both_strided}) {
            const Matrix<T> a(m, k, left, 1), b(k, n, right, 2);
            const bool accumulate = (m + n + k) % 2 == 0;
            const double worst = error(a, b, accumulate, (m + k) % 3);
            if (!(worst <= tolerance<T>(k))) {
              CAPTURE(m);
              CAPTURE(n);
              CAPTURE(k);
              CAPTURE(left);
              CAPTURE(right);
              CHECK(worst <= tolerance<T>(k));
            }
          }
        }
      }
    }
  }
  CHECK(true);
}

}  // namespace

TEST_CASE_TEMPLATE("gemm: small sizes in every layout agree with three loops", T, float, double, std::int64_t) {
  check_sizes<T>({0, 1, 2, 3, 5, 14, 15, 29}, {0, 1, 2, 7, 8, 9, 16, 17, 33}, {0, 1, 2, 3, 8, 17, 40});
}

TEST_CASE_TEMPLATE("gemm: sizes beyond every block agree with three loops", T, float, double) {
  check_sizes<T>({67}, {71}, {1100});
  check_sizes<T>({5, 300}, {40}, {64});
  check_sizes<T>({17}, {1100}, {19});
  check_sizes<T>({1}, {300}, {700});
  check_sizes<T>({300}, {1}, {700});
  check_sizes<T>({1}, {1}, {3000});
}

TEST_CASE_TEMPLATE("gemm: rows of a at the distance of a page agree with three loops", T, float, double) {
  using M = Matrix<T>;
  for (const auto left : {M::plain, M::transposed}) {
    const Matrix<T> a(left == M::plain ? 33 : 1024, left == M::plain ? 1024 : 33, left, 1),
        b(a.columns, 20, M::plain, 2);
    CHECK(error(a, b, false, 0) <= tolerance<T>(a.columns));
  }
}

TEST_CASE_TEMPLATE("gemm: the same bits on any number of threads", T, float, double) {
  using M = Matrix<T>;
  for (const auto layout : {M::plain, M::transposed}) {
    const Matrix<T> a(150, 600, layout, 1), b(600, 170, layout, 2), x(600, 1, layout, 3), wide(3, 600, layout, 4);
    std::vector<std::vector<T>> results;
    for (const int threads : {1, 2, 3, 8}) {
      const WithThreads with(threads);
      results.push_back(product(a, b));
      for (const T value : product(a, x)) results.back().push_back(value);
      for (const T value : product(wide, b)) results.back().push_back(value);
    }
    for (const std::vector<T>& result : results) CHECK(result == results.front());
  }
}

TEST_CASE_TEMPLATE("gemm: an element does not depend on the rows and columns around it", T, float, double) {
  using M = Matrix<T>;
  const Matrix<T> a(40, 100, M::plain, 1), b(100, 70, M::plain, 2);
  const std::vector<T> whole = product(a, b);
  for (const std::int64_t m : {11, 25, 39}) {
    for (const std::int64_t n : {9, 32, 69}) {
      std::vector<T> c(static_cast<std::size_t>(m * n));
      gemm(m, n, 100, a.in(), b.in(), c.data(), n);
      bool same = true;
      for (std::int64_t i = 0; i < m; ++i) {
        for (std::int64_t j = 0; j < n; ++j)
          same = same && c[static_cast<std::size_t>(i * n + j)] == whole[static_cast<std::size_t>(i * 70 + j)];
      }
      CHECK(same);
    }
  }
}

TEST_CASE_TEMPLATE("gemm: a NaN spoils its row and column and nothing else, zeros hide no infinity", T, float, double) {
  using M = Matrix<T>;
  for (const std::int64_t size : {3, 50}) {
    Matrix<T> a(size, size, M::plain, 1), b(size, size, M::plain, 2);
    a.at(1, 2) = std::numeric_limits<T>::quiet_NaN();
    std::vector<T> c = product(a, b);
    for (std::int64_t i = 0; i < size; ++i) {
      for (std::int64_t j = 0; j < size; ++j) CHECK(std::isnan(c[static_cast<std::size_t>(i * size + j)]) == (i == 1));
    }
    a.at(1, 2) = T(0);
    b.at(2, 0) = std::numeric_limits<T>::infinity();
    c = product(a, b);
    CHECK(std::isnan(c[static_cast<std::size_t>(size)]));
    CHECK_FALSE(std::isnan(c[static_cast<std::size_t>(size + 1)]));
  }
}

TEST_CASE_TEMPLATE("gemm: an expanded operand with stride 0 is read as often as it stands for", T, float, double) {
  const Matrix<T> a(20, 30, Matrix<T>::plain, 1);
  const T seven = T(7);
  std::vector<T> c(20 * 25);
  gemm(20, 25, 30, a.in(), {&seven, 0, 0}, c.data(), 25);
  for (std::int64_t i = 0; i < 20; ++i) {
    T sum = T(0);
    for (std::int64_t p = 0; p < 30; ++p) sum += a.at(i, p);
    CHECK(c[static_cast<std::size_t>(i * 25)] == doctest::Approx(static_cast<double>(sum * seven)));
    CHECK(c[static_cast<std::size_t>(i * 25 + 24)] == c[static_cast<std::size_t>(i * 25)]);
  }
}

TEST_CASE_TEMPLATE("gemm: bias and activation give the bits of the separate operations, on every path", T, float,
                   double, std::int64_t) {
  using M = Matrix<T>;
  struct Size {
    std::int64_t m, n, k;
  };
  for (const Size size :
       {Size{0, 3, 2}, {3, 4, 0}, {2, 3, 4}, {1, 40, 50}, {40, 1, 50}, {33, 45, 20}, {70, 100, 1100}}) {
    for (const auto left : {M::plain, M::transposed, M::both_strided}) {
      for (const auto right : {M::plain, M::transposed, M::both_strided}) {
        const Matrix<T> a(size.m, size.k, left, 1), b(size.k, size.n, right, 2), bias(2, size.n, M::plain, 3);
        for (const Activation activation : {Activation::none, Activation::relu, Activation::leaky_relu}) {
          for (const std::int64_t bias_step : {-1, 0, 1, 2}) {
            const bool accumulate = (size.m + bias_step) % 2 == 0;
            const T slope = std::is_integral_v<T> ? T(3) : static_cast<T>(0.01);
            const T* shift = bias_step < 0 ? nullptr : bias.memory.data();
            std::vector<T> c = product(a, b, accumulate, 2);
            for (std::int64_t i = 0; i < size.m; ++i) {
              for (std::int64_t j = 0; j < size.n; ++j) {
                T& v = c[static_cast<std::size_t>(i * (size.n + 2) + j)];
                if (shift != nullptr) v += shift[j * bias_step];
                if (activation != Activation::none && !(v > 0)) v = activation == Activation::relu ? T(0) : v * slope;
              }
            }
            std::vector<T> fused(c.size(), T(3));
            gemm<T>(size.m, size.n, size.k, a.in(), b.in(), fused.data(), size.n + 2, accumulate,
                    {shift, bias_step, activation, slope});
            CAPTURE(size.m);
            CAPTURE(bias_step);
            CHECK(fused == c);
          }
        }
      }
    }
  }
}

TEST_CASE_TEMPLATE("gemm: an epilogue passes NaN on, and gives the same bits on any number of threads", T, float,
                   double) {
  using M = Matrix<T>;
  for (const auto layout : {M::plain, M::transposed}) {
    Matrix<T> a(150, 600, layout, 1), b(600, 170, layout, 2), bias(1, 170, M::plain, 3);
    a.at(140, 3) = std::numeric_limits<T>::quiet_NaN();
    std::vector<T> first;
    for (const int threads : {1, 2, 3, 8}) {
      const WithThreads with(threads);
      std::vector<T> c(150 * 170);
      gemm<T>(150, 170, 600, a.in(), b.in(), c.data(), 170, false, {bias.memory.data(), 1, Activation::relu, T(0)});
      for (std::size_t j = 0; j < 170; ++j) {
        CHECK(std::isnan(c[140 * 170 + j]));
        c[140 * 170 + j] = T(0);
      }
      if (threads == 1) first = c;
      CHECK(c == first);
      CHECK(std::count(c.begin(), c.end(), T(0)) > 1000);
    }
  }
}

TEST_CASE("gemm: integers wrap around") {
  const std::int64_t large = std::numeric_limits<std::int64_t>::max(), two = 2;
  std::int64_t c = 5;
  gemm<std::int64_t>(1, 1, 1, {&large, 1, 1}, {&two, 1, 1}, &c, 1, true);
  CHECK(c == 3);
}

}  // namespace thalweg
