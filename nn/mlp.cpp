// mlp: putting the layers together.
#include <thalweg/nn/mlp.hpp>

#include <thalweg/nn/linear.hpp>

namespace thalweg::nn {

Sequential mlp(const std::vector<std::int64_t>& sizes, Random& random, const MlpOptions& options) {
  check(sizes.size() >= 2, "mlp", "needs at least an input and an output size, got ", sizes.size(), " sizes");
  Sequential model;
  for (std::size_t i = 1; i < sizes.size(); ++i) {
    if (i > 1) model.add(options.activation);
    model.add(Linear(sizes[i - 1], sizes[i], random, {.bias = options.bias, .dtype = options.dtype}));
  }
  return model;
}

}  // namespace thalweg::nn
