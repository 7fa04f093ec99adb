// The state of a minimizer by name, saved from one and loaded into another.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <thalweg/optim/arrays/minimize.hpp>

namespace thalweg::test {

class SavedState final : public optim::arrays::StateVisitor {
 public:
  void save(optim::arrays::Minimizer& from) {
    loading_ = false;
    from.visit(*this);
  }
  void load(optim::arrays::Minimizer& into) {
    loading_ = true;
    into.visit(*this);
  }

  void number(const char* name, double& value) override { move(numbers, name, value); }
  void count(const char* name, std::int64_t& value) override { move(counts, name, value); }
  void vector(const std::string& name, std::vector<double>& values) override { move(vectors, name, values); }
  void matrix(const char* name, std::vector<double>& values) override { move(matrices, name, values); }

  std::map<std::string, double> numbers;
  std::map<std::string, std::int64_t> counts;
  std::map<std::string, std::vector<double>> vectors, matrices;

 private:
  template <class T>
  void move(std::map<std::string, T>& saved, const std::string& name, T& value) {
    if (loading_)
      value = saved.at(name);
    else
      saved[name] = value;
  }
  bool loading_ = false;
};

inline SavedState saved(optim::arrays::Minimizer& from) {
  SavedState state;
  state.save(from);
  return state;
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
  SavedState state = saved(*minimizer);
  auto fresh = method.make();
  state.load(*fresh);
  optim::arrays::run(f, x, *fresh, limited(rest));
  return x;
}

}  // namespace thalweg::test
