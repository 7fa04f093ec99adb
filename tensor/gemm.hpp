// The matrix product on plain memory.
#pragma once

#include <cstdint>
#include <type_traits>

namespace thalweg {

/// A matrix to read: element (i, j) at data[i * row + j * col]. Any strides, zero and negative ones too; a transposed
/// matrix has them swapped and is not copied.
template <class T>
struct MatrixIn {
  const T* data;
  std::int64_t row, col;

  MatrixIn transposed() const { return {data, col, row}; }
  const T* at(std::int64_t i, std::int64_t j) const { return data + i * row + j * col; }
};

/// What is done to an element after its sum, and before it is stored: + 0, max(v, 0), or v where v > 0, else slope v.
enum class Activation { none, relu, leaky_relu };

/// The end of a product: c = activation(sum + bias), each row of the bias the same; the values are those of the
/// separate operations, without their passes over memory.
template <class T>
struct Epilogue {
  const T* bias = nullptr;  ///< n values, bias_step apart; null: none
  std::int64_t bias_step = 1;
  Activation activation = Activation::none;
  T slope = T(0);  ///< of leaky_relu
};

/// c = a b, or c += a b with `accumulate`, and then the epilogue; a is (m, k), b (k, n), c (m, n) with rows c_row >= n
/// apart, not overlapping a or b.
///
/// T is float, double or std::int64_t. Every element of c is summed over k in one order that depends on (m, n, k) and
/// the strides only, whatever the number of threads; NaN and infinity spread as in the sum written out. k = 0 gives
/// zeros.
template <class T>
void gemm(std::int64_t m, std::int64_t n, std::int64_t k, std::type_identity_t<MatrixIn<T>> a,
          std::type_identity_t<MatrixIn<T>> b, T* c, std::int64_t c_row, bool accumulate = false,
          const std::type_identity_t<Epilogue<T>>& epilogue = {});

extern template void gemm(std::int64_t, std::int64_t, std::int64_t, MatrixIn<float>, MatrixIn<float>, float*,
                          std::int64_t, bool, const Epilogue<float>&);
extern template void gemm(std::int64_t, std::int64_t, std::int64_t, MatrixIn<double>, MatrixIn<double>, double*,
                          std::int64_t, bool, const Epilogue<double>&);
extern template void gemm(std::int64_t, std::int64_t, std::int64_t, MatrixIn<std::int64_t>, MatrixIn<std::int64_t>,
                          std::int64_t*, std::int64_t, bool, const Epilogue<std::int64_t>&);

}  // namespace thalweg
