// Weights, 16 batches of images, and the step.
#include <bench/support/training_step.hpp>

#include <cmath>

#include <thalweg/autograd/activations.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/softmax.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::bench {

TrainingStep::TrainingStep(const std::vector<std::int64_t>& sizes, std::int64_t batch) {
  Random weights(1);
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
    const double bound = 1 / std::sqrt(static_cast<double>(sizes[i]));
    for (const Shape& shape : {Shape{sizes[i + 1], sizes[i]}, Shape{sizes[i + 1]}}) {
      Tensor parameter = empty(shape, {.dtype = float32});
      weights.fill_uniform(parameter.span<float>(), -bound, bound);
      parameters_.push_back(parameter.requires_grad_());
    }
  }
  Random pixels(2);
  Random classes(3);
  for (int k = 0; k < 16; ++k) {
    images_.push_back(empty({batch, sizes.front()}, {.dtype = float32}));
    pixels.fill_uniform(images_.back().span<float>());
    labels_.push_back(empty({batch}, {.dtype = int64}));
    for (std::int64_t& label : labels_.back().span<std::int64_t>())
      label = static_cast<std::int64_t>(classes.uniform() * static_cast<double>(sizes.back()));
  }
  adam_.emplace(parameters_, optim::AdamOptions{.lr = 1e-3});
}

double TrainingStep::run(int steps) {
  double last = 0;
  for (int i = 0; i < steps; ++i, ++t_) {
    Tensor h = images_[t_ % 16];
    for (std::size_t k = 0; k < parameters_.size(); k += 2) {
      h = linear(h, parameters_[k], parameters_[k + 1]);
      if (k + 2 < parameters_.size()) h = leaky_relu(h, 0.01);
    }
    const Tensor loss = mean(softmax_cross_entropy(h, labels_[t_ % 16]));
    adam_->zero_grad();
    loss.backward();
    adam_->step();
    last = loss.item();
  }
  return last;
}

}  // namespace thalweg::bench
