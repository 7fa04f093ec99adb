// Finding layers, and their Kronecker factors.
#include <thalweg/optim/kfac_layers.hpp>

#include <algorithm>
#include <cmath>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/joins.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/nn/conv2d.hpp>
#include <thalweg/nn/linear.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/linear_algebra.hpp>

namespace thalweg::optim {

namespace {

constexpr const char* method = "k-fac";

void check_conv(const std::string& name, const nn::Conv2d& conv) {
  check(conv.weight.size(2) == 1 && conv.weight.size(3) == 1, method, "layer ", name, " has a kernel of ",
        conv.weight.size(2), " x ", conv.weight.size(3), ", only 1 x 1 is supported; NaturalGradient takes any model");
  check(conv.stride.h == 1 && conv.stride.w == 1 && conv.padding.h == 0 && conv.padding.w == 0, method, "layer ", name,
        " has a stride or padding, only stride 1 without padding is supported; NaturalGradient takes any model");
}

void add_layer(std::vector<KfacLayer>& layers, const std::string& prefix, const Tensor& weight, const Tensor& bias) {
  for (const KfacLayer& other : layers)
    check(!other.weight.is(weight), method, "layers share the weight ", other.name,
          "; NaturalGradient takes any model");
  layers.push_back({prefix + "weight", weight, bias});
}

/// The rows of a layer's input or output: (..., size) or planes (batch, size, h, w) -> (rows, size).
Tensor rows_of(const Tensor& x, bool planes) {
  const Tensor last = planes ? permute(x, {0, 2, 3, 1}) : x;
  return reshape(last, {-1, last.size(-1)});
}

double mean_diagonal_of(const Tensor& matrix) { return trace(matrix).item() / static_cast<double>(matrix.size(0)); }

/// m^-1 for symmetric positive definite m, by m = L L'.
Tensor inverse_of(const Tensor& m) {
  const Tensor l = raw::solve_triangular(raw::cholesky(m), eye(m.size(0)), {});
  return matmul(transpose(l, 0, 1), l);
}

}  // namespace

std::vector<KfacLayer> kfac_layers(nn::Module& model) {
  std::vector<KfacLayer> layers;
  for (const nn::Visitor::Part& part : model.modules()) {
    const std::string prefix = part.name.empty() ? "" : part.name + ".";
    if (const auto* linear = dynamic_cast<const nn::Linear*>(part.module))
      add_layer(layers, prefix, linear->weight, linear->bias);
    if (const auto* conv = dynamic_cast<const nn::Conv2d*>(part.module)) {
      check_conv(part.name, *conv);
      add_layer(layers, prefix, conv->weight, conv->bias);
    }
  }
  for (const NamedTensor& each : model.named_parameters()) {
    const bool covered = std::any_of(layers.begin(), layers.end(), [&](const KfacLayer& layer) {
      return layer.weight.is(each.tensor) || (layer.bias.defined() && layer.bias.is(each.tensor));
    });
    check(covered, method, "parameter ", each.name, " of shape ", each.tensor.shape(),
          " belongs to no Linear or Conv2d; NaturalGradient takes any model");
  }
  return layers;
}

void KfacCapture::saw(const Call& call) {
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    if (!layers_[k].weight.is(call.weight)) continue;
    if (++calls_[k].times == 1) calls_[k] = {call.x.detach(), call.y, 1};
  }
}

std::vector<KroneckerFactors> KfacCapture::factors(const Tensor& outputs, const OutputFisher& metric) const {
  std::vector<Tensor> ys;
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    check_use(calls_[k].times == 1, method, "the closure called the layer of ", layers_[k].name, ' ', calls_[k].times,
              " times in one pass; K-FAC needs exactly one call, NaturalGradient takes any model");
    ys.push_back(calls_[k].y);
  }
  std::vector<KroneckerFactors> result(layers_.size());
  const auto planes = [&](std::size_t k) { return layers_[k].weight.rank() == 4; };
  for (const Tensor& root : metric.roots()) {
    const auto g = grad(std::span(&outputs, 1), ys, std::span(&root, 1), {.allow_unused = true});
    const NoGrad guard;
    for (std::size_t k = 0; k < g.size(); ++k) {
      const Tensor rows = rows_of(g[k], planes(k));
      const Tensor part = matmul(transpose(rows, 0, 1), rows) * (1 / static_cast<double>(rows.size(0)));
      result[k].g = result[k].g.defined() ? result[k].g + part : part;
    }
  }
  const NoGrad guard;
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    Tensor x = rows_of(calls_[k].x, planes(k));
    if (layers_[k].bias.defined()) x = cat({x, ones({x.size(0), 1}, {.dtype = x.dtype()})}, 1);
    result[k].a = matmul(transpose(x, 0, 1), x) * (1 / static_cast<double>(metric.batch()));
  }
  return result;
}

KroneckerFactors damped_inverse(const KroneckerFactors& factors, double lambda) {
  const NoGrad guard;
  const Tensor a = factors.a.to(float64), g = factors.g.to(float64);
  const double ratio = std::sqrt(mean_diagonal_of(a) / mean_diagonal_of(g));
  const double pi = ratio > 0 && std::isfinite(ratio) ? ratio : 1;
  const auto damped = [](const Tensor& m, double by) { return inverse_of(m + by * eye(m.size(0))); };
  return {damped(a, pi * std::sqrt(lambda)).to(factors.a.dtype()),
          damped(g, std::sqrt(lambda) / pi).to(factors.g.dtype())};
}

LayerGradient precondition(const KroneckerFactors& inverse, const LayerGradient& gradient) {
  const NoGrad guard;
  const std::int64_t out = gradient.weight.size(0), in = gradient.weight.numel() / out;
  Tensor matrix = reshape(gradient.weight, {out, in});
  if (gradient.bias.defined()) matrix = cat({matrix, reshape(gradient.bias, {out, 1})}, 1);
  const Tensor product = matmul(matmul(inverse.g, matrix), inverse.a);
  LayerGradient result{reshape(slice(product, 1, 0, in), gradient.weight.shape()), {}};
  if (gradient.bias.defined()) result.bias = contiguous(select(product, 1, in));
  return result;
}

}  // namespace thalweg::optim
