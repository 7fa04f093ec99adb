// Reductions, joins and indexing, as in the recorder's lists REDUCTIONS, JOINS and INDEXING.
#include <limits>

#include <tests/op_reference/operations.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/indexing.hpp>
#include <thalweg/autograd/joins.hpp>
#include <thalweg/autograd/reduce.hpp>

namespace thalweg::reference {

namespace {

Tensor squared(const Tensor& x) { return x * x; }

}  // namespace

Operations reductions() {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  return {
      {"sum", [](const Inputs& x) { return sum(squared(x[0])); }},
      {"sum, axis 1", [](const Inputs& x) { return sum(squared(x[0]), {1}); }},
      {"sum, axes 0 and 2, kept",
       [](const Inputs& x) {
         return sum(squared(x[0]), {0, 2}, true);
       }},
      {"mean", [](const Inputs& x) { return mean(squared(x[0])); }},
      {"mean, axis 0, kept", [](const Inputs& x) { return mean(squared(x[0]), {0}, true); }},
      {"prod", [](const Inputs& x) { return prod(x[0]); }},
      {"prod, axis 1", [](const Inputs& x) { return prod(x[0], {1}); }},
      {"max", [](const Inputs& x) { return max(squared(x[0])); }},
      {"max, axis 1", [](const Inputs& x) { return max(squared(x[0]), {1}); }},
      {"min", [](const Inputs& x) { return min(squared(x[0])); }},
      {"min, axis 0, kept", [](const Inputs& x) { return min(squared(x[0]), {0}, true); }},
      {"argmax", [](const Inputs& x) { return argmax(x[0]); }},
      {"argmax, axis 1, kept", [](const Inputs& x) { return argmax(x[0], 1, true); }},
      {"argmin", [](const Inputs& x) { return argmin(x[0]); }},
      {"argmin, axis 0", [](const Inputs& x) { return argmin(x[0], 0); }},
      {"var", [](const Inputs& x) { return var(x[0]); }},
      {"var, axis 1, correction 0", [](const Inputs& x) { return var(x[0], {1}, false, 0); }},
      {"std", [](const Inputs& x) { return thalweg::std(x[0]); }},
      {"std, axis 1, kept", [](const Inputs& x) { return thalweg::std(x[0], {1}, true); }},
      {"norm", [](const Inputs& x) { return norm(x[0]); }},
      {"norm, axis 1", [](const Inputs& x) { return norm(x[0], 2, {1}); }},
      {"norm, p 1", [](const Inputs& x) { return norm(squared(x[0]), 1); }},
      {"norm, p 3, axis 0", [](const Inputs& x) { return norm(x[0], 3, {0}); }},
      {"norm, p infinite", [](const Inputs& x) { return norm(squared(x[0]), infinite); }},
      {"cumsum", [](const Inputs& x) { return cumsum(squared(x[0]), 1); }},
      {"cumsum, axis 0", [](const Inputs& x) { return cumsum(squared(x[0]), 0); }},
  };
}

Operations joins() {
  return {
      {"cat",
       [](const Inputs& x) {
         return cat({squared(x[0]), squared(x[1])}, 1);
       }},
      {"stack",
       [](const Inputs& x) {
         return stack({squared(x[0]), squared(x[1])}, 1);
       }},
      {"flip", [](const Inputs& x) { return flip(squared(x[0]), {1}); }},
      {"pad",
       [](const Inputs& x) {
         return pad(squared(x[0]), {1, 2}, {1, 0}, 0.5);
       }},
  };
}

Operations indexing() {
  return {
      {"gather", [](const Inputs& x) { return gather(squared(x[0]), 1, x[1]); }},
      {"index_select", [](const Inputs& x) { return index_select(squared(x[0]), 0, x[1]); }},
      {"scatter_add", [](const Inputs& x) { return scatter_add(squared(x[0]), 1, x[1], squared(x[2])); }},
      {"index_add", [](const Inputs& x) { return index_add(squared(x[0]), 0, x[1], squared(x[2])); }},
      {"one_hot", [](const Inputs& x) { return one_hot(x[0], 3); }},
  };
}

}  // namespace thalweg::reference
