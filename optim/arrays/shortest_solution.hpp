// Linear least squares for any shape and any rank.
#pragma once

#include <thalweg/optim/arrays/objective.hpp>

namespace thalweg::optim::arrays {

/// x (n) <- among the minimisers of |A x - b|^2 + damping |x|^2 the shortest; A (m, n) row-major, b (m). By pivoted QR
/// of A, with sqrt(damping) I below it; rank k counts the R_jj above max(m, n) eps R_00. Where k < n, a second QR, of
/// the transpose of the k rows of R, finds the shortest solution (Golub, Van Loan, section 5.5). Returns k.
std::size_t shortest_solution(In a, In b, double damping, Out x);

}  // namespace thalweg::optim::arrays
