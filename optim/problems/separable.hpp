// Separable functions with many minima: sums of functions of one parameter each.
#pragma once

#include <thalweg/optim/problems/problem.hpp>

namespace thalweg::optim {

/// 10 n + sum x_i^2 - 10 cos(2 pi x_i), n >= 1 (Rastrigin 1974), evaluated as sum x_i^2 + 20 sin^2(pi x_i), which loses
/// no digits near its minimum 0 at 0. Eleven minima along each axis of its box [-5.12, 5.12]. Start (-5, ..., -5) as in
/// the report "Adam (and beyond)". Coordinates that are equal have gradients that are equal bit for bit.
Problem rastrigin(std::int64_t n = 2);

}  // namespace thalweg::optim
