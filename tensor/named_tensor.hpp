// Tensors with names: what modules list, optimizers own state for, and checkpoints hold.
#pragma once

#include <map>
#include <string>

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

/// A parameter and its path in its model, such as "0.weight".
struct NamedTensor {
  std::string name;  ///< "0.weight"
  Tensor tensor;     ///< the tensor itself, shared
};

/// Plain values by name: what state_dict() returns and load_state_dict() takes.
using StateDict = std::map<std::string, Tensor>;

}  // namespace thalweg
