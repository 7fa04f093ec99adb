// Sequential: the chain and its names.
#include <thalweg/nn/sequential.hpp>

#include <thalweg/tensor/errors.hpp>

namespace thalweg::nn {

const Layer& Sequential::operator[](std::size_t i) const {
  check(i < size(), "Sequential", "there is no layer ", i, " among ", size());
  return layers_[i];
}
Layer& Sequential::operator[](std::size_t i) { return const_cast<Layer&>(std::as_const(*this)[i]); }

Tensor Sequential::operator()(const Tensor& x) const {
  Tensor y = x;
  for (const Layer& layer : layers_) y = layer(y);
  return y;
}

void Sequential::visit(Visitor& visitor) {
  for (std::size_t i = 0; i < size(); ++i) layers_[i].visit(std::to_string(i), visitor);
}

}  // namespace thalweg::nn
