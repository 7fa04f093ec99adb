// Fisher matrices: products by the derivative of a derivative, rows by one pass each.
#include <thalweg/optim/fisher.hpp>

#include <utility>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/optim/flat_parameters.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg::optim {

namespace {

using Tensors = std::vector<Tensor>;

const Tensor& with_graph(const Tensor& outputs) {
  check_use(outputs.requires_grad(), "fisher", "the outputs of shape ", outputs.shape(),
            " have no graph; compute them from the parameters outside no_grad");
  return outputs;
}

/// sum_k <seed_k, y_k> by the parameters; what is not used has zeros.
Tensors pull(const Tensors& ys, const Tensors& xs, const Tensors& seeds, bool create_graph = false) {
  return grad(ys, xs, seeds, {.create_graph = create_graph, .allow_unused = true});
}

/// A row of a matrix from values shaped like the parameters.
void put_row(const Tensor& matrix, std::int64_t row, const Tensors& values) {
  const Tensor to = raw::select(matrix, 0, row);
  std::int64_t at = 0;
  for (const Tensor& value : values) {
    raw::copy(raw::slice(to, 0, at, at + value.numel()), raw::reshape(value, {value.numel()}));
    at += value.numel();
  }
}

/// Zeros like y with a one at element i.
Tensor unit(const Tensor& y, std::int64_t i) {
  Tensor flat = zeros({y.numel()}, {.dtype = y.dtype()});
  flat.set({i}, 1);
  return raw::reshape(flat, y.shape());
}

void check_alike(const Tensors& v, const Tensors& parameters) {
  check(v.size() == parameters.size(), "fisher", "got ", v.size(), " tensors for ", parameters.size(), " parameters");
  for (std::size_t k = 0; k < v.size(); ++k)
    check(v[k].shape() == parameters[k].shape() && v[k].dtype() == parameters[k].dtype(), "fisher", "tensor ", k,
          " of the vector, ", v[k].dtype(), ' ', v[k].shape(), ", must match its parameter, ", parameters[k].dtype(),
          ' ', parameters[k].shape());
}

}  // namespace

FisherProduct::FisherProduct(const Tensor& outputs, const Parameters& parameters, const FisherOptions& options)
    : parameters_(parameters.list()),
      tensors_(tensors_of(parameters_)),
      outputs_(with_graph(outputs)),
      metric_(outputs, options),
      u_(zeros_like(outputs).requires_grad_()),
      w_(pull({outputs}, tensors_, {u_}, true)) {}

Tensor FisherProduct::push(const Tensors& v) const {
  check_alike(v, tensors_);
  Tensors used, seeds;
  for (std::size_t k = 0; k < w_.size(); ++k) {
    if (!w_[k].requires_grad()) continue;
    used.push_back(w_[k]);
    seeds.push_back(v[k]);
  }
  return used.empty() ? zeros_like(u_) : pull(used, {u_}, seeds).front().detach();
}

Tensors FisherProduct::operator()(const Tensors& v) const {
  Tensors product = pull({outputs_}, tensors_, {metric_(push(v))});
  for (Tensor& part : product) part = part.detach();
  return product;
}

void FisherProduct::operator()(std::span<const double> v, std::span<double> product) const {
  to_flat((*this)(from_flat(v, parameters_)), product);
}
void FisherProduct::operator()(std::span<const float> v, std::span<float> product) const {
  to_flat((*this)(from_flat(v, parameters_)), product);
}

double FisherProduct::form(const Tensors& v, const Tensors& w) const {
  const NoGrad guard;
  const Tensor along = push(v);
  return sum((&v == &w ? along : push(w)) * metric_(along)).item();
}

Tensor fisher_matrix(const Tensor& outputs, const Parameters& parameters, const FisherOptions& options) {
  const OutputFisher metric(with_graph(outputs), options);
  const Tensors xs = tensors_of(parameters.list());
  const std::int64_t m = outputs.numel(), n = flat_size(parameters.list());
  const Tensor jacobian = zeros({m, n}, {.dtype = outputs.dtype()});
  for (std::int64_t i = 0; i < m; ++i) put_row(jacobian, i, pull({outputs}, xs, {unit(outputs, i)}));
  const NoGrad guard;
  const Shape shape = outputs.shape();
  const Tensor weighted = metric(reshape(jacobian, shape.inserted(shape.rank(), n)));
  return matmul(transpose(jacobian, 0, 1), reshape(weighted, {m, n}));
}

Tensor kl_hessian(const Tensor& outputs, const Parameters& parameters, const FisherOptions& options) {
  const Tensors xs = tensors_of(parameters.list());
  const WithGrad recording;
  const Tensors g = pull({kl_divergence(with_graph(outputs), outputs, options)}, xs, {Tensor{}}, true);
  const std::int64_t n = flat_size(parameters.list());
  const Tensor hessian = zeros({n, n}, {.dtype = outputs.dtype()});
  std::int64_t row = 0;
  for (const Tensor& part : g)
    for (std::int64_t i = 0; i < part.numel(); ++i, ++row)
      if (part.requires_grad()) put_row(hessian, row, pull({part}, xs, {unit(part, i)}));
  return hessian;
}

}  // namespace thalweg::optim
