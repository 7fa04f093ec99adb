// Separable functions with many minima: sums of functions of one parameter each.
#pragma once

#include <thalweg/optim/problems/problem.hpp>

namespace thalweg::optim::problems {

/// 10 n + sum x_i^2 - 10 cos(2 pi x_i), n >= 1 (Rastrigin 1974), evaluated as sum x_i^2 + 20 sin^2(pi x_i), which loses
/// no digits near its minimum 0 at 0. Eleven minima along each axis of its box [-5.12, 5.12]. Start (-5, ..., -5) as in
/// the report "Adam (and beyond)". Coordinates that are equal have gradients that are equal bit for bit.
Problem rastrigin(std::int64_t n = 2);
/// sum (x_i^4 - 16 x_i^2 + 5 x_i) / 2, n >= 1 (Styblinski, Tang 1990). In every parameter two minima, near -2.9035 and
/// 2.7468, so 2^n in all, listed up to n = 4; the global one has value -39.16617 n. Start (-1, ..., -1) chosen here,
/// box
/// [-5, 5].
Problem styblinski_tang(std::int64_t n = 2);
/// sin^2(pi w_1) + sum_{i < n} (w_i - 1)^2 (1 + 10 sin^2(pi w_i + 1)) + (w_n - 1)^2 (1 + sin^2(2 pi w_n)),
/// w_i = 1 + (x_i - 1) / 4, n >= 1 (after Levy, Montalvo 1985). Minimum 0 at (1, ..., 1). Start (-2, ..., -2) chosen
/// here, box [-10, 10].
Problem levy(std::int64_t n = 2);

}  // namespace thalweg::optim::problems
