// Chapter 5: layers, models and losses.
#include <cmath>
#include <cstdio>
#include <iostream>
#include <thalweg/thalweg.hpp>

using namespace thalweg;

// [block]
struct Block : nn::Module {
  nn::Linear inner, outer;
  Tensor scale = tensor(0.5).requires_grad_();

  Block(std::int64_t size, Random& random) : inner(size, size, random), outer(size, size, random) {}
  Tensor operator()(const Tensor& x) const { return x + scale * outer(tanh(inner(x))); }
  void visit(nn::Visitor& visitor) override {
    visitor("inner", inner);
    visitor("outer", outer);
    visitor("scale", scale);
  }
};
// [/block]

void walk() {
  std::printf("# walk\n");
  // [walk]
  Random random(1);
  Block block(3, random);
  for (const NamedTensor& p : block.named_parameters()) std::cout << p.name << " " << p.tensor.shape() << "\n";
  std::cout << block.num_parameters() << " numbers\n";
  // [/walk]
}

void by_hand() {
  std::printf("# by hand\n");
  // [by-hand]
  Random random(2);
  nn::Conv2d conv(1, 1, 1, random);
  const Tensor x = randn({8, 1, 4, 4}, random), t = randn({8, 1, 4, 4}, random);
  nn::mse(leaky_relu(conv(x), 0.1), t).backward();

  // The same on plain numbers: y = leaky(w x + b), loss = mean (y - t)^2.
  const double w = conv.weight.item(), b = conv.bias.item();
  double dw = 0, db = 0;
  for (int i = 0; i < x.numel(); ++i) {
    const double z = w * x.span<double>()[i] + b, slope = z > 0 ? 1 : 0.1;
    const double dz = 2.0 / 128 * (slope * z - t.span<double>()[i]) * slope;
    dw += dz * x.span<double>()[i];
    db += dz;
  }
  const double error = std::max(std::abs(dw - conv.weight.grad().item()), std::abs(db - conv.bias.grad().item()));
  std::printf("both gradients agree to 1e-12: %s\n", error < 1e-12 ? "yes" : "no");
  // [/by-hand]
}

void stable() {
  std::printf("# stable\n");
  // [stable]
  const Tensor logits = tensor({{1000.0, 0.0, -1000.0}}), label = tensor({1}, {.dtype = int64});
  std::cout << "as the formula stands: " << (-log(exp(logits) / sum(exp(logits))))[0][1] << "\n";
  std::cout << "cross_entropy:         " << nn::cross_entropy(logits, label) << "\n";
  // [/stable]
}

void training() {
  std::printf("# training\n");
  // [training]
  Random random(3);
  nn::Sequential model = nn::mlp({1, 16, 16, 1}, random, {.activation = nn::Tanh{}});
  const Tensor x = reshape(linspace(-3, 3, 64), {64, 1}), y = sin(x);

  optim::Adam adam(model.parameters(), {.lr = 1e-2});
  for (int t = 0; t <= 500; ++t) {
    const Tensor loss = nn::mse(model(x), y);
    if (t % 250 == 0) std::printf("step %3d: loss %.5f\n", t, loss.item());
    adam.zero_grad();
    loss.backward();
    adam.step();
  }
  // [/training]

  std::printf("# saving\n");
  // [saving]
  nn::Sequential shared = model, copy = nn::clone(model);
  const StateDict before = model.state_dict();
  no_grad([&] { model.parameters()[0] *= 0; });
  const auto first = [](const nn::Sequential& m) { return sum(abs(m.parameters()[0])).item() == 0 ? "zero" : "kept"; };
  std::printf("model %s, shared %s, clone %s", first(model), first(shared), first(copy));
  model.load_state_dict(before);
  std::printf(", loaded again: %s\n", first(model));
  // [/saving]
}

int main() {
  walk();
  by_hand();
  stable();
  training();
}
