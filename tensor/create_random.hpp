// Random tensors: each takes the engine it draws from, one draw per element in row-major order.
#pragma once

#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg {

/// Uniform in [0, 1). Error: an integer dtype.
Tensor rand(const Shape& shape, Random& random, TensorOptions options = {});
/// Standard normal. Error: an integer dtype.
Tensor randn(const Shape& shape, Random& random, TensorOptions options = {});
/// Uniform in [lo, hi). Errors: an integer dtype, bounds that are not finite or not in order.
Tensor uniform(const Shape& shape, double lo, double hi, Random& random, TensorOptions options = {});
/// Normal. Errors: an integer dtype, a mean or deviation that is not finite, a negative deviation.
Tensor normal(const Shape& shape, double mean, double standard_deviation, Random& random, TensorOptions options = {});
/// Integers of [lo, hi), as int64 unless another dtype is asked for. Error: an empty range.
Tensor integers(const Shape& shape, std::int64_t lo, std::int64_t hi, Random& random,
                TensorOptions options = {.dtype = int64});
/// 0, 1, ..., count - 1 in random order, as int64. Error: a negative count.
Tensor permutation(std::int64_t count, Random& random);

}  // namespace thalweg
