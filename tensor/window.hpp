// Windows that slide over planes: the geometry that convolution and pooling share.
#pragma once

#include <algorithm>
#include <ostream>

#include <thalweg/tensor/errors.hpp>
#include <thalweg/tensor/shape.hpp>

namespace thalweg {

/// One number for both axes of a plane, or one each: `3`, `{3, 5}`.
struct Pair {
  std::int64_t h, w;

  Pair(std::int64_t both) : h(both), w(both) {}
  Pair(std::int64_t h, std::int64_t w) : h(h), w(w) {}
  friend bool operator==(const Pair&, const Pair&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Pair& pair) {
    return out << '(' << pair.h << ", " << pair.w << ')';
  }
};

struct Window {
  Pair kernel, stride, padding;
};

/// Planes (batch, channels, h, w) and the places (out_h, out_w) of a window on them.
struct Planes {
  std::int64_t batch, channels;
  Pair in, out;
  Window window;

  /// Errors: sizes that make no window, a kernel larger than the padded plane, more places than 64 bits can count.
  Planes(const char* op, const Shape& shape, const Window& window)
      : batch(0), channels(0), in(0), out(0), window(window) {
    constexpr std::int64_t limit = 0x7fffffff;
    const auto& [kernel, stride, padding] = window;
    check(shape.rank() == 4, op, "needs planes of shape (batch, channels, h, w), got ", shape);
    check(kernel.h >= 1 && kernel.w >= 1, op, "the kernel must be at least 1, got ", kernel);
    check(stride.h >= 1 && stride.w >= 1, op, "the stride must be at least 1, got ", stride);
    check(padding.h >= 0 && padding.w >= 0 && padding.h <= limit && padding.w <= limit, op,
          "the padding must be at least 0 and at most ", limit, ", got ", padding);
    batch = shape[0];
    channels = shape[1];
    in = {shape[2], shape[3]};
    const Pair padded{in.h + 2 * padding.h, in.w + 2 * padding.w};
    check(kernel.h <= padded.h && kernel.w <= padded.w, op, "the kernel ", kernel, " is larger than the padded plane, ",
          padded);
    out = {(padded.h - kernel.h) / stride.h + 1, (padded.w - kernel.w) / stride.w + 1};
    (void)numel(op, {out.h, out.w});
  }
};

/// Indices begin <= i < end.
struct Range {
  std::int64_t begin, end;
};

/// The places o of a window along one axis where its element k lies inside the plane: 0 <= o stride + k - padding < in.
inline Range inside(std::int64_t k, std::int64_t in, std::int64_t out, std::int64_t stride, std::int64_t padding) {
  const std::int64_t before = std::max<std::int64_t>(padding - k, 0);
  const std::int64_t last = in - 1 + padding - k;
  const std::int64_t begin = std::min((before + stride - 1) / stride, out);
  return {begin, last < 0 ? begin : std::max(begin, std::min(last / stride + 1, out))};
}

/// The elements of the plane along one axis that the window at place o covers.
inline Range covered(std::int64_t o, std::int64_t in, std::int64_t kernel, std::int64_t stride, std::int64_t padding) {
  const std::int64_t first = o * stride - padding;
  return {std::clamp<std::int64_t>(first, 0, in), std::clamp<std::int64_t>(first + kernel, 0, in)};
}

}  // namespace thalweg
