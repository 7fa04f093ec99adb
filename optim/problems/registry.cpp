// One line for each test problem.
#include <thalweg/optim/problems/registry.hpp>

#include <algorithm>
#include <iterator>

#include <thalweg/optim/closest_names.hpp>
#include <thalweg/optim/problems/ackley.hpp>
#include <thalweg/optim/problems/bowls.hpp>
#include <thalweg/optim/problems/fits.hpp>
#include <thalweg/optim/problems/four_squares.hpp>
#include <thalweg/optim/problems/goldstein_price.hpp>
#include <thalweg/optim/problems/griewank.hpp>
#include <thalweg/optim/problems/parts.hpp>
#include <thalweg/optim/problems/rosenbrock.hpp>
#include <thalweg/optim/problems/separable.hpp>
#include <thalweg/optim/problems/two_squares.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::optim {

namespace {

using namespace problems;

struct Entry {
  const char* name;
  std::int64_t size;   // by itself
  std::int64_t least;  // 0: there is no other size
  Problem (*make)(std::int64_t n);
};

template <Problem (*make)()>
Problem of_fixed_size(std::int64_t) {
  return make();
}

constexpr Entry entries[] = {
    {"ackley", 2, 1, ackley},
    {"beale", 2, 0, of_fixed_size<beale>},
    {"booth", 2, 0, of_fixed_size<booth>},
    {"brown_dennis", 4, 0, of_fixed_size<brown_dennis>},
    {"freudenstein_roth", 2, 0, of_fixed_size<freudenstein_roth>},
    {"goldstein_price", 2, 0, of_fixed_size<goldstein_price>},
    {"griewank", 2, 1, griewank},
    {"helical_valley", 3, 0, of_fixed_size<helical_valley>},
    {"himmelblau", 2, 0, of_fixed_size<himmelblau>},
    {"kowalik_osborne", 4, 0, of_fixed_size<kowalik_osborne>},
    {"levy", 2, 1, levy},
    {"matyas", 2, 0, of_fixed_size<matyas>},
    {"paraboloid", 2, 1, paraboloid},
    {"powell_badly_scaled", 2, 0, of_fixed_size<powell_badly_scaled>},
    {"powell_singular", 4, 0, of_fixed_size<powell_singular>},
    {"rastrigin", 2, 1, rastrigin},
    {"rosenbrock", 2, 2, rosenbrock},
    {"spherical", 2, 1, spherical},
    {"styblinski_tang", 2, 1, styblinski_tang},
    {"wood", 4, 0, of_fixed_size<wood>},
};

const Entry& entry_of(const std::string& name) {
  const auto found =
      std::find_if(std::begin(entries), std::end(entries), [&](const Entry& e) { return name == e.name; });
  if (found == std::end(entries))
    fail("problem", "none is named \"", name, "\"; did you mean ", either_of(closest_names(name, problem_names())),
         "?");
  return *found;
}

}  // namespace

const std::vector<std::string>& problem_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const Entry& entry : entries) list.emplace_back(entry.name);
    return list;
  }();
  return names;
}

Problem problem(const std::string& name, std::int64_t n) {
  const Entry& entry = entry_of(name);
  if (n == 0) n = entry.size;
  check(entry.least > 0 || n == entry.size, entry.name, "has ", entry.size, " parameters and no other number, got ", n);
  return entry.make(n);
}

bool has_size(const std::string& name, std::int64_t n) {
  const Entry& entry = entry_of(name);
  return entry.least > 0 ? n >= entry.least && n <= problem_parts::largest_count : n == entry.size;
}

}  // namespace thalweg::optim
