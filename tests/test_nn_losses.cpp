// Losses: closed forms and hand numbers, reductions, gradients to second order, extremes, and what is refused.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>

#include <thalweg/autograd/activations.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/gradcheck.hpp>
#include <thalweg/autograd/indexing.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/softmax.hpp>
#include <thalweg/nn/losses.hpp>
#include <thalweg/tensor/create_random.hpp>
#include <thalweg/tensor/print.hpp>

#include <tests/support/numbers.hpp>

namespace thalweg {

using nn::Reduction;

namespace {

const double inf = std::numeric_limits<double>::infinity();

void check_gradients(const TensorsFunction& f, const std::vector<Tensor>& inputs) {
  const GradcheckReport first = gradcheck(f, inputs);
  CHECK_MESSAGE(first.ok, first.message);
  const GradcheckReport second = gradgradcheck(f, inputs);
  CHECK_MESSAGE(second.ok, second.message);
}

}  // namespace

TEST_CASE("losses: mse, l1 and their reductions by hand") {
  const Tensor y = tensor({{1, 2}, {3, 5}});
  const Tensor t = tensor({{1, 4}, {0, 4}});
  CHECK(nn::mse(y, t).item() == 3.5);
  CHECK(nn::mse(y, t, {.reduction = Reduction::sum}).item() == 14);
  CHECK(nn::mse(y, t, {.reduction = Reduction::batch_mean}).item() == 7);
  CHECK(to_string(nn::mse(y, t, {.reduction = Reduction::none})) == "[[0. 4.]\n [9. 1.]]");
  CHECK(nn::l1(y, t).item() == 1.5);
  CHECK(to_string(nn::l1(y, t, {.reduction = Reduction::none})) == "[[0. 2.]\n [3. 1.]]");
  CHECK(nn::mse(y.to(float32), t.to(float32)).dtype() == float32);
  CHECK(std::isnan(nn::mse(zeros({0}), zeros({0})).item()));
  CHECK(nn::mse(zeros({0}), zeros({0}), {.reduction = Reduction::sum}).item() == 0);
}

TEST_CASE("losses: the gradient of mse is 2 (y - t) / n") {
  Tensor y = tensor({1, 2, 4, 0}).requires_grad_();
  nn::mse(y, tensor({0, 2, 2, 1})).backward();
  CHECK(distance(y.grad(), {0.5, 0, 1, -0.5}) == 0);
}

TEST_CASE("losses: huber is a parabola up to delta and a line beyond") {
  const Tensor t = zeros({5});
  const Tensor y = tensor({-3, -1, 0.5, 2, 4});
  CHECK(distance(nn::huber(y, t, {.reduction = Reduction::none}), {2.5, 0.5, 0.125, 1.5, 3.5}) == 0);
  CHECK(distance(nn::huber(y, t, {.delta = 2, .reduction = Reduction::none}), {4, 0.5, 0.125, 2, 6}) == 0);
  CHECK(nn::huber(y, t).item() == doctest::Approx(8.125 / 5));
  Tensor x = tensor({-3, 0, 0.5, 4}).requires_grad_();
  const Tensor g = grad(nn::huber(x, zeros({4}), {.reduction = Reduction::sum}), x, {.create_graph = true});
  CHECK(distance(g, {-1, 0, 0.5, 1}) == 0);
  CHECK(distance(grad(sum(g), x), {0, 1, 1, 0}) == 0);
  CHECK(distance(nn::huber(y, t, {.delta = inf, .reduction = Reduction::none}), {4.5, 0.5, 0.125, 2, 8}) == 0);
}

TEST_CASE("losses: cross-entropy of equal logits is log(classes), of two classes the logistic loss") {
  CHECK(nn::cross_entropy(zeros({3, 10}), tensor({0, 5, 9}, {.dtype = int64})).item() ==
        doctest::Approx(std::log(10.0)).epsilon(1e-15));
  const Tensor x = tensor({{2, -1}});
  CHECK(nn::cross_entropy(x, tensor({1}, {.dtype = int64})).item() == doctest::Approx(std::log1p(std::exp(3.0))));
  CHECK(nn::cross_entropy(x[0], tensor(0, {.dtype = int64})).item() == doctest::Approx(std::log1p(std::exp(-3.0))));
}

TEST_CASE("losses: cross-entropy reductions, any leading axes, both dtypes") {
  Random random(1);
  const Tensor x = 3 * randn({2, 3, 4}, random);
  const Tensor labels = integers({2, 3}, 0, 4, random);
  const Tensor each = nn::cross_entropy(x, labels, {.reduction = Reduction::none});
  REQUIRE(each.shape() == Shape{2, 3});
  for (std::int64_t i = 0; i < 2; ++i)
    for (std::int64_t j = 0; j < 3; ++j) {
      double total = 0;
      for (std::int64_t c = 0; c < 4; ++c) total += std::exp(x.at({i, j, c}));
      CHECK(each.at({i, j}) ==
            doctest::Approx(std::log(total) - x.at({i, j, labels.at<std::int64_t>({i, j})})).epsilon(1e-13));
    }
  CHECK(nn::cross_entropy(x, labels).item() == doctest::Approx(mean(each).item()));
  CHECK(nn::cross_entropy(x, labels, {.reduction = Reduction::sum}).item() == doctest::Approx(sum(each).item()));
  CHECK(nn::cross_entropy(x, labels, {.reduction = Reduction::batch_mean}).item() ==
        doctest::Approx(sum(each).item() / 2));
  const Tensor single = nn::cross_entropy(x.to(float32), labels);
  CHECK(single.dtype() == float32);
  CHECK(single.item() == doctest::Approx(mean(each).item()).epsilon(1e-6));
}

TEST_CASE("losses: class indices and the same classes as probabilities agree, with smoothing, too") {
  Random random(2);
  const Tensor x = randn({5, 3}, random);
  const Tensor labels = integers({5}, 0, 3, random);
  for (const double smoothing : {0.0, 0.1, 1.0}) {
    const nn::CrossEntropyOptions options{.label_smoothing = smoothing, .reduction = Reduction::none};
    const Tensor by_label = nn::cross_entropy(x, labels, options);
    const Tensor by_probability = nn::cross_entropy(x, one_hot(labels, 3), options);
    const Tensor smooth = (1 - smoothing) * one_hot(labels, 3) + smoothing / 3;
    const Tensor by_hand = -sum(smooth * log_softmax(x), {1});
    CHECK(distance(by_label, by_hand) < 1e-14);
    CHECK(distance(by_probability, by_hand) < 1e-14);
  }
}

TEST_CASE("losses: the gradient of cross-entropy is (softmax - one hot) / batch") {
  Random random(3);
  Tensor x = randn({4, 3}, random).requires_grad_();
  const Tensor labels = integers({4}, 0, 3, random);
  nn::cross_entropy(x, labels).backward();
  CHECK(distance(x.grad(), (softmax(x.detach()) - one_hot(labels, 3)) / 4) < 1e-15);
}

TEST_CASE("losses: cross-entropy stays finite for huge logits") {
  const Tensor x = tensor({{1e4, 0, -1e4}}, {.dtype = float32});
  CHECK(nn::cross_entropy(x, tensor({2}, {.dtype = int64})).item() == 2e4);
  CHECK(nn::cross_entropy(x, tensor({0}, {.dtype = int64})).item() == 0);
}

TEST_CASE("losses: nll of log_softmax is cross-entropy") {
  Random random(4);
  const Tensor x = randn({2, 5, 3}, random);
  const Tensor labels = integers({2, 5}, 0, 3, random);
  CHECK(distance(nn::nll(log_softmax(x), labels, {.reduction = Reduction::none}),
                 nn::cross_entropy(x, labels, {.reduction = Reduction::none})) < 1e-14);
  CHECK(nn::nll(tensor({{-1, -2}, {-3, -4}}), tensor({1, 0}, {.dtype = int64})).item() == 2.5);
}

TEST_CASE("losses: kl_div by hand, in PyTorch's convention") {
  const Tensor p = tensor({{0.5, 0.5, 0}, {0.25, 0.25, 0.5}});
  const Tensor q = tensor({{0.25, 0.5, 0.25}, {0.25, 0.5, 0.25}});
  const double first = 0.5 * std::log(2.0);
  const double second = 0.25 * std::log(0.5) + 0.5 * std::log(2.0);
  CHECK(nn::kl_div(log(q), p, {.reduction = Reduction::sum}).item() == doctest::Approx(first + second));
  CHECK(nn::kl_div(log(q), p, {.reduction = Reduction::batch_mean}).item() == doctest::Approx((first + second) / 2));
  CHECK(nn::kl_div(log(q), p).item() == doctest::Approx((first + second) / 6));
  CHECK(nn::kl_div(log(q), p, {.reduction = Reduction::none}).at({0, 2}) == 0);
  const Tensor r = tensor({{0.5, 0.25, 0.25}, {0.1, 0.2, 0.7}});
  CHECK(distance(nn::kl_div(log(q), log(r), {.log_target = true, .reduction = Reduction::none}),
                 nn::kl_div(log(q), r, {.reduction = Reduction::none})) < 1e-15);
  CHECK(distance(nn::kl_div(log(r), r, {.reduction = Reduction::none}), zeros({2, 3})) < 1e-15);
}

TEST_CASE("losses: bce_with_logits against its textbook form, and accurate where that fails") {
  const Tensor x = tensor({-2, 0.5, 3, 0});
  const Tensor t = tensor({0, 1, 0.25, 0.5});
  const Tensor p = sigmoid(x);
  CHECK(distance(nn::bce_with_logits(x, t, {.reduction = Reduction::none}), -(t * log(p) + (1 - t) * log(1 - p))) <
        1e-14);
  const Tensor w = tensor({3});
  CHECK(distance(nn::bce_with_logits(x, t, {.pos_weight = w, .reduction = Reduction::none}),
                 -(3 * t * log(p) + (1 - t) * log(1 - p))) < 1e-14);
  const Tensor extreme =
      nn::bce_with_logits(tensor({1000, -1000, 1000, -50}), tensor({1, 0, 0, 0}), {.reduction = Reduction::none});
  CHECK(numbers(extreme)[0] == 0);
  CHECK(numbers(extreme)[1] == 0);
  CHECK(numbers(extreme)[2] == 1000);
  CHECK(numbers(extreme)[3] == doctest::Approx(std::exp(-50.0)).epsilon(1e-12));
}

TEST_CASE("losses: gradients agree with central differences, to second order") {
  Random random(5);
  const Tensor y = randn({3, 4}, random);
  const Tensor t = randn({3, 4}, random);
  const Tensor p = softmax(randn({3, 4}, random));
  const Tensor labels = integers({3}, 0, 4, random);
  const Tensor w = rand({4}, random) + 0.5;
  check_gradients([](const auto& in) { return nn::mse(in[0], in[1]); }, {y, t});
  check_gradients([](const auto& in) { return nn::l1(in[0], in[1], {.reduction = Reduction::sum}); }, {y, t});
  check_gradients([](const auto& in) { return nn::huber(in[0], in[1], {.delta = 0.7}); }, {y, t});
  check_gradients([](const auto& in) { return nn::bce_with_logits(in[0], in[1], {.pos_weight = in[2]}); }, {y, p, w});
  check_gradients([&](const auto& in) { return nn::cross_entropy(in[0], labels, {.label_smoothing = 0.2}); }, {y});
  check_gradients([](const auto& in) { return nn::cross_entropy(in[0], in[1], {.label_smoothing = 0.2}); }, {y, p});
  check_gradients([&](const auto& in) { return nn::nll(in[0], labels, {.reduction = Reduction::none}); }, {y});
  check_gradients([](const auto& in) { return nn::kl_div(in[0], in[1]); }, {y, p});
  check_gradients([](const auto& in) { return nn::kl_div(in[0], in[1], {.log_target = true}); }, {y, t});
}

TEST_CASE("losses: predictions and targets of different shape or dtype are refused, not broadcast") {
  CHECK_THROWS_WITH_AS(
      nn::mse(zeros({64, 1}), zeros({64})),
      "mse: the prediction, (64, 1), and the target, (64,), must have one shape; reshape or expand one",
      std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::l1(zeros({2}), zeros({2}, {.dtype = float32})),
                       "l1: dtypes differ: float64 and float32; convert one with .to(float64)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::mse(zeros({2}, {.dtype = int64}), zeros({2}, {.dtype = int64})),
                       "mse: needs a floating tensor, got int64; convert it with .to(float64)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::huber(zeros({2}), zeros({2}), {.delta = 0}), "huber: delta must be above 0, got 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::bce_with_logits(zeros({2}), zeros({2}), {.pos_weight = ones({3, 2})}),
                       "bce_with_logits: pos_weight, (3, 2), does not stretch to (2,)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::mse(tensor(1), tensor(2), {.reduction = Reduction::batch_mean}),
                       "mse: Reduction::batch_mean needs a batch axis, got one loss", std::invalid_argument);
}

TEST_CASE("losses: labels that do not fit are refused, one out of range with its place") {
  const Tensor x = zeros({3, 10});
  CHECK_THROWS_WITH_AS(nn::cross_entropy(x, tensor({1, 10, 3}, {.dtype = int64})),
                       "cross_entropy: label 10 at position 1 (row-major) is outside [0, 10)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::nll(x, tensor({1, 2, -1}, {.dtype = int64})),
                       "nll: label -1 at position 2 (row-major) is outside [0, 10)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::cross_entropy(x, tensor({1, 2}, {.dtype = int64})),
                       "cross_entropy: labels of shape (2,) do not fit (3, 10), which needs one label for each row of "
                       "classes (its last axis)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::cross_entropy(x, tensor({1, 2, 3})),
                       "cross_entropy: the probabilities, (3,), must have the shape of the logits, (3, 10); class "
                       "indices must be int64",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::nll(x, tensor({1, 2, 3})),
                       "nll: labels must be int64, got float64; convert them with .to(int64)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::cross_entropy(x, zeros({3}, {.dtype = int64}), {.label_smoothing = 1.5}),
                       "cross_entropy: label_smoothing must lie in [0, 1], got 1.5", std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::cross_entropy(zeros({3, 2}, {.dtype = int64}), zeros({3}, {.dtype = int64})),
                       "cross_entropy: needs a floating tensor, got int64; convert it with .to(float64)",
                       std::invalid_argument);
}

}  // namespace thalweg
