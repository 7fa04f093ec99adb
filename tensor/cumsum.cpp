// Running sums on values: strips of columns that fit the first cache, row behind row.
#include <algorithm>
#include <array>
#include <type_traits>

#include <thalweg/tensor/parallel.hpp>
#include <thalweg/tensor/reduce.hpp>
#include <thalweg/tensor/tape.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::raw {

namespace {

/// Columns c .. c + width of n rows that are `inner` apart; from the last row to the first when `reverse`.
template <class T, std::int64_t strip>
void running_sums(const T* x, T* out, std::int64_t n, std::int64_t inner, std::int64_t width, bool reverse) {
  using Wide = std::conditional_t<std::is_same_v<T, float>, double, T>;
  std::array<Wide, strip> total{};
  for (std::int64_t k = 0; k < n; ++k) {
    const std::int64_t row = (reverse ? n - 1 - k : k) * inner;
    for (std::int64_t c = 0; c < width; ++c) {
      total[static_cast<std::size_t>(c)] += x[row + c];
      out[row + c] = static_cast<T>(total[static_cast<std::size_t>(c)]);
    }
  }
}

}  // namespace

Tensor cumsum(const Tensor& x, std::int64_t axis, bool reverse) {
  if (tape != nullptr) [[unlikely]]
    return taped("cumsum", cumsum, x, axis, reverse);
  axis = normalize_axis("cumsum", axis, std::max<std::int64_t>(x.rank(), 1));
  Tensor out = Tensor::uninitialized("cumsum", x.shape(), x.dtype());
  if (x.numel() == 0) return out;
  const std::int64_t n = x.rank() == 0 ? 1 : x.shape()[axis];
  std::int64_t inner = 1;
  for (std::int64_t i = axis + 1; i < x.rank(); ++i) inner *= x.shape()[i];
  const Tensor plain = contiguous(x);
  dispatch(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    constexpr std::int64_t strip = 64;
    const T* from = plain.data<T>();
    T* to = out.data<T>();
    const std::int64_t strips = (inner + strip - 1) / strip;
    const std::int64_t grain = std::max<std::int64_t>(1, 16384 / (n * std::min(inner, strip)));
    parallel_for(x.numel() / (n * inner) * strips, grain, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        const std::int64_t c = i % strips * strip;
        const std::int64_t at = i / strips * n * inner + c;
        if (inner == 1) {
          running_sums<T, 1>(from + at, to + at, n, 1, 1, reverse);
        } else {
          running_sums<T, strip>(from + at, to + at, n, inner, std::min(strip, inner - c), reverse);
        }
      }
    });
  });
  return out;
}

}  // namespace thalweg::raw
