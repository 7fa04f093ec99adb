// One flat vector for all parameters together, row-major and in the order of their list, whatever their dtype: what
// methods that look at all parameters at once compute with.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <thalweg/optim/parameters.hpp>

namespace thalweg::optim {

/// Elements of all parameters together.
std::int64_t flat_size(const std::vector<NamedTensor>& parameters);
/// float32 when all parameters are, else float64: the dtype of a flat vector that loses nothing.
Dtype flat_dtype(const std::vector<NamedTensor>& parameters);

/// Copies values shaped like the parameters one after the other; T is double or float. Error: counts that differ.
template <class T>
void to_flat(const std::vector<Tensor>& values, std::span<T> flat);
/// The same as a tensor of one axis and of flat_dtype.
Tensor to_flat(const std::vector<Tensor>& values, const std::vector<NamedTensor>& parameters);

/// Back: plain values in the shapes and dtypes of the parameters. Error: counts that differ.
template <class T>
std::vector<Tensor> from_flat(std::span<const T> flat, const std::vector<NamedTensor>& parameters);
std::vector<Tensor> from_flat(const Tensor& flat, const std::vector<NamedTensor>& parameters);

/// The sum of products of two flat tensors of one dtype, added up in double.
double flat_dot(const Tensor& a, const Tensor& b);

/// The tensors of a list of parameters.
std::vector<Tensor> tensors_of(const std::vector<NamedTensor>& parameters);

}  // namespace thalweg::optim
