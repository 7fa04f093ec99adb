// Fisher matrices: the product, the matrix and the Hessian of the divergence are one and the same.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include <thalweg/autograd/activations.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/in_place.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/mode.hpp>
#include <thalweg/autograd/piecewise.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/softmax.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/nn/conv2d.hpp>
#include <thalweg/nn/linear.hpp>
#include <thalweg/nn/losses.hpp>
#include <thalweg/nn/mlp.hpp>
#include <thalweg/optim/fisher.hpp>
#include <thalweg/optim/flat_parameters.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/create_random.hpp>
#include <thalweg/tensor/linear_algebra.hpp>

#include <tests/support/numbers.hpp>

namespace thalweg::optim {

namespace {

/// F column by column.
Tensor by_products(const FisherProduct& product) {
  const std::int64_t n = flat_size(product.parameters());
  std::vector<double> unit(static_cast<std::size_t>(n)), column(unit);
  const Tensor matrix = zeros({n, n});
  for (std::int64_t i = 0; i < n; ++i) {
    unit.assign(unit.size(), 0);
    unit[static_cast<std::size_t>(i)] = 1;
    product(std::span<const double>(unit), std::span(column));
    raw::copy(raw::select(matrix, 1, i), from_span(std::span<const double>(column), {n}));
  }
  return matrix;
}

struct Model {
  const char* name;
  nn::Sequential network;
  Tensor x;
  FisherOptions options;
  Tensor outputs() const { return network(x); }
};

std::vector<Model> models(Dtype dtype = float64) {
  Random random(7);
  const auto normal = [&](const Shape& shape) { return randn(shape, random, {.dtype = dtype}); };
  std::vector<Model> list;
  list.push_back({"softmax MLP",
                  nn::mlp({3, 4, 3}, random, {.activation = nn::Tanh{}, .dtype = dtype}),
                  normal({5, 3}),
                  {.family = Family::softmax}});
  list.push_back({"Gaussian MLP",
                  nn::mlp({3, 4, 2}, random, {.activation = nn::Tanh{}, .dtype = dtype}),
                  normal({6, 3}),
                  {.family = Family::gaussian, .variance = 0.3}});
  const nn::Layer classes_last = [](const Tensor& y) { return permute(y, {0, 2, 3, 1}); };
  list.push_back({"softmax over the pixels of 1 x 1 convolutions",
                  {nn::Conv2d(2, 3, 1, random, {.dtype = dtype}), nn::Tanh{},
                   nn::Conv2d(3, 4, 1, random, {.dtype = dtype}), classes_last},
                  normal({2, 2, 2, 3}),
                  {.family = Family::softmax}});
  list.push_back({"Gaussian planes of 1 x 1 convolutions",
                  {nn::Conv2d(2, 3, 1, random, {.dtype = dtype}), nn::Tanh{},
                   nn::Conv2d(3, 2, 1, random, {.bias = false, .dtype = dtype})},
                  normal({3, 2, 2, 2}),
                  {.family = Family::gaussian}});
  return list;
}

}  // namespace

TEST_CASE("fisher: product, dense matrix and Hessian of the divergence agree to 1e-10 on small models") {
  for (const Model& model : models()) {
    INFO(model.name);
    const Tensor outputs = model.outputs();
    const auto parameters = model.network.named_parameters();
    const Tensor dense = fisher_matrix(outputs, parameters, model.options);
    CHECK(max(abs(dense)).item() > 1e-2);
    CHECK(distance(by_products(FisherProduct(outputs, parameters, model.options)), dense) < 1e-10);
    CHECK(distance(kl_hessian(outputs, parameters, model.options), dense) < 1e-10);
  }
}

TEST_CASE("fisher: the matrix is symmetric, positive semidefinite, and of no higher rank than there are outputs") {
  for (const Model& model : models()) {
    INFO(model.name);
    const Tensor outputs = model.outputs();
    const Tensor f = by_products(FisherProduct(outputs, model.network.parameters(), model.options));
    CHECK(distance(f, transpose(f, 0, 1)) < 1e-14);
    const std::vector<double> values = numbers(raw::eigvalsh(f));
    CHECK(values.front() > -1e-14);
    std::int64_t rank = 0;
    for (const double value : values) rank += value > 1e-12;
    CHECK(rank <= outputs.numel());
    CHECK(rank > 0);
  }
}

TEST_CASE("fisher: one layer of logits and one input, worked out by hand") {
  // logits = w x with w (2, 1), x = 3, equal probabilities: H = [[1, -1], [-1, 1]] / 4, F = 9 H.
  Tensor w = zeros({2, 1});
  w.requires_grad_();
  const Tensor logits = linear(tensor({{3.0}}), w);
  const std::vector<double> expected{2.25, -2.25, -2.25, 2.25};
  CHECK(distance(fisher_matrix(logits, {w}), expected) < 1e-15);
  CHECK(distance(by_products(FisherProduct(logits, {w})), expected) < 1e-15);
  CHECK(distance(kl_hessian(logits, {w}), expected) < 1e-14);
  // The same as means of variance 2: F = 9 I / 2.
  const FisherOptions gaussian{.family = Family::gaussian, .variance = 2};
  CHECK(distance(by_products(FisherProduct(logits, {w}, gaussian)), {4.5, 0, 0, 4.5}) < 1e-15);
}

TEST_CASE("fisher: the batch divides once: a batch written down three times has the same matrix") {
  for (Model& model : models()) {
    INFO(model.name);
    const auto parameters = model.network.parameters();
    const Tensor once = fisher_matrix(model.outputs(), parameters, model.options);
    Shape repeated = model.x.shape().inserted(0, 3);
    const Tensor stretched = raw::contiguous(raw::expand(raw::unsqueeze(model.x, 0), repeated));
    Shape merged = model.x.shape();
    merged[0] *= 3;
    model.x = raw::reshape(stretched, merged);
    const Tensor outputs = model.outputs();
    CHECK(distance(fisher_matrix(outputs, parameters, model.options), once) < 1e-14);
    CHECK(distance(by_products(FisherProduct(outputs, parameters, model.options)), once) < 1e-14);
    CHECK(distance(kl_hessian(outputs, parameters, model.options), once) < 1e-13);
  }
}

TEST_CASE("fisher: the matrix is the mean of g g' over labels drawn from the model, taken exactly") {
  const Model model = models()[0];
  const auto parameters = model.network.parameters();
  const Tensor p = no_grad([&] { return softmax(model.outputs()); });
  const std::int64_t batch = p.size(0), n = flat_size(model.network.named_parameters());
  Tensor expected = zeros({n, n});
  for (std::int64_t b = 0; b < batch; ++b)
    for (std::int64_t c = 0; c < p.size(1); ++c) {
      const Tensor label = tensor({static_cast<double>(c)}, {.dtype = int64});
      const Tensor one = raw::slice(model.x, 0, b, b + 1);
      std::vector<double> g(static_cast<std::size_t>(n));
      to_flat(grad(nn::cross_entropy(model.network(one), label), parameters), std::span(g));
      const Tensor flat = from_span(std::span<const double>(g), {n});
      expected = expected + outer(flat, flat) * (p.at({b, c}) / static_cast<double>(batch));
    }
  CHECK(distance(fisher_matrix(model.outputs(), parameters), expected) < 1e-12);
}

TEST_CASE("fisher: for outputs linear in the parameters the product is that of the Hessian of the loss") {
  Random random(3);
  nn::Linear layer(4, 3, random);
  const Tensor x = randn({6, 4}, random), labels = integers({6}, 0, 3, random);
  const Tensor outputs = layer(x);
  const auto g = grad(nn::cross_entropy(outputs, labels), layer.parameters(), {.create_graph = true});
  const std::vector<Tensor> v{randn({3, 4}, random), randn({3}, random)};
  const auto hessian = grad(g, layer.parameters(), v);
  const auto fisher = FisherProduct(outputs, layer.parameters())(v);
  CHECK(distance(fisher[0], hessian[0]) < 1e-14);
  CHECK(distance(fisher[1], hessian[1]) < 1e-14);
}

TEST_CASE("fisher: float32 models have float32 products, equal to those of float64 up to rounding") {
  const std::vector<Model> narrow = models(float32);
  std::vector<Model> wide = models(float32);
  for (std::size_t k = 0; k < narrow.size(); ++k) {
    INFO(narrow[k].name);
    wide[k].network.to(float64);
    wide[k].x = wide[k].x.to(float64);
    const auto parameters = narrow[k].network.parameters();
    const FisherProduct product(narrow[k].outputs(), parameters, narrow[k].options);
    CHECK(product(parameters).front().dtype() == float32);
    const Tensor expected = fisher_matrix(wide[k].outputs(), wide[k].network.parameters(), wide[k].options);
    CHECK(distance(by_products(product), expected) < 1e-5);
  }
}

TEST_CASE("fisher: push is J v, form is v' F w, and parameters that are not used have zeros") {
  const Model model = models()[1];
  auto parameters = model.network.parameters();
  Tensor unused = ones({2});
  unused.requires_grad_();
  parameters.push_back(unused);
  const FisherProduct product(model.outputs(), parameters, model.options);
  Random random(11);
  std::vector<Tensor> v, w;
  for (const Tensor& each : parameters) {
    v.push_back(randn(each.shape(), random));
    w.push_back(randn(each.shape(), random));
  }
  const auto moved = [&](double step) {
    nn::Sequential copy = nn::clone(model.network);
    const auto own = copy.parameters();
    no_grad([&] {
      for (std::size_t k = 0; k < own.size(); ++k) own[k] += step * v[k];
    });
    return no_grad([&] { return copy(model.x); });
  };
  CHECK(distance(product.push(v), no_grad([&] { return (moved(1e-6) - moved(-1e-6)) / 2e-6; })) < 1e-8);
  const auto fw = product(w);
  double expected = 0;
  for (std::size_t k = 0; k < v.size(); ++k) expected += no_grad([&] { return sum(v[k] * fw[k]).item(); });
  CHECK(product.form(v, w) == doctest::Approx(expected).epsilon(1e-12));
  CHECK(product.form(v, v) > 0);
  CHECK(distance(fw.back(), {0, 0}) == 0);
  CHECK_FALSE(fw.front().requires_grad());
}

TEST_CASE("fisher: roots of the outputs' Fisher matrix add up to it, and the divergence is 0 at its minimum") {
  Random random(5);
  const Tensor logits = randn({4, 3}, random), s = randn({4, 3}, random);
  for (const FisherOptions& options : {FisherOptions{}, FisherOptions{.family = Family::gaussian, .variance = 0.2}}) {
    const OutputFisher metric(logits, options);
    CHECK(metric.batch() == 4);
    Tensor total = zeros({4, 3});
    for (const Tensor& root : metric.roots()) total = total + root * sum(root * s, {1}, true) / 4;
    CHECK(distance(metric(s), total) < 1e-15);
    CHECK(kl_divergence(logits, logits, options).item() == 0);
    CHECK(kl_divergence(logits, logits + 0.1 * s, options).item() > 0);
  }
  // Two equal classes against 1/4, 3/4: log(2 / sqrt 3).
  const Tensor logits_off = tensor({0.0, std::log(3.0)});
  CHECK(kl_divergence(zeros({2}), logits_off).item() == doctest::Approx(std::log(2 / std::sqrt(3.0))));
}

TEST_CASE("fisher: a product after the parameters have changed is refused") {
  const Model model = models()[0];
  const auto parameters = model.network.parameters();
  const FisherProduct product(model.outputs(), parameters, model.options);
  no_grad([&] { parameters[2] += 1.0; });
  CHECK_THROWS_AS(product(parameters), std::logic_error);
}

TEST_CASE("fisher: bad input is refused with one sentence") {
  Tensor w = ones({2, 2});
  w.requires_grad_();
  const Tensor x = ones({3, 2});
  CHECK_THROWS_WITH_AS(FisherProduct(x, {w}),
                       "fisher: the outputs of shape (3, 2) have no graph; compute them from the parameters outside "
                       "no_grad",
                       std::logic_error);
  CHECK_THROWS_WITH_AS(fisher_matrix(linear(x, w), {w}, {.family = Family::gaussian, .variance = 0}),
                       "fisher: variance must be a finite number above 0, got 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(FisherProduct(sum(w), {w}),
                       "fisher: logits need an axis of classes, got rank 0; for a mean use Family::gaussian",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(FisherProduct(linear(zeros({0, 2}), w), {w}),
                       "fisher: the outputs, of shape (0, 2), have no elements", std::invalid_argument);
  const FisherProduct product(linear(x, w), {w});
  CHECK_THROWS_WITH_AS(product(std::vector<Tensor>{}), "fisher: got 0 tensors for 1 parameters", std::invalid_argument);
  CHECK_THROWS_WITH_AS(product(std::vector<Tensor>{ones({3})}),
                       "fisher: tensor 0 of the vector, float64 (3,), must match its parameter, float64 (2, 2)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(kl_divergence(x, ones({2})),
                       "kl_divergence: the reference, float64 (3, 2), must match the outputs, float64 (2,)",
                       std::invalid_argument);
  std::vector<double> short_vector(3);
  CHECK_THROWS_WITH_AS(product(std::span<const double>(short_vector), std::span(short_vector)),
                       "from_flat: the parameters have 4 elements, the vector has 3", std::invalid_argument);
}

TEST_CASE("fisher: NaN in the outputs reaches the product") {
  Tensor w = ones({2, 2});
  w.requires_grad_();
  const Tensor x = full({1, 2}, std::numeric_limits<double>::quiet_NaN());
  CHECK(std::isnan(FisherProduct(linear(x, w), {w})(std::vector<Tensor>{ones({2, 2})}).front().at({0, 0})));
}

}  // namespace thalweg::optim
