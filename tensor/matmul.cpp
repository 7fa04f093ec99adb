// Matrix products on values: shapes and strides here, the arithmetic in the kernel.
#include <algorithm>
#include <limits>

#include <thalweg/tensor/gemm.hpp>
#include <thalweg/tensor/matmul.hpp>
#include <thalweg/tensor/parallel.hpp>
#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/stacks.hpp>
#include <thalweg/tensor/tape.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::raw {

namespace {

struct Sizes {
  std::int64_t m, n, k;
};
/// The strides of a matrix.
struct Steps {
  std::int64_t row, column;
};

/// c (m, n), row-major, = a b, or += a b; then the epilogue.
template <class T>
void multiply(const Sizes& size, const T* a, Steps a_step, const T* b, Steps b_step, T* c, bool accumulate = false,
              const Epilogue<T>& epilogue = {}) {
  gemm<T>(size.m, size.n, size.k, {a, a_step.row, a_step.column}, {b, b_step.row, b_step.column}, c, size.n, accumulate,
          epilogue);
}

/// The last two axes; a vector is one row on the left, one column on the right.
struct Matrix {
  std::int64_t rows, columns;
  Steps step;
};
Matrix left_matrix(const Tensor& a) {
  const std::int64_t last = a.rank() - 1;
  if (last == 0) return {1, a.shape()[0], {0, a.strides()[0]}};
  return {a.shape()[last - 1], a.shape()[last], {a.strides()[last - 1], a.strides()[last]}};
}
Matrix right_matrix(const Tensor& b) {
  if (b.rank() == 1) return {b.shape()[0], 1, {b.strides()[0], 0}};
  return left_matrix(b);
}

/// Walks over the batch axes of a result and of its operands.
Loops<3> stack_loops(const Shape& batch, const Strides& out, const Tensor& a, const Tensor& b) {
  return {batch,
          {out, broadcast_strides(leading(a.shape()), leading(a.strides()), batch),
           broadcast_strides(leading(b.shape()), leading(b.strides()), batch)}};
}

/// Small products of a stack are shared out among the threads; large ones are taken one by one, each by all threads.
std::int64_t products_at_once(const Sizes& size) {
  const double work = static_cast<double>(size.m) * static_cast<double>(size.n) * static_cast<double>(size.k);
  if (work > 1e7) return std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(2e5 / (work + 1)) + 1;
}

Tensor stacked_matmul(const Tensor& a, const Tensor& b, const Matrix& left, const Matrix& right, const Sizes& size) {
  const Shape batch = broadcast_leading("matmul", a, b);
  Shape shape = batch;
  if (a.rank() > 1) shape = shape.inserted(shape.rank(), size.m);
  if (b.rank() > 1) shape = shape.inserted(shape.rank(), size.n);
  const Tensor out = Tensor::uninitialized("matmul", shape, a.dtype());
  if (out.numel() == 0) return out;
  Strides out_strides = contiguous_strides(batch);
  for (std::int64_t i = 0; i < batch.rank(); ++i) out_strides[i] *= size.m * size.n;
  const Loops<3> loops = stack_loops(batch, out_strides, a, b);
  dispatch(a.dtype(), [&](auto zero) {
    using T = decltype(zero);
    loops.run([&](const auto& offset, std::int64_t count, const auto& step) {
      parallel_for(count, products_at_once(size), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i)
          multiply<T>(size, a.data<T>() + offset[1] + i * step[1], left.step, b.data<T>() + offset[2] + i * step[2],
                      right.step, out.data<T>() + offset[0] + i * step[0]);
      });
    });
  });
  return out;
}

}  // namespace

Tensor matmul(const Tensor& a, const Tensor& b) {
  if (tape != nullptr) [[unlikely]]
    return taped("matmul", matmul, a, b);
  const Dtype dtype = common_dtype("matmul", a, b);
  check(a.rank() >= 1 && b.rank() >= 1, "matmul", "needs vectors or matrices, got shapes ", a.shape(), " and ",
        b.shape(), "; multiply by a scalar with *");
  const Matrix left = left_matrix(a);
  const Matrix right = right_matrix(b);
  check(left.columns == right.rows, "matmul", "inner sizes differ: ", a.shape(), " x ", b.shape());
  const Sizes size{left.rows, right.columns, left.columns};
  if (a.rank() > 2 || b.rank() > 2) return stacked_matmul(a, b, left, right, size);
  Shape shape{size.m, size.n};
  if (b.rank() == 1) shape = Shape{size.m};
  if (a.rank() == 1) shape = shape.erased(0);
  const Tensor out = Tensor::uninitialized("matmul", shape, dtype);
  dispatch(dtype, [&](auto zero) {
    using T = decltype(zero);
    multiply<T>(size, a.data<T>(), left.step, b.data<T>(), right.step, out.data<T>());
  });
  return out;
}

