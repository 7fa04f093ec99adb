// The state of a minimizer by name, saved from one and loaded into another.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <thalweg/optim/arrays/minimizer.hpp>

namespace thalweg {

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
  void matrix(const char* name, std::vector<double>& values) override { move(vectors, name, values); }

  std::map<std::string, double> numbers;
  std::map<std::string, std::int64_t> counts;
  std::map<std::string, std::vector<double>> vectors;

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

}  // namespace thalweg
