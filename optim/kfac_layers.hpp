// The layers of a model that K-FAC can treat, what they compute in one call, and the Kronecker factors of each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <thalweg/nn/module.hpp>
#include <thalweg/nn/observer.hpp>
#include <thalweg/optim/output_fisher.hpp>

namespace thalweg::optim {

/// A Linear or a 1 x 1 Conv2d: y = W x + b for each row x of a matrix.
struct KfacLayer {
  std::string name;  ///< of its weight: "0.weight"
  Tensor weight, bias;
  std::int64_t inputs() const { return weight.size(1) + (bias.defined() ? 1 : 0); }
  std::int64_t outputs() const { return weight.size(0); }
};

/// All layers of the model in the order of its walk. Errors, by name: a parameter in no Linear or Conv2d; a Conv2d
/// with another kernel, stride or padding; one weight in two layers.
std::vector<KfacLayer> kfac_layers(nn::Module& model);

/// The block of one layer is A kron G (Martens, Grosse 2015; for convolutions Grosse, Martens 2016), the parameters
/// as the matrix [W b] (out, in + 1).
struct KroneckerFactors {
  Tensor a;  ///< (in + 1, in + 1): sum of x x' over rows, with x_{in+1} = 1 for the bias, divided by the batch
  Tensor g;  ///< (out, out): mean of g g' over rows, g the gradient of the log-likelihood by the layer's output
};

/// While it lives, notes what the layers of one call of the model compute.
class KfacCapture final : public nn::LayerObserver {
 public:
  explicit KfacCapture(const std::vector<KfacLayer>& layers) : layers_(layers), calls_(layers.size()) {}
  void saw(const Call& call) override;

  /// The factors of every layer, for the outputs that were computed from those calls. The expectation over the
  /// model's own targets is exact: one backward pass through the layers' outputs, without the weights, for each class
  /// or Gaussian output, and no random numbers. Error: a layer that was called never, or more than once.
  std::vector<KroneckerFactors> factors(const Tensor& outputs, const OutputFisher& metric) const;

 private:
  struct Noted {
    Tensor x, y;
    std::int64_t times = 0;
  };
  const std::vector<KfacLayer>& layers_;
  std::vector<Noted> calls_;
};

/// (A + pi sqrt(lambda) I)^-1 and (G + sqrt(lambda) / pi I)^-1, pi^2 = (trace A / size A) / (trace G / size G): the
/// factored Tikhonov damping, in which both factors take their part by size. Symmetric, computed in float64.
KroneckerFactors damped_inverse(const KroneckerFactors& factors, double lambda);

/// G^-1 [W b] A^-1 for gradients of weight and bias (undefined without), in their shapes.
struct LayerGradient {
  Tensor weight, bias;
};
LayerGradient precondition(const KroneckerFactors& inverse, const LayerGradient& gradient);

}  // namespace thalweg::optim
