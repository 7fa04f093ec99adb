// What every load_state_dict checks before it changes anything.
#pragma once

#include <thalweg/tensor/named_tensor.hpp>

namespace thalweg::optim {

/// The names, shapes and dtypes of `state` must be those of `expected`. Error: the first that differs, for `method`.
void check_state(const char* method, const StateDict& expected, const StateDict& state);

}  // namespace thalweg::optim
