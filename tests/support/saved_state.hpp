// A minimizer's state taken out and put into another one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <thalweg/optim/arrays/minimize.hpp>

namespace thalweg::test {

struct SavedState {
  std::map<std::string, double> numbers;
  std::map<std::string, std::int64_t> counts;
  std::map<std::string, std::vector<double>> vectors, matrices;
};

class Save final : public optim::arrays::StateVisitor {
 public:
  SavedState state;
  void number(const char* name, double& value) override { state.numbers[name] = value; }
  void count(const char* name, std::int64_t& value) override { state.counts[name] = value; }
  void vector(const std::string& name, std::vector<double>& values) override { state.vectors[name] = values; }
  void matrix(const char* name, std::vector<double>& values) override { state.matrices[name] = values; }
};

class Load final : public optim::arrays::StateVisitor {
 public:
  explicit Load(const SavedState& state) : state_(state) {}
  void number(const char* name, double& value) override { value = state_.numbers.at(name); }
  void count(const char* name, std::int64_t& value) override { value = state_.counts.at(name); }
  void vector(const std::string& name, std::vector<double>& values) override { values = state_.vectors.at(name); }
  void matrix(const char* name, std::vector<double>& values) override { values = state_.matrices.at(name); }

 private:
  const SavedState& state_;
};

inline SavedState saved(optim::arrays::Minimizer& minimizer) {
  Save save;
  minimizer.visit(save);
  return save.state;
}

/// Where a run of first + rest iterations ends: in one go, or through a state that is saved after the first ones and
/// loaded into a fresh minimizer.
inline std::vector<double> end_of_run(const optim::arrays::Objective& f, std::vector<double> x,
                                      const optim::arrays::Method& method, std::int64_t first, std::int64_t rest,
                                      bool through_state) {
  const auto limited = [](std::int64_t n) {
    optim::MinimizeOptions options;
    options.max_iterations = n;
    options.gradient_tolerance = 0;
    return options;
  };
  auto minimizer = method.make();
  if (!through_state) {
    optim::arrays::run(f, x, *minimizer, limited(first + rest));
    return x;
  }
  optim::arrays::run(f, x, *minimizer, limited(first));
  const SavedState state = saved(*minimizer);
  auto fresh = method.make();
  Load load(state);
  fresh->visit(load);
  optim::arrays::run(f, x, *fresh, limited(rest));
  return x;
}

}  // namespace thalweg::test
