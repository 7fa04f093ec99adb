// The methods that descend knows, in every tier that has them.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include <examples/descent/settings.hpp>
#include <thalweg/optim/problems/problem.hpp>

namespace thalweg::examples {

struct DescentMethod {
  std::string name;   ///< as --method spells it
  std::string about;  ///< a few words
  bool classes;       ///< whether there is a class for models
  /// The options of the tuning that are given and that it has.
  std::function<std::set<std::string>(const Tuning&)> uses;
  std::function<optim::Report(const optim::Problem&, const DescentSettings&)> run;

  std::vector<Tier> tiers() const;
};

/// All of them, first-order ones first.
const std::vector<DescentMethod>& descent_methods();

/// The method of that name. Throws std::invalid_argument: an unknown name, with the closest known ones; a tier that it
/// does not exist in, with those it does.
const DescentMethod& find_method(const std::string& name, Tier tier);

/// The options that the tuning gives: "--lr", "--betas", ...
std::set<std::string> given_options(const Tuning& tuning);

}  // namespace thalweg::examples
