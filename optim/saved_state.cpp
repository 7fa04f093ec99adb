// Comparing a saved state with the one that is expected.
#include <thalweg/optim/saved_state.hpp>

#include <thalweg/tensor/errors.hpp>

namespace thalweg::optim {

void check_state(const char* method, const StateDict& expected, const StateDict& state) {
  for (const auto& [name, own] : expected) {
    const auto found = state.find(name);
    check(found != state.end(), method, "the state to load lacks ", name);
    check(found->second.shape() == own.shape() && found->second.dtype() == own.dtype(), method, name, " is ",
          own.dtype(), ' ', own.shape(), " here, but ", found->second.dtype(), ' ', found->second.shape(),
          " in the state to load");
  }
  for (const auto& [name, value] : state)
    check(expected.contains(name), method, "the state to load has ", name, ", which this optimizer does not");
}

}  // namespace thalweg::optim
