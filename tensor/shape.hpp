// Shape: the sizes of a tensor's axes, kept inline up to six; also used for strides and lists of axes.
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <ostream>
#include <span>

namespace thalweg {

/// A short list of integers with value semantics. Up to `inline_rank` entries need no allocation; any rank is allowed.
class Shape {
 public:
  /// Up to this rank nothing is allocated.
  static constexpr std::int64_t inline_rank = 6;

  Shape() noexcept : rank_(0), inline_{} {}
  /// One entry for each axis.
  Shape(std::initializer_list<std::int64_t> entries) : Shape(std::span(entries.begin(), entries.size())) {}
  explicit Shape(std::span<const std::int64_t> entries);
  /// `rank` entries, all equal to `value`.
  static Shape filled(std::int64_t rank, std::int64_t value);

  Shape(const Shape& other) : rank_(other.rank_), inline_{} {
    if (is_inline()) [[likely]] {
      copy_inline(other);
    } else {
      copy_heap(other);
    }
  }
  Shape(Shape&& other) noexcept : rank_(other.rank_), inline_{} { take(other); }
  Shape& operator=(const Shape& other) {
    if (this != &other) *this = Shape(other);
    return *this;
  }
  Shape& operator=(Shape&& other) noexcept {
    if (this != &other) {
      clear();
      rank_ = other.rank_;
      take(other);
    }
    return *this;
  }
  ~Shape() { clear(); }

  /// How many axes there are.
  std::int64_t rank() const noexcept { return rank_; }
  bool empty() const noexcept { return rank_ == 0; }
  const std::int64_t* data() const noexcept { return is_inline() ? inline_ : heap_; }
  std::int64_t* data() noexcept { return is_inline() ? inline_ : heap_; }
  std::int64_t operator[](std::int64_t i) const noexcept { return data()[i]; }
  std::int64_t& operator[](std::int64_t i) noexcept { return data()[i]; }
  const std::int64_t* begin() const noexcept { return data(); }
  const std::int64_t* end() const noexcept { return data() + rank_; }
  std::int64_t back() const noexcept { return data()[rank_ - 1]; }
  operator std::span<const std::int64_t>() const noexcept { return {data(), static_cast<std::size_t>(rank_)}; }

  /// The list with `value` put in before position `at`, or with the entry at `at` taken out.
  Shape inserted(std::int64_t at, std::int64_t value) const;
  Shape erased(std::int64_t at) const;

  friend bool operator==(const Shape& a, const Shape& b) noexcept {
    if (a.rank_ != b.rank_) return false;
    for (std::int64_t i = 0; i < a.rank_; ++i)
      if (a[i] != b[i]) return false;
    return true;
  }

 private:
  bool is_inline() const noexcept { return rank_ <= inline_rank; }
  void copy_inline(const Shape& other) noexcept { std::memcpy(inline_, other.inline_, sizeof(inline_)); }
  void copy_heap(const Shape& other);
  void take(Shape& other) noexcept {
    if (is_inline()) [[likely]] {
      copy_inline(other);
    } else {
      heap_ = other.heap_;
      other.rank_ = 0;
    }
  }
  void clear() noexcept {
    if (!is_inline()) [[unlikely]]
      delete[] heap_;
  }

  std::int64_t rank_;
  union {
    std::int64_t inline_[inline_rank];
    std::int64_t* heap_;
  };
};

/// How far apart neighbours along each axis are, in elements.
using Strides = Shape;
using Axes = Shape;

/// "(64, 784)", "(3,)", "()".
std::ostream& operator<<(std::ostream& out, const Shape& shape);

/// Number of elements. Errors: a negative size; a product that does not fit 64 bits.
std::int64_t numel(const char* op, const Shape& shape);
/// Row-major strides in elements.
Strides contiguous_strides(const Shape& shape);
/// The shape both operands are stretched to, by NumPy's rule: aligned at the last axis, 1 stretches. Error: names both.
Shape broadcast(const char* op, const Shape& a, const Shape& b);
/// Strides that read a tensor of `shape` as if it had the broader shape `to`: 0 along every stretched axis.
Strides broadcast_strides(const Shape& shape, const Strides& strides, const Shape& to);

/// `axis` counted from the front; negative ones count from the back. Error: outside [-rank, rank).
std::int64_t normalize_axis(const char* op, std::int64_t axis, std::int64_t rank);
/// The same for a list; an axis named twice is an error. The result is sorted; an empty list stands for all axes.
Axes normalize_axes(const char* op, const Axes& axes, std::int64_t rank);

}  // namespace thalweg
