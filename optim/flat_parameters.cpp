// Between the list of parameters and one flat vector.
#include <thalweg/optim/flat.hpp>

#include <algorithm>

#include <thalweg/tensor/errors.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::optim {

std::int64_t flat_size(const std::vector<NamedTensor>& parameters) {
  std::int64_t count = 0;
  for (const NamedTensor& each : parameters) count += each.tensor.numel();
  return count;
}

void flatten(const std::vector<Tensor>& values, std::span<double> flat) {
  std::size_t at = 0;
  for (const Tensor& value : values) {
    const Tensor plain = raw::contiguous(value);
    dispatch_floating(plain.dtype(), [&](auto zero) {
      const auto from = plain.span<decltype(zero)>();
      std::copy(from.begin(), from.end(), flat.begin() + static_cast<std::ptrdiff_t>(at));
      at += from.size();
    });
  }
  check(at == flat.size(), "flatten", "the values have ", at, " elements, the vector has ", flat.size());
}

namespace {

/// Copies one parameter's part of the flat vector, which begins at `at`, into `to`.
void fill(const Tensor& to, std::span<const double> flat, std::size_t& at) {
  dispatch_floating(to.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (T& value : to.span<T>()) value = static_cast<T>(flat[at++]);
  });
}

void check_flat(std::span<const double> flat, const std::vector<NamedTensor>& parameters) {
  const std::int64_t count = flat_size(parameters);
  check(count == static_cast<std::int64_t>(flat.size()), "unflatten", "the parameters have ", count,
        " elements, the vector has ", flat.size());
}

}  // namespace

std::vector<Tensor> unflatten(std::span<const double> flat, const std::vector<NamedTensor>& parameters) {
  check_flat(flat, parameters);
  std::vector<Tensor> result;
  std::size_t at = 0;
  for (const NamedTensor& each : parameters) {
    result.push_back(Tensor::uninitialized("unflatten", each.tensor.shape(), each.tensor.dtype()));
    fill(result.back(), flat, at);
  }
  return result;
}

void assign(const std::vector<NamedTensor>& parameters, std::span<const double> flat) {
  check_flat(flat, parameters);
  std::size_t at = 0;
  for (const NamedTensor& each : parameters) {
    fill(each.tensor, flat, at);
    each.tensor.body().storage->bump_version();
  }
}

}  // namespace thalweg::optim
