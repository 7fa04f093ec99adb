// The Tensor handle: making bodies, views, and access to single elements.
#include <new>

#include <thalweg/tensor/tape.hpp>
#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

void TensorBody::destroy(TensorBody* body) noexcept {
  body->~TensorBody();
  deallocate(body, sizeof(TensorBody));
}

void Tensor::fail_undefined() {
  throw std::logic_error("tensor: used while undefined; assign a value (zeros, tensor, a result) first");
}

Tensor Tensor::uninitialized(const char* op, const Shape& shape, Dtype dtype) {
  const std::int64_t count = thalweg::numel(op, shape);
  std::int64_t bytes = 0;
  check(!__builtin_mul_overflow(count, item_size(dtype), &bytes) && bytes < (std::int64_t{1} << 47), op, "shape ",
        shape, " of ", dtype, " needs more memory than can be addressed");
  Handle<Storage> storage = Storage::make(static_cast<std::size_t>(bytes));
  if (raw::tape != nullptr) [[unlikely]]
    raw::tape->born(storage, op);
  return Tensor(Handle<TensorBody>::adopt(new (allocate(sizeof(TensorBody))) TensorBody{
      {}, dtype, count, 0, shape, contiguous_strides(shape), std::move(storage), {}}));
}

void raw::check_readable(const char* op, const Tensor& x) { tape->refuse_reading(op, x); }

Tensor Tensor::view(const Shape& shape, const Strides& strides, std::int64_t offset) const {
  const TensorBody& b = body();
  return Tensor(Handle<TensorBody>::adopt(new (allocate(sizeof(TensorBody))) TensorBody{
      {}, b.dtype, thalweg::numel("view", shape), offset, shape, strides, b.storage, {}}));
}

void Tensor::replace(const Tensor& values) {
  const TensorBody& from = values.body();
  TensorBody& to = body();
  if (&from == &to) return;
  to.dtype = from.dtype;
  to.numel = from.numel;
  to.offset = from.offset;
  to.shape = from.shape;
  to.strides = from.strides;
  to.storage = from.storage;
}

bool Tensor::is_contiguous() const {
  const TensorBody& b = body();
  if (b.numel == 0) return true;
  std::int64_t expected = 1;
  for (std::int64_t axis = b.shape.rank() - 1; axis >= 0; --axis) {
    if (b.shape[axis] == 1) continue;
    if (b.strides[axis] != expected) return false;
    expected *= b.shape[axis];
  }
  return true;
}

bool Tensor::unique() const { return body().references.unique() && body().storage->unique(); }

std::int64_t Tensor::position_of(const char* op, const Shape& indices) const {
  check(indices.rank() == rank(), op, indices.rank(), " indices for a tensor of shape ", shape());
  std::int64_t position = 0;
  for (std::int64_t axis = 0; axis < rank(); ++axis) {
    const std::int64_t size = shape()[axis];
    check(indices[axis] >= -size && indices[axis] < size, op, "index ", indices[axis], " is out of range for axis ",
          axis, " of shape ", shape());
    position += (indices[axis] < 0 ? indices[axis] + size : indices[axis]) * strides()[axis];
  }
  return position;
}

void Tensor::set(const Shape& indices, double value) {
  check(dtype() != int64 || value == static_cast<double>(static_cast<std::int64_t>(value)), "set", "the value ", value,
        " is not an integer, but the tensor holds int64");
  const std::int64_t position = position_of("set", indices);
  dispatch(dtype(), [&](auto zero) { data<decltype(zero)>()[position] = static_cast<decltype(zero)>(value); });
  body().storage->bump_version();
}

}  // namespace thalweg
