// Copies between tensors of any strides and dtypes, and the checks that element-wise kernels share.
#include <algorithm>
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

/// to = from element by element: what a copy does at once, and a tape again and again.
template <class To, class From>
struct CopyStep {
  To* target;
  const From* source;
  Loops<2> loops;

  void operator()() const {
    loops.run([this](const auto& offset, std::int64_t n, const auto& step) {
      To* out = target + offset[0];
      const From* in = source + offset[1];
      if (step[0] == 1 && step[1] == 1) {
        for (std::int64_t i = 0; i < n; ++i) out[i] = converted<To>(in[i]);
      } else {
        for (std::int64_t i = 0; i < n; ++i) out[i * step[0]] = converted<To>(in[i * step[1]]);
      }
    });
  }
};

bool lie_alike(const Tensor& to, const Tensor& from) {
  return to.dtype() == from.dtype() && to.shape() == from.shape() && to.is_contiguous() && from.is_contiguous();
}

/// to = from, not empty; if a tape is recording, add(step) is called with the step that copies.
template <class Add>
void copy_values(const Tensor& to, const Tensor& from, Add add) {
  if (tape == nullptr && lie_alike(to, from)) {
    dispatch(to.dtype(),
             [&](auto zero) { std::copy_n(from.data<decltype(zero)>(), from.numel(), to.data<decltype(zero)>()); });
    return;
  }
  dispatch(to.dtype(), [&](auto to_zero) {
    dispatch(from.dtype(), [&](auto from_zero) {
      using Step = CopyStep<decltype(to_zero), decltype(from_zero)>;
      const Step step{
          place_of_values<decltype(to_zero)>(to), place_of_values<decltype(from_zero)>(from),
          Loops<2>(to.shape(), {to.strides(), broadcast_strides(from.shape(), from.strides(), to.shape())})};
      step();
      if (tape != nullptr) [[unlikely]]
        add(step);
    });
  });
}

}  // namespace

Tensor cast(const Tensor& x, Dtype dtype) {
  Tensor result = Tensor::uninitialized("to", x.shape(), dtype);
  if (result.numel() == 0) return constant(result);
  copy_values(result, x, [&](const auto& step) {
    const Tensor* const inputs[] = {&x};
    tape->add("to", result, inputs, step);
  });
  return result;
}

Tensor clone(const Tensor& x) { return cast(x, x.dtype()); }

void copy(const Tensor& to, const Tensor& from) {
  check(broadcast("copy_", from.shape(), to.shape()) == to.shape(), "copy_", "shape ", from.shape(),
        " does not stretch to ", to.shape());
  const bool overlaps = to.body().storage.get() == from.body().storage.get();
  if (overlaps || to.dtype() != from.dtype()) return copy(to, cast(from, to.dtype()));
  to.body().storage->bump_version();
  if (to.numel() == 0) return;
  copy_values(to, from, [&](const auto& step) { tape->add_part("copy_", to, from, step); });
}

void accumulate(const Tensor& b, const Tensor& a) {
  if (tape != nullptr) [[unlikely]]
    tape->refuse("backward", "adds to gradients in place");
  dispatch(b.dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* to = b.data<T>();
    const T* from = a.data<T>();
    const auto plus = [](auto v, auto w) { return v + w; };
    if (a.is_contiguous()) {
      const MapStep<T, decltype(plus), 2> step{to, {to, from}, b.numel(), plus};
      return step();
    }
    const Loops<2> loops(b.shape(), {b.strides(), a.strides()});
    loops.run([&](const auto& offset, std::int64_t n, const auto& step) {
      std::array<const T*, 2> x{to + offset[0], from + offset[1]};
      map_rows<T>(to + offset[0], n, plus, x, {1, step[1]});
    });
  });
  b.body().storage->bump_version();
}

}  // namespace thalweg::raw
