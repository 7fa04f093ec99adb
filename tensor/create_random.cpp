// Random tensors: the engine's fill functions over fresh memory.
#include <thalweg/tensor/create_random.hpp>
#include <thalweg/tensor/tape.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg {

namespace {

Tensor fresh(const char* op, const Shape& shape, Dtype dtype) {
  check(is_floating(dtype), op, "needs a floating dtype, got ", dtype, "; integers() draws int64");
  return Tensor::uninitialized(op, shape, dtype);
}

}  // namespace

Tensor rand(const Shape& shape, Random& random, TensorOptions options) { return uniform(shape, 0, 1, random, options); }
Tensor randn(const Shape& shape, Random& random, TensorOptions options) { return normal(shape, 0, 1, random, options); }

Tensor uniform(const Shape& shape, double lo, double hi, Random& random, TensorOptions options) {
  const Tensor x = fresh("uniform", shape, options.dtype);
  dispatch_floating(x.dtype(), [&](auto zero) { random.fill_uniform(x.span<decltype(zero)>(), lo, hi); });
  return x;
}

Tensor normal(const Shape& shape, double mean, double standard_deviation, Random& random, TensorOptions options) {
  const Tensor x = fresh("normal", shape, options.dtype);
  dispatch_floating(x.dtype(),
                    [&](auto zero) { random.fill_normal(x.span<decltype(zero)>(), mean, standard_deviation); });
  return x;
}

Tensor integers(const Shape& shape, std::int64_t lo, std::int64_t hi, Random& random, TensorOptions options) {
  check(lo < hi, "integers", "the range [", lo, ", ", hi,
        ") is empty; the upper bound is exclusive and must be larger");
  const Tensor x = Tensor::uninitialized("integers", shape, int64);
  random.fill_integers(x.span<std::int64_t>(), lo, hi);
  return options.dtype == int64 ? x : raw::cast(x, options.dtype);
}

Tensor permutation(std::int64_t count, Random& random) {
  if (raw::tape != nullptr) [[unlikely]]
    raw::tape->refuse("permutation", "draws at random");
  return from_span(random.permutation(count), {count});
}

}  // namespace thalweg
