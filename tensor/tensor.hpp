// Tensor: a reference-counted handle to strided values; copying shares, clone() copies, views share storage.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include <thalweg/tensor/dtype.hpp>
#include <thalweg/tensor/errors.hpp>
#include <thalweg/tensor/handle.hpp>
#include <thalweg/tensor/shape.hpp>
#include <thalweg/tensor/storage.hpp>

namespace thalweg {

/// A step of the recorded computation. Values know of it only how to keep it alive; autograd/ defines it and these two.
class Node;
void retain(Node* node) noexcept;
void release(Node* node) noexcept;

class Tensor;
namespace raw {
/// What records the computations of this thread to run them again (tensor/tape.hpp), if anything does.
class Tape;
inline constinit thread_local Tape* tape = nullptr;
/// Throws while a tape runs and the values of x follow from its inputs: what is read from them would not be read again.
void check_readable(const char* op, const Tensor& x);
}  // namespace raw

/// What a handle points to.
struct TensorBody {
  ReferenceCount references;
  Dtype dtype;
  std::int64_t numel;
  std::int64_t offset;
  Shape shape;
  Strides strides;
  Handle<Storage> storage;
  Handle<Node> node;

  friend void retain(TensorBody* body) noexcept { body->references.add(); }
  friend void release(TensorBody* body) noexcept {
    if (body->references.drop()) destroy(body);
  }

  static void destroy(TensorBody* body) noexcept;
};

/// A handle to strided values, and to the place in the graph they come from.
class Tensor {
 public:
  /// An undefined tensor: a handle to nothing. Every question but defined() is a std::logic_error.
  Tensor() noexcept = default;
  bool defined() const noexcept { return static_cast<bool>(body_); }

  /// The size of each axis.
  const Shape& shape() const { return body().shape; }
  /// Size of one axis; negative axes count from the back.
  std::int64_t size(std::int64_t axis) const { return shape()[normalize_axis("size", axis, rank())]; }
  /// In elements, not bytes.
  const Strides& strides() const { return body().strides; }
  std::int64_t offset() const { return body().offset; }
  std::int64_t rank() const { return shape().rank(); }
  std::int64_t numel() const { return body().numel; }
  Dtype dtype() const { return body().dtype; }
  /// Elements lie in row-major order without gaps.
  bool is_contiguous() const;
  /// How often the values of the shared storage have been changed in place.
  std::uint64_t version() const { return body().storage->version(); }

  /// The value of a tensor with one element, as double or as T. Errors: more or fewer elements.
  double item() const { return item<double>(); }
  template <class T>
  T item() const;
  /// One element, converted to T; negative indices count from the back. Errors: wrong number of indices, out of range.
  template <class T = double>
  T at(const Shape& indices) const;
  /// Changes one element in place.
  void set(const Shape& indices, double value);
  /// The elements of a contiguous tensor of dtype T. Errors: another dtype; strided (call contiguous() first).
  template <class T>
  std::span<T> span() const;

  // Derivatives: declared here for the sake of x.grad() and loss.backward(), defined in autograd/.

  /// True when operations on this tensor are recorded for derivatives.
  bool requires_grad() const { return static_cast<bool>(body().node); }
  /// Makes this tensor a leaf whose gradient backward() accumulates (or, with false, a constant again); returns it.
  /// Errors: an integer tensor; turning off the result of a recorded operation (use detach()).
  Tensor& requires_grad_(bool on = true);
  /// The gradient accumulated by backward(); undefined before the first.
  Tensor grad() const;
  /// Replaces the accumulated gradient (same shape and dtype), or drops it when `grad` is undefined.
  void set_grad(const Tensor& grad);
  /// Adds d(this)/d(leaf) to the grad of every leaf this tensor depends on. `seed` defaults to 1 for a single element.
  void backward(const Tensor& seed = {}) const;
  /// The same values, cut off from the graph; shares storage.
  Tensor detach() const;
  /// The same values as another dtype, differentiable; the tensor itself when nothing changes.
  Tensor to(Dtype dtype) const;
  /// x[i] is select(x, 0, i), differentiable.
  Tensor operator[](std::int64_t index) const;

  // For kernels and autograd/.

  TensorBody& body() const {
    if (!body_) [[unlikely]]
      fail_undefined();
    return *body_;
  }
  /// Both handles are the same tensor.
  bool is(const Tensor& other) const noexcept { return body_.get() == other.body_.get(); }
  /// Nobody else holds this tensor or its storage, so its memory may be reused.
  bool unique() const;
  /// First element; T must be the dtype's element type.
  template <class T>
  T* data() const;

  /// A contiguous tensor of uninitialised values.
  static Tensor uninitialized(const char* op, const Shape& shape, Dtype dtype);
  /// A view of this tensor's storage, unrecorded; the caller vouches that it stays inside.
  Tensor view(const Shape& shape, const Strides& strides, std::int64_t offset) const;
  /// Replaces values, shape and dtype in place: every handle sees the change, a leaf stays a leaf without its grad.
  void replace(const Tensor& values);

 private:
  explicit Tensor(Handle<TensorBody> body) noexcept : body_(std::move(body)) {}
  [[noreturn]] static void fail_undefined();
  std::int64_t position_of(const char* op, const Shape& indices) const;

  Handle<TensorBody> body_;
};

template <class T>
T* Tensor::data() const {
  const TensorBody& b = body();
  return reinterpret_cast<T*>(b.storage->data()) + b.offset;
}

template <class T>
std::span<T> Tensor::span() const {
  if (raw::tape != nullptr) [[unlikely]]
    raw::check_readable("span", *this);
  check(dtype() == dtype_of<T>(), "span", "the tensor holds ", dtype(), ", not ", dtype_of<T>());
  check(is_contiguous(), "span", "the tensor of shape ", shape(), " is strided; call contiguous() first");
  return {data<T>(), static_cast<std::size_t>(numel())};
}

template <class T>
T Tensor::at(const Shape& indices) const {
  if (raw::tape != nullptr) [[unlikely]]
    raw::check_readable("at", *this);
  const std::int64_t position = position_of("at", indices);
  return dispatch(dtype(), [&](auto zero) { return static_cast<T>(data<decltype(zero)>()[position]); });
}

template <class T>
T Tensor::item() const {
  if (raw::tape != nullptr) [[unlikely]]
    raw::check_readable("item", *this);
  check(numel() == 1, "item", "needs exactly one element, got shape ", shape());
  return dispatch(dtype(), [&](auto zero) { return static_cast<T>(data<decltype(zero)>()[0]); });
}

}  // namespace thalweg
