// The counterpart of the lists in tools/record_op_reference.py, in their order.
#include <tests/op_reference/operations.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/linear_algebra.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/softmax.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg::reference {

namespace {

Operations arithmetic() {
  return {
      {"add", [](const Inputs& x) { return x[0] + x[1]; }},
      {"sub", [](const Inputs& x) { return x[0] - x[1]; }},
      {"mul", [](const Inputs& x) { return x[0] * x[1]; }},
      {"mul, both stretched", [](const Inputs& x) { return x[0] * x[1]; }},
      {"div", [](const Inputs& x) { return x[0] / x[1]; }},
      {"div, scalar on the left", [](const Inputs& x) { return 3 / x[0]; }},
      {"neg", [](const Inputs& x) { return -x[0]; }},
  };
}

Tensor squared(const Tensor& x) { return x * x; }

Operations of_views() {
  return {
      {"reshape",
       [](const Inputs& x) {
         return reshape(squared(x[0]), {3, 2});
       }},
      {"permute",
       [](const Inputs& x) {
         return permute(squared(x[0]), {2, 0, 1});
       }},
      {"transpose", [](const Inputs& x) { return transpose(squared(x[0]), 0, 1); }},
      {"squeeze", [](const Inputs& x) { return squeeze(squared(x[0]), {1}); }},
      {"unsqueeze", [](const Inputs& x) { return unsqueeze(squared(x[0]), 1); }},
      {"expand",
       [](const Inputs& x) {
         return expand(squared(x[0]), {2, 3});
       }},
      {"slice", [](const Inputs& x) { return slice(squared(x[0]), 1, 1, 5, 2); }},
      {"select", [](const Inputs& x) { return select(squared(x[0]), 1, 2); }},
      {"diagonal", [](const Inputs& x) { return diagonal(squared(x[0]), 1); }},
      {"flatten", [](const Inputs& x) { return flatten(squared(x[0]), 1); }},
      {"to float32 and back", [](const Inputs& x) { return squared(x[0]).to(float32).to(float64); }},
      {"clone", [](const Inputs& x) { return clone(squared(x[0])); }},
      {"contiguous", [](const Inputs& x) { return contiguous(transpose(squared(x[0]), 0, 1)); }},
  };
}

Operations products() {
  const auto product = [](const Inputs& x) { return matmul(x[0], x[1]); };
  return {
      {"matmul", product},
      {"matmul, vector and vector", product},
      {"matmul, matrix and vector", product},
      {"matmul, vector and matrix", product},
      {"matmul, stacks", product},
      {"matmul, stretched stacks", product},
      {"matmul, stack and matrix", product},
      {"matmul, stack and vector", product},
      {"linear", [](const Inputs& x) { return linear(x[0], x[1], x[2]); }},
      {"dot", [](const Inputs& x) { return dot(x[0], x[1]); }},
      {"outer", [](const Inputs& x) { return outer(x[0], x[1]); }},
      {"trace", [](const Inputs& x) { return trace(x[0]); }},
  };
}

/// Symmetric positive definite, from any square matrix.
Tensor definite(const Tensor& x) { return matmul(x, transpose(x, -1, -2)) + 3 * eye(x.size(-1)); }

Operations of_linear_algebra() {
  const auto system = [](const Inputs& x) { return solve(x[0], x[1]); };
  const auto inverted = [](const Inputs& x) { return inverse(x[0]); };
  const auto factor = [](const Inputs& x) { return cholesky(definite(x[0])); };
  return {
      {"solve, matrix", system},
      {"solve, vector", system},
      {"solve, stacks", system},
      {"solve_triangular, lower", [](const Inputs& x) { return solve_triangular(x[0], x[1]); }},
      {"solve_triangular, upper", [](const Inputs& x) { return solve_triangular(x[0], x[1], {.upper = true}); }},
      {"inverse", inverted},
      {"inverse, stack", inverted},
      {"cholesky", factor},
      {"cholesky, stack", factor},
      {"logdet", [](const Inputs& x) { return logdet(definite(x[0])); }},
      {"slogdet", [](const Inputs& x) { return slogdet(x[0]).log_abs; }},
      {"det", [](const Inputs& x) { return det(x[0]); }},
  };
}

Operations of_softmax() {
  return {
      {"softmax", [](const Inputs& x) { return softmax(x[0]); }},
      {"softmax, axis 0", [](const Inputs& x) { return softmax(x[0], 0); }},
      {"log_softmax", [](const Inputs& x) { return log_softmax(x[0]); }},
      {"log_softmax, axis 0", [](const Inputs& x) { return log_softmax(x[0], 0); }},
      {"logsumexp", [](const Inputs& x) { return logsumexp(x[0]); }},
      {"logsumexp, axis 1, kept", [](const Inputs& x) { return logsumexp(x[0], {1}, true); }},
      {"softmax_cross_entropy", [](const Inputs& x) { return softmax_cross_entropy(x[0], x[1]); }},
  };
}

}  // namespace

Operations operations() {
  Operations all;
  for (const Operations& group : {arithmetic(), of_views(), products(), of_linear_algebra(), of_softmax(),
                                  elementwise(), reductions(), joins(), indexing(), planes(), losses()})
    all.insert(all.end(), group.begin(), group.end());
  return all;
}

}  // namespace thalweg::reference
