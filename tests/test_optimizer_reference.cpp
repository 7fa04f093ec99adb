// 100 steps of every optimizer on fixed gradients, compared with PyTorch's.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <source_root.hpp>
#include <thalweg/optim/first_order.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::optim {

namespace {

constexpr double tolerance = 1e-12;
constexpr std::int64_t steps = 100;

/// The options of one run. What the file does not name stays at its default here, as it did in PyTorch.
class Given {
 public:
  explicit Given(std::map<std::string, double> values) : values_(std::move(values)) {}

  template <class T>
  void operator()(const char* name, T& option) {
    if (const auto found = values_.find(name); found != values_.end()) {
      option = static_cast<T>(found->second);
      values_.erase(found);
    }
  }
  /// Names that no option has taken.
  bool empty() const { return values_.empty(); }

 private:
  std::map<std::string, double> values_;
};

using Make = std::function<std::unique_ptr<Optimizer>(Given&, const std::vector<Tensor>&)>;

/// A Class whose options are read by `read(given, options)`, after lr and weight_decay.
template <class Class, class Options, class Read>
Make maker(Read read) {
  return [read](Given& given, const std::vector<Tensor>& parameters) {
    Options options;
    given("lr", options.lr);
    given("weight_decay", options.weight_decay);
    read(given, options);
    return std::make_unique<Class>(Parameters(parameters), options);
  };
}

void read_moments(Given& given, auto& options) {
  given("beta1", options.beta1);
  given("beta2", options.beta2);
  given("eps", options.eps);
}

std::map<std::string, Make> methods() {
  const auto moments = [](Given& given, auto& options) { read_moments(given, options); };
  return {
      {"sgd", maker<Sgd, SgdOptions>([](Given& given, SgdOptions& options) {
         given("momentum", options.momentum);
         given("dampening", options.dampening);
         given("nesterov", options.nesterov);
       })},
      {"adam", maker<Adam, AdamOptions>(moments)},
      {"amsgrad", maker<Amsgrad, AmsgradOptions>(moments)},
      {"adamw", maker<AdamW, AdamWOptions>(moments)},
      {"adamax", maker<Adamax, AdamaxOptions>(moments)},
      {"nadam", maker<Nadam, NadamOptions>([](Given& given, NadamOptions& options) {
         read_moments(given, options);
         given("momentum_decay", options.momentum_decay);
       })},
      {"radam", maker<Radam, RadamOptions>(moments)},
      {"rmsprop", maker<RmsProp, RmsPropOptions>([](Given& given, RmsPropOptions& options) {
         given("alpha", options.alpha);
         given("eps", options.eps);
         given("momentum", options.momentum);
         given("centered", options.centered);
       })},
      {"adagrad", maker<Adagrad, AdagradOptions>([](Given& given, AdagradOptions& options) {
         given("lr_decay", options.lr_decay);
         given("eps", options.eps);
       })},
      {"adadelta", maker<Adadelta, AdadeltaOptions>([](Given& given, AdadeltaOptions& options) {
         given("rho", options.rho);
         given("eps", options.eps);
       })},
  };
}

/// One entry of the file: the numbers of all parameters after some of the steps.
struct Run {
  std::string line, method;
  std::map<std::string, double> options;
  std::map<std::int64_t, std::vector<double>> path;
};

std::vector<Run> read_runs(const std::string& path) {
  std::ifstream file(path);
  REQUIRE_MESSAGE(file.good(), path);
  std::vector<Run> runs;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string kind, word;
    words >> kind;
    if (kind == "run") {
      Run& run = runs.emplace_back();
      run.line = line;
      words >> run.method;
      while (words >> word) {
        const std::size_t equals = word.find('=');
        run.options[word.substr(0, equals)] = std::strtod(word.c_str() + equals + 1, nullptr);
      }
    }
    if (kind == "step") {
      std::int64_t t = 0;
      words >> t;
      std::vector<double>& values = runs.back().path[t];
      while (words >> word) values.push_back(std::strtod(word.c_str(), nullptr));
    }
  }
  return runs;
}

/// The tool's parameters, of the shapes (3), (2, 1) and ().
std::vector<Tensor> start() {
  std::vector<Tensor> parameters{tensor({1.0, -2.0, 0.5}), tensor({{3.0}, {-0.25}}), tensor(1.5)};
  for (Tensor& each : parameters) each.requires_grad_();
  return parameters;
}

/// The tool's gradients of one step.
void set_gradients(const std::vector<Tensor>& parameters, Random& random, std::int64_t t) {
  const double scales[] = {1, 1, 1, 100, 0.01, t % 4 == 0 ? 1.0 : 0.0};
  std::size_t k = 0;
  for (Tensor each : parameters) {
    std::vector<double> g;
    for (std::int64_t i = 0; i < each.numel(); ++i) g.push_back(random.uniform(-1, 1) * scales[k++]);
    each.set_grad(from_span(std::span<const double>(g), each.shape()));
  }
}

/// The largest relative difference of a number of the parameters from the recorded one.
double difference(const std::vector<Tensor>& parameters, const std::vector<double>& expected) {
  std::size_t k = 0;
  double largest = 0;
  for (const Tensor& each : parameters)
    for (const double value : each.span<double>()) {
      REQUIRE(k < expected.size());
      const double difference = std::abs(value - expected[k]) / std::abs(expected[k]);
      REQUIRE_FALSE(std::isnan(difference));
      largest = std::max(largest, difference);
      ++k;
    }
  REQUIRE(k == expected.size());
  return largest;
}

}  // namespace

TEST_CASE("optimizer reference: 100 steps of every run are those of PyTorch to 1e-12") {
  const std::map<std::string, Make> table = methods();
  std::set<std::string> seen;
  for (const Run& run : read_runs(std::string(source_root) + "/tests/data/optimizer_reference.txt")) {
    CAPTURE(run.line);
    REQUIRE(table.contains(run.method));
    REQUIRE(run.path.contains(steps));
    seen.insert(run.method);
    const std::vector<Tensor> parameters = start();
    Given given(run.options);
    const std::unique_ptr<Optimizer> optimizer = table.at(run.method)(given, parameters);
    CHECK(given.empty());
    Random random(1);
    for (std::int64_t t = 1; t <= steps; ++t) {
      set_gradients(parameters, random, t);
      optimizer->step();
      const auto expected = run.path.find(t);
      if (expected == run.path.end()) continue;
      CAPTURE(t);
      CHECK(difference(parameters, expected->second) <= tolerance);
    }
  }
  CHECK(seen.size() == table.size());
}

}  // namespace thalweg::optim
