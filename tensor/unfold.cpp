// Windows as columns: one row of the result is one element of the kernel at all places, so rows are copied by runs.
#include <thalweg/tensor/parallel.hpp>
#include <thalweg/tensor/tape.hpp>
#include <thalweg/tensor/unfold.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::raw {

namespace {

/// Pieces of work that are worth handing to another thread hold about this many elements.
constexpr std::int64_t grain_elements = 16384;

/// f(ch, kh, kw) for the channels of the batch and the elements of the kernel, channels in parallel.
template <class F>
void each_channel(const Planes& p, F f) {
  const Pair& kernel = p.window.kernel;
  const std::int64_t work = std::max<std::int64_t>(kernel.h * kernel.w * p.out.h * p.out.w, 1);
  parallel_for(p.batch * p.channels, grain_elements / work + 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t channel = begin; channel < end; ++channel)
      for (std::int64_t kh = 0; kh < kernel.h; ++kh)
        for (std::int64_t kw = 0; kw < kernel.w; ++kw) f(channel, kh, kw);
  });
}

/// Where the columns hold element (kh, kw) of a channel: out.h rows of out.w places.
std::int64_t first_place(const Planes& p, std::int64_t channel, std::int64_t kh, std::int64_t kw) {
  const Pair& kernel = p.window.kernel;
  return ((channel * kernel.h + kh) * kernel.w + kw) * p.out.h * p.out.w;
}

Shape columns_shape(const Planes& p) {
  const Pair& kernel = p.window.kernel;
  return {p.batch, numel("unfold", {p.channels, kernel.h, kernel.w}), p.out.h * p.out.w};
}

}  // namespace

Tensor unfold(const Tensor& x, const Planes& p) {
  if (tape != nullptr) [[unlikely]]
    return taped("unfold", unfold, x, p);
  const auto& [kernel, stride, padding] = p.window;
  const Tensor columns = Tensor::uninitialized("unfold", columns_shape(p), x.dtype());
  const Strides& step = x.strides();
  dispatch(x.dtype(), [&, stride = stride, padding = padding](auto zero) {
    using T = decltype(zero);
    each_channel(p, [&](std::int64_t channel, std::int64_t kh, std::int64_t kw) {
      const T* plane = x.data<T>() + channel / p.channels * step[0] + channel % p.channels * step[1];
      T* to = columns.data<T>() + first_place(p, channel, kh, kw);
      const Range rows = inside(kh, p.in.h, p.out.h, stride.h, padding.h);
      const Range places = inside(kw, p.in.w, p.out.w, stride.w, padding.w);
      std::fill_n(to, rows.begin * p.out.w, T(0));
      for (std::int64_t oh = rows.begin; oh < rows.end; ++oh) {
        const T* row = plane + (oh * stride.h + kh - padding.h) * step[2] + (kw - padding.w) * step[3];
        T* out = to + oh * p.out.w;
        std::fill_n(out, places.begin, T(0));
        if (stride.w * step[3] == 1) {
          std::copy(row + places.begin, row + places.end, out + places.begin);
        } else {
          for (std::int64_t ow = places.begin; ow < places.end; ++ow) out[ow] = row[ow * stride.w * step[3]];
        }
        std::fill(out + places.end, out + p.out.w, T(0));
      }
      std::fill(to + rows.end * p.out.w, to + p.out.h * p.out.w, T(0));
    });
  });
  return columns;
}

Tensor fold(const Tensor& columns, const Planes& p) {
  if (tape != nullptr) [[unlikely]]
    return taped("fold", fold, columns, p);
  const auto& [kernel, stride, padding] = p.window;
  check(columns.shape() == columns_shape(p), "fold", "the columns must have shape ", columns_shape(p), ", got ",
        columns.shape());
  const Tensor from = contiguous(columns);
  const Tensor x = Tensor::uninitialized("fold", {p.batch, p.channels, p.in.h, p.in.w}, columns.dtype());
  dispatch(x.dtype(), [&, stride = stride, padding = padding](auto zero) {
    using T = decltype(zero);
    each_channel(p, [&](std::int64_t channel, std::int64_t kh, std::int64_t kw) {
      T* plane = x.data<T>() + channel * p.in.h * p.in.w;
      if (kh == 0 && kw == 0) std::fill_n(plane, p.in.h * p.in.w, T(0));
      const T* source = from.data<T>() + first_place(p, channel, kh, kw);
      const Range rows = inside(kh, p.in.h, p.out.h, stride.h, padding.h);
      const Range places = inside(kw, p.in.w, p.out.w, stride.w, padding.w);
      for (std::int64_t oh = rows.begin; oh < rows.end; ++oh) {
        T* row = plane + (oh * stride.h + kh - padding.h) * p.in.w + kw - padding.w;
        const T* in = source + oh * p.out.w;
        if (stride.w == 1) {
          for (std::int64_t ow = places.begin; ow < places.end; ++ow) row[ow] += in[ow];
        } else {
          for (std::int64_t ow = places.begin; ow < places.end; ++ow) row[ow * stride.w] += in[ow];
        }
      }
    });
  });
  return x;
}

}  // namespace thalweg::raw
