// Pooling on values, plane by plane, planes in parallel.
#include <cmath>

#include <thalweg/tensor/parallel.hpp>
#include <thalweg/tensor/pool.hpp>
#include <thalweg/tensor/tape.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::raw {

namespace {

/// Pieces of work that are worth handing to another thread hold about this many elements.
constexpr std::int64_t grain_elements = 16384;

template <class F>
void each_plane(std::int64_t planes, std::int64_t work, F f) {
  parallel_for(planes, grain_elements / std::max<std::int64_t>(work, 1) + 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t plane = begin; plane < end; ++plane) f(plane);
  });
}

/// f(place, rows, columns) for every window on one plane: its place and the elements it covers.
template <class F>
void each_window(const Planes& p, F f) {
  const Window& window = p.window;
  for (std::int64_t oh = 0; oh < p.out.h; ++oh) {
    const Range rows = covered(oh, p.in.h, window.kernel.h, window.stride.h, window.padding.h);
    for (std::int64_t ow = 0; ow < p.out.w; ++ow)
      f(oh * p.out.w + ow, rows, covered(ow, p.in.w, window.kernel.w, window.stride.w, window.padding.w));
  }
}

std::int64_t window_work(const Planes& p) { return p.out.h * p.out.w * p.window.kernel.h * p.window.kernel.w; }

/// The place of the largest element of plane[rows, columns].
template <class T>
std::int64_t largest_place(const T* plane, std::int64_t width, const Range& rows, const Range& columns) {
  std::int64_t best = rows.begin * width + columns.begin;
  for (std::int64_t i = rows.begin; i < rows.end; ++i)
    for (std::int64_t j = columns.begin; j < columns.end; ++j)
      if (!(plane[i * width + j] <= plane[best]) && !std::isnan(plane[best])) best = i * width + j;
  return best;
}

}  // namespace

Tensor largest_places(const Tensor& x, const Planes& p) {
  if (tape != nullptr) [[unlikely]]
    return taped("max_pool2d", largest_places, x, p);
  const Tensor places = Tensor::uninitialized("max_pool2d", {p.batch, p.channels, p.out.h, p.out.w}, int64);
  const Tensor from = contiguous(x);
  dispatch_floating(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    each_plane(p.batch * p.channels, window_work(p), [&](std::int64_t channel) {
      const T* plane = from.data<T>() + channel * p.in.h * p.in.w;
      std::int64_t* to = places.data<std::int64_t>() + channel * p.out.h * p.out.w;
      each_window(p, [&](std::int64_t place, const Range& rows, const Range& columns) {
        to[place] = largest_place(plane, p.in.w, rows, columns);
      });
    });
  });
  return places;
}

Tensor pick(const char* op, const Tensor& x, const Tensor& places) {
  if (tape != nullptr) [[unlikely]]
    return taped(op, pick, op, x, places);
  const Tensor result = Tensor::uninitialized(op, places.shape(), x.dtype());
  const Tensor from = contiguous(x);
  const std::int64_t size = x.size(2) * x.size(3);
  const std::int64_t count = places.size(2) * places.size(3);
  dispatch_floating(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    each_plane(places.size(0) * places.size(1), count, [&](std::int64_t channel) {
      const std::int64_t* place = places.data<std::int64_t>() + channel * count;
      for (std::int64_t i = 0; i < count; ++i)
        result.data<T>()[channel * count + i] = from.data<T>()[channel * size + place[i]];
    });
  });
  return result;
}

Tensor unpick(const char* op, const Tensor& g, const Tensor& places, Pair plane) {
  if (tape != nullptr) [[unlikely]]
    return taped(op, unpick, op, g, places, plane);
  const Tensor result = Tensor::uninitialized(op, {g.size(0), g.size(1), plane.h, plane.w}, g.dtype());
  const Tensor from = contiguous(g);
  const std::int64_t size = plane.h * plane.w;
  const std::int64_t count = places.size(2) * places.size(3);
  dispatch_floating(g.dtype(), [&](auto zero) {
    using T = decltype(zero);
    each_plane(places.size(0) * places.size(1), size, [&](std::int64_t channel) {
      T* to = result.data<T>() + channel * size;
      std::fill_n(to, size, T(0));
      const std::int64_t* place = places.data<std::int64_t>() + channel * count;
      for (std::int64_t i = 0; i < count; ++i) to[place[i]] += from.data<T>()[channel * count + i];
    });
  });
  return result;
}

Tensor window_means(const Tensor& x, const Planes& p) {
  if (tape != nullptr) [[unlikely]]
    return taped("avg_pool2d", window_means, x, p);
  const Tensor result = Tensor::uninitialized("avg_pool2d", {p.batch, p.channels, p.out.h, p.out.w}, x.dtype());
  const Tensor from = contiguous(x);
  dispatch_floating(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T scale = T(1) / static_cast<T>(p.window.kernel.h * p.window.kernel.w);
    each_plane(p.batch * p.channels, window_work(p), [&](std::int64_t channel) {
      const T* plane = from.data<T>() + channel * p.in.h * p.in.w;
      T* to = result.data<T>() + channel * p.out.h * p.out.w;
      each_window(p, [&](std::int64_t place, const Range& rows, const Range& columns) {
        T sum = 0;
        for (std::int64_t i = rows.begin; i < rows.end; ++i)
          for (std::int64_t j = columns.begin; j < columns.end; ++j) sum += plane[i * p.in.w + j];
        to[place] = sum * scale;
      });
    });
  });
  return result;
}

Tensor spread_means(const Tensor& g, const Planes& p) {
  if (tape != nullptr) [[unlikely]]
    return taped("avg_pool2d_put", spread_means, g, p);
  const Tensor result = Tensor::uninitialized("avg_pool2d", {p.batch, p.channels, p.in.h, p.in.w}, g.dtype());
  const Tensor from = contiguous(g);
  dispatch_floating(g.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T scale = T(1) / static_cast<T>(p.window.kernel.h * p.window.kernel.w);
    each_plane(p.batch * p.channels, window_work(p), [&](std::int64_t channel) {
      T* plane = result.data<T>() + channel * p.in.h * p.in.w;
      std::fill_n(plane, p.in.h * p.in.w, T(0));
      const T* in = from.data<T>() + channel * p.out.h * p.out.w;
      each_window(p, [&](std::int64_t place, const Range& rows, const Range& columns) {
        for (std::int64_t i = rows.begin; i < rows.end; ++i)
          for (std::int64_t j = columns.begin; j < columns.end; ++j) plane[i * p.in.w + j] += in[place] * scale;
      });
    });
  });
  return result;
}

}  // namespace thalweg::raw
