// Element types: float64 (the default), float32 (for speed), int64 (labels and indices).
#pragma once

#include <cstdint>
#include <ostream>
#include <type_traits>

namespace thalweg {

/// The type of the elements of a tensor.
enum class Dtype : std::uint8_t { float64, float32, int64 };

inline constexpr Dtype float64 = Dtype::float64;  ///< as NumPy and the default here
inline constexpr Dtype float32 = Dtype::float32;  ///< half the memory, 7 digits
inline constexpr Dtype int64 = Dtype::int64;      ///< labels and indices

/// "float64", "float32" or "int64".
const char* name(Dtype dtype) noexcept;
std::ostream& operator<<(std::ostream& out, Dtype dtype);

/// float64 or float32.
constexpr bool is_floating(Dtype dtype) noexcept { return dtype != Dtype::int64; }
/// Bytes of one element.
constexpr std::int64_t item_size(Dtype dtype) noexcept { return dtype == Dtype::float32 ? 4 : 8; }

/// The dtype that stores elements of type T: double, float or std::int64_t.
template <class T>
constexpr Dtype dtype_of() noexcept {
  static_assert(std::is_same_v<T, double> || std::is_same_v<T, float> || std::is_same_v<T, std::int64_t>,
                "elements are double, float or std::int64_t");
  return std::is_same_v<T, double> ? Dtype::float64 : std::is_same_v<T, float> ? Dtype::float32 : Dtype::int64;
}

/// Calls f(T{}) with the element type T of `dtype`: the one switch of a kernel.
template <class F>
decltype(auto) dispatch(Dtype dtype, F&& f) {
  if (dtype == Dtype::float64) return f(double{});
  if (dtype == Dtype::float32) return f(float{});
  return f(std::int64_t{});
}

/// The same for a dtype already known to be floating.
template <class F>
decltype(auto) dispatch_floating(Dtype dtype, F&& f) {
  if (dtype == Dtype::float64) return f(double{});
  return f(float{});
}

}  // namespace thalweg
