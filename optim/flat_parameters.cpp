// Between the list of parameters and one flat vector.
#include <thalweg/optim/flat_parameters.hpp>

#include <thalweg/optim/arrays/vectors.hpp>
#include <thalweg/tensor/errors.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::optim {

std::int64_t flat_size(const std::vector<NamedTensor>& parameters) {
  std::int64_t count = 0;
  for (const NamedTensor& each : parameters) count += each.tensor.numel();
  return count;
}

Dtype flat_dtype(const std::vector<NamedTensor>& parameters) {
  for (const NamedTensor& each : parameters)
    if (each.tensor.dtype() != float32) return float64;
  return float32;
}

template <class T>
void to_flat(const std::vector<Tensor>& values, std::span<T> flat) {
  std::size_t count = 0, at = 0;
  for (const Tensor& value : values) count += static_cast<std::size_t>(value.numel());
  check(count == flat.size(), "to_flat", "the values have ", count, " elements, the vector has ", flat.size());
  for (const Tensor& value : values) {
    const Tensor plain = raw::contiguous(value);
    dispatch_floating(plain.dtype(), [&](auto zero) {
      for (const auto number : plain.span<decltype(zero)>()) flat[at++] = static_cast<T>(number);
    });
  }
}

Tensor to_flat(const std::vector<Tensor>& values, const std::vector<NamedTensor>& parameters) {
  const Tensor flat = Tensor::uninitialized("to_flat", {flat_size(parameters)}, flat_dtype(parameters));
  dispatch_floating(flat.dtype(), [&](auto zero) { to_flat(values, flat.span<decltype(zero)>()); });
  return flat;
}

template <class T>
std::vector<Tensor> from_flat(std::span<const T> flat, const std::vector<NamedTensor>& parameters) {
  const std::int64_t count = flat_size(parameters);
  check(count == static_cast<std::int64_t>(flat.size()), "from_flat", "the parameters have ", count,
        " elements, the vector has ", flat.size());
  std::vector<Tensor> result;
  std::size_t at = 0;
  for (const NamedTensor& each : parameters) {
    result.push_back(Tensor::uninitialized("from_flat", each.tensor.shape(), each.tensor.dtype()));
    dispatch_floating(each.tensor.dtype(), [&](auto zero) {
      using To = decltype(zero);
      for (To& value : result.back().span<To>()) value = static_cast<To>(flat[at++]);
    });
  }
  return result;
}

std::vector<Tensor> from_flat(const Tensor& flat, const std::vector<NamedTensor>& parameters) {
  return dispatch_floating(flat.dtype(), [&](auto zero) {
    using T = decltype(zero);
    return from_flat(std::span<const T>(flat.span<T>()), parameters);
  });
}

double flat_dot(const Tensor& a, const Tensor& b) {
  return dispatch_floating(a.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const auto x = a.span<T>(), y = b.span<T>();
    return arrays::sum_of(x.size(),
                          [&](std::size_t i) { return static_cast<double>(x[i]) * static_cast<double>(y[i]); });
  });
}

std::vector<Tensor> tensors_of(const std::vector<NamedTensor>& parameters) {
  std::vector<Tensor> list;
  for (const NamedTensor& each : parameters) list.push_back(each.tensor);
  return list;
}

template void to_flat(const std::vector<Tensor>&, std::span<double>);
template void to_flat(const std::vector<Tensor>&, std::span<float>);
template std::vector<Tensor> from_flat(std::span<const double>, const std::vector<NamedTensor>&);
template std::vector<Tensor> from_flat(std::span<const float>, const std::vector<NamedTensor>&);

}  // namespace thalweg::optim
