// 10: a convolutional network of two weights, twice, and the two weights as a landscape (figure F7 of the report).
//
// A kernel of size 1 multiplies every pixel by one weight: y = w2 leaky(w1 x). First on plain arrays, with gradients by
// the chain rule, then as modules with those of autograd: the same numbers. While w1 > 0 only the product w1 w2 counts:
// the best weights form a curve. Where w1 < 0 the kink is on the wrong side and a second, worse curve lies: a run ends
// on either, by its start, and where on it, by its method.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include <examples/studies/loss_surface.hpp>
#include <examples/studies/short_walk.hpp>
#include <examples/studies/studies.hpp>
#include <thalweg/nn/activations.hpp>
#include <thalweg/nn/conv2d.hpp>
#include <thalweg/nn/losses.hpp>
#include <thalweg/nn/sequential.hpp>
#include <thalweg/optim/arrays/first_order.hpp>
#include <thalweg/optim/first_order.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg::examples {
namespace {

constexpr std::int64_t images = 4, side = 4, steps = 200;
constexpr double slope = 0.1, best_w1 = 1.5, best_w2 = -0.8;

double leaky(double z) { return z > 0 ? z : slope * z; }

/// Pixels, and what the network with the best weights makes of them.
struct Images {
  std::vector<double> x, t;
};
Images make_images() {
  Random random(1);
  Images made{.x = std::vector<double>(images * side * side), .t = {}};
  random.fill_normal(made.x);
  for (const double x : made.x) made.t.push_back(best_w2 * leaky(best_w1 * x));
  return made;
}

/// Forward, then backward: the mean of (y - t)^2 over all pixels, and its gradient by (w1, w2).
double loss_and_gradient(const Images& data, optim::arrays::In w, optim::arrays::Out gradient) {
  const auto n = static_cast<double>(data.x.size());
  double loss = 0;
  gradient[0] = gradient[1] = 0;
  for (std::size_t i = 0; i < data.x.size(); ++i) {
    const double z = w[0] * data.x[i], a = leaky(z), y = w[1] * a;  // convolution, activation, convolution
    loss += (y - data.t[i]) * (y - data.t[i]) / n;
    const double dy = 2 * (y - data.t[i]) / n, dz = dy * w[1] * (z > 0 ? 1 : slope);
    gradient[1] += dy * a;
    gradient[0] += dz * data.x[i];
  }
  return loss;
}

/// The same network as modules.
nn::Sequential make_network(const std::vector<double>& w) {
  Random random(0);  // its weights are replaced
  nn::Sequential network{nn::Conv2d(1, 1, 1, random, {.bias = false}), nn::LeakyReLU{.slope = slope},
                         nn::Conv2d(1, 1, 1, random, {.bias = false})};
  for (std::size_t i = 0; i < 2; ++i) network.parameters()[i].set({0, 0, 0, 0}, w[i]);
  return network;
}

/// How far the modules get from a walk on arrays: in weights, losses and gradients.
template <class Optimizer, class Options>
double largest_difference(const Images& data, const Walk& walk, const Options& options) {
  const nn::Sequential network = make_network(walk.start());
  const std::vector<Tensor> weights = network.parameters();
  const Shape shape{images, 1, side, side};
  const Tensor x = from_span(data.x, shape), t = from_span(data.t, shape);
  Optimizer optimizer(network.named_parameters(), options);
  double most = 0;
  for (const optim::TrajectoryPoint& point : walk.report.trajectory) {
    optimizer.zero_grad();
    const Tensor loss = nn::mse(network(x), t);
    loss.backward();
    std::vector<double> g(2);
    most = std::max(most, std::abs(loss.item() - loss_and_gradient(data, point.x, g)));
    for (std::size_t i = 0; i < 2; ++i)
      most = std::max({most, std::abs(weights[i].item() - point.x[i]), std::abs(weights[i].grad().item() - g[i])});
    optimizer.step();
  }
  return most;
}

}  // namespace

Study study_tiny_cnn(const StudyOptions&) {
  const Images data = make_images();
  const optim::Problem problem =
      plane_problem("tiny CNN", [&](auto w, auto g) { return loss_and_gradient(data, w, g); });
  const optim::GradientDescentOptions gd{.lr = 0.1};
  const optim::AdamOptions adam{.lr = 0.1, .eps = 1e-7};
  StudyFigure f7{.id = "F7",
                 .claim = "The goal: to visualise the loss surface of a very, very simple CNN.",
                 .settings = fmt::format("4 images of 4 x 4 pixels, leaky-ReLU of slope 0.1, MSE; GD and Adam lr 0.1, "
                                         "betas 0.9 0.999, eps 1e-7, {} steps",
                                         steps)};
  std::vector<Walk> walks;
  double most = 0;
  for (const std::vector<double>& start : {std::vector{1.5, 2.0}, std::vector{-0.6, -1.2}}) {
    const Walk by_gd = short_walk(problem, start, gd, steps), by_adam = short_walk(problem, start, adam, steps);
    most = std::max({most, largest_difference<optim::GradientDescent>(data, by_gd, gd),
                     largest_difference<optim::Adam>(data, by_adam, adam)});
    walks.insert(walks.end(), {by_gd, by_adam});
  }
  f7.findings = {fmt::format("arrays and modules differ by at most {:.1e}, in weights, losses and gradients", most)};
  for (const Walk& walk : walks)
    f7.findings.push_back(end_text(walk) +
                          fmt::format(", w1 w2 = {:.4f}", walk.report.last_x[0] * walk.report.last_x[1]));
  f7.pictures = loss_figures("F7", "Loss of the tiny CNN over its two weights", f7.settings, problem,
                             {-1.5, 1.7, -2, 2.2, 0.01, 12}, walks);
  return {.title = "Two 1 x 1 convolutions, by hand and as modules", .lines = f7.findings, .figures = {f7}};
}

}  // namespace thalweg::examples