Tensor matmul_sum(const Tensor& a, const Tensor& b) {
  if (tape != nullptr) [[unlikely]]
    return taped("matmul_sum", matmul_sum, a, b);
  const Dtype dtype = common_dtype("matmul_sum", a, b);
  check_matrices("matmul_sum", a);
  check_matrices("matmul_sum", b);
  const Matrix left = left_matrix(a);
  const Matrix right = left_matrix(b);
  check(left.columns == right.rows, "matmul_sum", "inner sizes differ: ", a.shape(), " x ", b.shape());
  const Sizes size{left.rows, right.columns, left.columns};
  const Shape batch = broadcast_leading("matmul_sum", a, b);
  const Tensor out = Tensor::uninitialized("matmul_sum", {size.m, size.n}, dtype);
  dispatch(dtype, [&](auto zero) {
    using T = decltype(zero);
    if (numel("matmul_sum", batch) == 0) {
      std::fill_n(out.data<T>(), out.numel(), T(0));
      return;
    }
    bool accumulate = false;
    stack_loops(batch, Shape::filled(batch.rank(), 0), a, b)
        .run([&](const auto& offset, std::int64_t count, const auto& step) {
          for (std::int64_t i = 0; i < count; ++i) {
            multiply<T>(size, a.data<T>() + offset[1] + i * step[1], left.step, b.data<T>() + offset[2] + i * step[2],
                        right.step, out.data<T>(), accumulate);
            accumulate = true;
          }
        });
  });
  return out;
}

bool merges(const Tensor& x, std::int64_t first, std::int64_t last) {
  std::int64_t run = 1;
  std::int64_t step = 0;
  for (std::int64_t axis = last; axis >= first; --axis) {
    const std::int64_t size = x.shape()[axis];
    if (size == 1) continue;
    if (run > 1 && x.strides()[axis] != run * step) return false;
    if (run == 1) step = x.strides()[axis];
    run *= size;
    if (run == 0) return true;
  }
  return true;
}

namespace {

Tensor with_bias(const Tensor& x, const Tensor& weight, const Tensor& bias) { return linear(x, weight, &bias); }
Tensor without_bias(const Tensor& x, const Tensor& weight) { return linear(x, weight, nullptr); }

}  // namespace

Tensor linear(const Tensor& x, const Tensor& weight, const Tensor* bias) {
  if (tape != nullptr) [[unlikely]]
    return bias == nullptr ? taped("linear", without_bias, x, weight) : taped("linear", with_bias, x, weight, *bias);
  const Dtype dtype = bias != nullptr ? common_dtype("linear", x, weight, *bias) : common_dtype("linear", x, weight);
  check(weight.rank() == 2, "linear", "the weight must have shape (out, in), got ", weight.shape());
  const std::int64_t in = weight.shape()[1];
  const std::int64_t out = weight.shape()[0];
  check(x.rank() >= 1 && x.shape().back() == in, "linear", "x of shape ", x.shape(), " does not end in the ", in,
        " inputs of the weight, ", weight.shape());
  check(bias == nullptr || bias->shape() == Shape{out}, "linear", "the bias must have shape ", Shape{out}, ", got ",
        bias == nullptr ? Shape{} : bias->shape());
  Shape shape = x.shape();
  shape[x.rank() - 1] = out;
  const Tensor y = Tensor::uninitialized("linear", shape, dtype);
  if (y.numel() == 0) return y;
  const Tensor rows = x.rank() == 2 ? x : reshape(x, {y.numel() / out, in});
  const Matrix left = left_matrix(rows);
  const Sizes size{left.rows, out, in};
  dispatch(dtype, [&](auto zero) {
    using T = decltype(zero);
    Epilogue<T> epilogue;
    if (bias != nullptr) {
      epilogue.bias = bias->data<T>();
      epilogue.bias_step = bias->strides()[0];
    }
    multiply<T>(size, rows.data<T>(), left.step, weight.data<T>(), {weight.strides()[1], weight.strides()[0]},
                y.data<T>(), false, epilogue);
  });
  return y;
}

}  // namespace thalweg::raw
