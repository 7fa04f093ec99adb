// A training step as a whole: no memory asked for, the same bits on any number of threads, gradients moved, not copied.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <vector>

#include <examples/classifier/trainer.hpp>
#include <examples/support/digits.hpp>
#include <tests/support/count_allocations.hpp>
#include <thalweg/autograd/activations.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/nn/losses.hpp>
#include <thalweg/nn/mlp.hpp>
#include <thalweg/optim/first_order.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/create_random.hpp>
#include <thalweg/tensor/parallel.hpp>

namespace thalweg {

namespace {

/// Sets the number of threads and puts back what it was.
class Threads {
 public:
  explicit Threads(int threads) : before_(num_threads()) { set_num_threads(threads); }
  ~Threads() { set_num_threads(before_); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

 private:
  int before_;
};

/// A network in training on one batch of random images.
struct Training {
  explicit Training(std::vector<std::int64_t> sizes, std::int64_t batch) {
    Random random(1);
    network = nn::mlp(sizes, random, {.dtype = float32});
    images = randn({batch, sizes.front()}, random, {.dtype = float32});
    labels = integers({batch}, 0, sizes.back(), random);
  }
  double step(optim::Optimizer& optimizer) {
    const Tensor loss = nn::cross_entropy(network(images), labels);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    return loss.item();
  }
  nn::Sequential network;
  Tensor images, labels;
};

std::vector<float> weights_of(const nn::Sequential& network) {
  std::vector<float> all;
  for (const Tensor& each : network.parameters()) {
    const auto values = each.span<float>();
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

}  // namespace

TEST_CASE("training_step: once warmed up, a step asks the system for no memory") {
  if (!counts_allocations()) return;
  const std::int64_t before = allocations_so_far();
  void* volatile block = std::malloc(1);  // volatile, or a compiler may leave both calls out
  std::free(block);
  REQUIRE(allocations_so_far() == before + 1);
  for (const int threads : {1, 2}) {
    const Threads guard(threads);
    Training training({784, 300, 100, 10}, 64);
    optim::Adam adam(training.network.named_parameters(), {.lr = 1e-3});
    // A worker is warm once it has had a piece of every size, which is up to the scheduler: rounds until one asks for
    // nothing. Where each step asks, none does.
    std::int64_t asked = 1;
    for (int round = 0; round < 200 && asked > 0; ++round) {
      const std::int64_t before_round = allocations_so_far();
      for (int i = 0; i < 5; ++i) training.step(adam);
      asked = allocations_so_far() - before_round;
    }
    CAPTURE(threads);
    CHECK(asked == 0);
  }
}

TEST_CASE("training_step: weights after an epoch of digits are the same bits for 1, 2, 3 and 8 threads") {
  const examples::DigitSets sets = examples::built_in_digits();
  examples::Settings settings;
  settings.hidden = {300, 100};
  settings.batch = 256;
  std::vector<float> expected;
  for (const int threads : {1, 2, 3, 8}) {
    const Threads guard(threads);
    examples::Trainer trainer("adam", sets.train, settings);
    examples::Tally tally;
    for (std::int64_t i = 0; i < trainer.updates_per_epoch(); ++i) trainer.update(tally);
    const std::vector<float> weights = weights_of(trainer.network());
    if (expected.empty()) expected = weights;
    CAPTURE(threads);
    CHECK(weights == expected);
  }
}

TEST_CASE("training_step: one pass of Adam over a large array is Adam on its elements, one by one") {
  const Threads guard(3);
  constexpr std::size_t n = 100003;
  Random random(2);
  std::vector<float> p(n), g(n), m(n), v(n);
  random.fill_uniform(std::span(p), -1, 1);
  random.fill_uniform(std::span(g), -1, 1);
  for (std::size_t i = 0; i < n; i += 7) g[i] = 0;  // as of pixels that are never inked
  g[5] = 1e-30f;                                    // its square is subnormal
  g[6] = 3e25f;                                     // its square is infinite
  std::vector<float> p1 = p, m1 = m, v1 = v;
  const optim::AdamOptions options{.lr = 1e-2, .weight_decay = 0.1};
  for (std::int64_t t = 1; t <= 3; ++t) {
    optim::arrays::adam(p, g, m, v, t, options);
    for (std::size_t i = 0; i < n; ++i)
      optim::arrays::adam(std::span(&p1[i], 1), std::span(&g[i], 1), std::span(&m1[i], 1), std::span(&v1[i], 1), t,
                          options);
  }
  const auto differ = [](const std::vector<float>& a, const std::vector<float>& b) {
    std::int64_t count = 0;
    for (std::size_t i = 0; i < a.size(); ++i) count += a[i] != b[i] && !(std::isnan(a[i]) && std::isnan(b[i]));
    return count;
  };
  CHECK(differ(p, p1) == 0);
  CHECK(differ(m, m1) == 0);
  CHECK(differ(v, v1) == 0);
}

TEST_CASE_TEMPLATE("training_step: Adam's mean of gradients that have ended comes to 0, not to a subnormal number", T,
                   float, double) {
  constexpr std::size_t n = 37;  // packs, and a rest
  const std::vector<T> g(n, T(0));
  std::vector<T> p(n, T(1)), v(n, T(1)), m(n, 3 * std::numeric_limits<T>::min());
  m[3] = -m[3];
  std::vector<T> decoupled = m;
  for (std::int64_t t = 1; t <= 10; ++t) {
    optim::arrays::adam(p, g, m, v, t);
    optim::arrays::adamw(p, g, decoupled, v, t);
  }
  CHECK(m[0] > std::numeric_limits<T>::min());
  for (std::int64_t t = 11; t <= 20; ++t) {
    optim::arrays::adam(p, g, m, v, t);
    optim::arrays::adamw(p, g, decoupled, v, t);
  }
  CHECK(m == g);
  CHECK(decoupled == g);
}

TEST_CASE("training_step: a gradient that somebody else holds is copied, not shared") {
  Tensor x = tensor({1.0, 2.0}).requires_grad_();
  const Tensor seed = tensor({3.0, 4.0});
  x.backward(seed);
  CHECK(x.grad().data<double>() != seed.data<double>());
  (x * 1.0).backward(seed);
  CHECK(x.grad().at({0}) == 6);
  CHECK(seed.at({0}) == 3);

  Tensor a = tensor({1.0, 2.0}).requires_grad_(), b = tensor({5.0, 6.0}).requires_grad_();
  (a + b).backward(seed);  // both are sent the seed itself
  CHECK(a.grad().data<double>() != b.grad().data<double>());
  sum(a * 2.0).backward();
  CHECK(a.grad().at({1}) == 6);
  CHECK(b.grad().at({1}) == 4);
}

TEST_CASE("training_step: a gradient that is a view of something larger is copied, so that this can be freed") {
  Tensor x = tensor({1.0, 2.0}).requires_grad_();
  sum(x).backward();  // sent as one number, stretched
  CHECK(x.grad().is_contiguous());
  CHECK(x.grad().at({1}) == 1);
}

TEST_CASE("training_step: large element-wise operations have the same bits on any number of threads") {
  Random random(3);
  const Tensor x = randn({300, 1001}, random, {.dtype = float32}), y = randn({300, 1001}, random, {.dtype = float32});
  std::vector<float> expected;
  for (const int threads : {1, 2, 3, 8}) {
    const Threads guard(threads);
    const Tensor z = leaky_relu(x * y + x / y, 0.01);
    const auto values = z.span<float>();
    if (expected.empty()) expected.assign(values.begin(), values.end());
    CAPTURE(threads);
    CHECK(std::equal(values.begin(), values.end(), expected.begin(), expected.end()));
  }
}

}  // namespace thalweg
