// Copies between tensors of any strides and dtypes, and the checks that element-wise kernels share.
#include <cmath>
#include <type_traits>

#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::raw {

void check_floating(const char* op, Dtype dtype) {
  check(is_floating(dtype), op, "needs a floating tensor, got ", dtype, "; convert it with .to(float64)");
}

void check_scalar(const char* op, Dtype dtype, double s) {
  check(is_floating(dtype) || (s == std::floor(s) && std::abs(s) < 0x1p63), op, "the scalar ", s,
        " is not a whole number, but the tensor holds int64; convert it with .to(float64)");
}

namespace {

template <class To, class From>
To converted(From value) {
  if constexpr (std::is_integral_v<To> && std::is_floating_point_v<From>)
    check(value >= From(-9.2233720368547758e18) && value < From(9.2233720368547758e18), "to", "the value ", value,
          " has no int64");
  return static_cast<To>(value);
}

template <class To, class From>
void copy_elements(const Tensor& to, const Tensor& from) {
  const Loops<2> loops(to.shape(), {to.strides(), broadcast_strides(from.shape(), from.strides(), to.shape())});
  To* target = to.data<To>();
  const From* source = from.data<From>();
  loops.run([&](const auto& offset, std::int64_t n, const auto& step) {
    To* out = target + offset[0];
    const From* in = source + offset[1];
    if (step[0] == 1 && step[1] == 1) {
      for (std::int64_t i = 0; i < n; ++i) out[i] = converted<To>(in[i]);
    } else {
      for (std::int64_t i = 0; i < n; ++i) out[i * step[0]] = converted<To>(in[i * step[1]]);
    }
  });
}

void copy_values(const Tensor& to, const Tensor& from) {
  if (to.numel() == 0) return;
  dispatch(to.dtype(), [&](auto to_zero) {
    dispatch(from.dtype(), [&](auto from_zero) { copy_elements<decltype(to_zero), decltype(from_zero)>(to, from); });
  });
}

}  // namespace

Tensor cast(const Tensor& x, Dtype dtype) {
  Tensor result = Tensor::uninitialized("to", x.shape(), dtype);
  copy_values(result, x);
  return result;
}

Tensor clone(const Tensor& x) { return cast(x, x.dtype()); }

void copy(const Tensor& to, const Tensor& from) {
  check(broadcast("copy_", from.shape(), to.shape()) == to.shape(), "copy_", "shape ", from.shape(),
        " does not stretch to ", to.shape());
  const bool overlaps = to.body().storage.get() == from.body().storage.get();
  copy_values(to, overlaps || to.dtype() != from.dtype() ? cast(from, to.dtype()) : from);
  to.body().storage->bump_version();
}

void accumulate(const Tensor& b, const Tensor& a) {
  dispatch(b.dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* to = b.data<T>();
    const T* from = a.data<T>();
    const Loops<2> loops(b.shape(), {b.strides(), a.strides()});
    if (b.numel() == 0) return;
    loops.run([&](const auto& offset, std::int64_t n, const auto& step) {
      std::array<const T*, 2> x{to + offset[0], from + offset[1]};
      map_rows<T>(to + offset[0], n, [](auto v, auto w) { return v + w; }, x, {1, step[1]});
    });
  });
  b.body().storage->bump_version();
}

}  // namespace thalweg::raw
