// Convolution and pooling, as in the recorder's list PLANES.
#include <tests/op_reference/operations.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/conv.hpp>
#include <thalweg/autograd/pool.hpp>

namespace thalweg::reference {

namespace {

Tensor squared(const Tensor& x) { return x * x; }

}  // namespace

Operations planes() {
  const auto with_bias = [](const Inputs& x) { return conv2d(x[0], x[1], x[2]); };
  return {
      {"conv2d", with_bias},
      {"conv2d, stride 2, padding 1", [](const Inputs& x) { return conv2d(x[0], x[1], {.stride = 2, .padding = 1}); }},
      {"conv2d, stride (1, 2), padding (0, 1)",
       [](const Inputs& x) {
         return conv2d(x[0], x[1], {.stride = {1, 2}, .padding = {0, 1}});
       }},
      {"conv2d, kernel 1", with_bias},
      {"unfold", [](const Inputs& x) { return unfold(squared(x[0]), 2, {.stride = 2, .padding = 1}); }},
      {"fold",
       [](const Inputs& x) {
         return fold(squared(x[0]), {3, 2}, 2);
       }},
      {"max_pool2d", [](const Inputs& x) { return max_pool2d(squared(x[0]), 2); }},
      {"max_pool2d, stride 1, padding 1",
       [](const Inputs& x) { return max_pool2d(squared(x[0]), 3, {.stride = 1, .padding = 1}); }},
      {"avg_pool2d", [](const Inputs& x) { return avg_pool2d(squared(x[0]), 2); }},
      {"avg_pool2d, stride 1, padding 1",
       [](const Inputs& x) {
         return avg_pool2d(squared(x[0]), {2, 3}, {.stride = 1, .padding = 1});
       }},
  };
}

}  // namespace thalweg::reference
