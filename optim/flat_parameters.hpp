// One flat vector of doubles for all parameters together, row-major and in the order of their list, whatever their
// dtype: what methods that look at all parameters at once compute with.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <thalweg/optim/parameters.hpp>

namespace thalweg::optim {

/// Elements of all parameters together.
std::int64_t flat_size(const std::vector<NamedTensor>& parameters);
/// Copies values shaped like the parameters, one after the other; `flat` has flat_size elements.
void flatten(const std::vector<Tensor>& values, std::span<double> flat);
/// The same values, plain, in the shapes and dtypes of the parameters.
std::vector<Tensor> unflatten(std::span<const double> flat, const std::vector<NamedTensor>& parameters);
/// Sets the parameters themselves, in place.
void assign(const std::vector<NamedTensor>& parameters, std::span<const double> flat);

}  // namespace thalweg::optim
