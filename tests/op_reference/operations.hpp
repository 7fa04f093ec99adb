// What this library computes under each name in tests/data/op_reference.txt.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <thalweg/tensor/tensor.hpp>

namespace thalweg::reference {

using Inputs = std::vector<Tensor>;

struct Operation {
  /// As tools/record_op_reference.py calls it.
  std::string name;
  std::function<Tensor(const Inputs&)> f;
};

using Operations = std::vector<Operation>;

/// All of them, each name once.
Operations operations();

// The groups that have files of their own.
Operations elementwise();
Operations reductions();
Operations joins();
Operations indexing();
Operations planes();
Operations losses();

}  // namespace thalweg::reference
