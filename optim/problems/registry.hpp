// The test problems by name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <thalweg/optim/problems/problem.hpp>

namespace thalweg::optim {

/// The names problem() knows, in alphabetical order.
const std::vector<std::string>& problem_names();

/// The problem of that name with n parameters; 0: as many as it has by itself, two where it can have any number.
/// Errors: an unknown name (the message has the closest known ones); an n that the function does not have.
Problem problem(const std::string& name, std::int64_t n = 0);

/// Whether the problem of that name can have n parameters. Error: an unknown name.
bool has_size(const std::string& name, std::int64_t n);

}  // namespace thalweg::optim
