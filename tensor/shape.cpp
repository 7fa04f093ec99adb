// Shapes: storage of the list, element counts with overflow checks, broadcasting, axes.
#include <algorithm>
#include <thalweg/tensor/errors.hpp>
#include <thalweg/tensor/shape.hpp>

namespace thalweg {

Shape::Shape(std::span<const std::int64_t> entries) : Shape(filled(static_cast<std::int64_t>(entries.size()), 0)) {
  std::copy(entries.begin(), entries.end(), data());
}

Shape Shape::filled(std::int64_t rank, std::int64_t value) {
  Shape shape;
  if (rank > inline_rank) shape.heap_ = new std::int64_t[static_cast<std::size_t>(rank)];
  shape.rank_ = rank;
  std::fill_n(shape.data(), rank, value);
  return shape;
}

void Shape::copy_heap(const Shape& other) {
  heap_ = new std::int64_t[static_cast<std::size_t>(rank_)];
  std::copy_n(other.heap_, rank_, heap_);
}

Shape Shape::inserted(std::int64_t at, std::int64_t value) const {
  Shape result = filled(rank_ + 1, value);
  std::copy_n(data(), at, result.data());
  std::copy_n(data() + at, rank_ - at, result.data() + at + 1);
  return result;
}

Shape Shape::erased(std::int64_t at) const {
  Shape result = filled(rank_ - 1, 0);
  std::copy_n(data(), at, result.data());
  std::copy_n(data() + at + 1, rank_ - at - 1, result.data() + at);
  return result;
}

std::ostream& operator<<(std::ostream& out, const Shape& shape) {
  out << '(';
  for (std::int64_t i = 0; i < shape.rank(); ++i) out << (i > 0 ? ", " : "") << shape[i];
  return out << (shape.rank() == 1 ? ",)" : ")");
}

std::int64_t numel(const char* op, const Shape& shape) {
  std::int64_t count = 1;
  bool overflow = false;
  bool has_zero = false;
  for (const std::int64_t size : shape) {
    check(size >= 0, op, "sizes must not be negative, got shape ", shape);
    if (size == 0) has_zero = true;
    overflow = overflow || __builtin_mul_overflow(count, size == 0 ? 1 : size, &count);
  }
  if (has_zero) return 0;
  check(!overflow, op, "shape ", shape, " has more elements than 64 bits can count");
  return count;
}

Strides contiguous_strides(const Shape& shape) {
  Strides strides = Shape::filled(shape.rank(), 1);
  for (std::int64_t i = shape.rank() - 2; i >= 0; --i)
    strides[i] = strides[i + 1] * std::max<std::int64_t>(shape[i + 1], 1);
  return strides;
}

Shape broadcast(const char* op, const Shape& a, const Shape& b) {
  if (a == b) return a;
  const std::int64_t rank = std::max(a.rank(), b.rank());
  Shape result = Shape::filled(rank, 1);
  for (std::int64_t i = 1; i <= rank; ++i) {
    const std::int64_t from_a = i <= a.rank() ? a[a.rank() - i] : 1;
    const std::int64_t from_b = i <= b.rank() ? b[b.rank() - i] : 1;
    check(from_a == from_b || from_a == 1 || from_b == 1, op, "shapes ", a, " and ", b, " do not broadcast: axis ", -i,
          " has sizes ", from_a, " and ", from_b, ", which must be equal or 1");
    result[rank - i] = from_a == 1 ? from_b : from_a;
  }
  return result;
}

Strides broadcast_strides(const Shape& shape, const Strides& strides, const Shape& to) {
  Strides result = Shape::filled(to.rank(), 0);
  for (std::int64_t i = 1; i <= shape.rank(); ++i)
    if (shape[shape.rank() - i] != 1) result[to.rank() - i] = strides[shape.rank() - i];
  return result;
}

std::int64_t normalize_axis(const char* op, std::int64_t axis, std::int64_t rank) {
  check(axis >= -rank && axis < rank, op, "axis ", axis, " is out of range for a tensor of rank ", rank,
        rank == 0 ? ", which has no axes" : "");
  return axis < 0 ? axis + rank : axis;
}

Axes normalize_axes(const char* op, const Axes& axes, std::int64_t rank) {
  Axes result = Shape::filled(axes.empty() ? rank : axes.rank(), 0);
  for (std::int64_t i = 0; i < result.rank(); ++i) result[i] = axes.empty() ? i : normalize_axis(op, axes[i], rank);
  std::sort(result.data(), result.data() + result.rank());
  const std::int64_t* twice = std::adjacent_find(result.begin(), result.end());
  check(twice == result.end(), op, "axis ", twice == result.end() ? 0 : *twice, " is named twice in ", axes);
  return result;
}

}  // namespace thalweg
