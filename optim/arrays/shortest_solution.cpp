// Least squares of least norm, by two orthogonal factorisations.
#include <thalweg/optim/arrays/shortest_solution.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <thalweg/tensor/linalg/qr.hpp>
#include <thalweg/tensor/linalg/triangular.hpp>

namespace thalweg::optim::arrays {
namespace {

using linalg::MatrixView;
using Matrix = MatrixView<double>;

/// y (n) <- the shortest y with T y = c, T the first k rows of R: T' = Q2 U, so y = Q2 (U'^-1 c).
void solve_rows(const Matrix& r, std::int64_t k, In c, Out y) {
  const std::int64_t n = r.cols;
  Vector values(static_cast<std::size_t>(n * k)), beta(static_cast<std::size_t>(k));
  const Matrix t = linalg::matrix(Out(values), n, k);
  for (std::int64_t i = 0; i < k; ++i)
    for (std::int64_t j = 0; j < n; ++j) t(j, i) = j < i ? 0 : r(i, j);
  linalg::qr(t, Out(beta));
  std::fill(y.begin(), y.end(), 0.0);
  std::copy(c.begin(), c.begin() + k, y.begin());
  const Matrix top{y.data(), k, 1, 1};
  linalg::solve_triangular<double>(Matrix{t.data, k, k, t.stride}, top, {.upper = true, .transposed = true});
  linalg::apply_q<double>(t, beta, linalg::column(y));
}

}  // namespace

std::size_t shortest_solution(In a, In b, double damping, Out x) {
  const std::size_t m = b.size(), n = x.size(), rows = damping > 0 ? m + n : m;
  Vector factors(a.begin(), a.end()), rhs(b.begin(), b.end()), y(n);
  factors.resize(rows * n, 0.0);
  rhs.resize(rows, 0.0);
  for (std::size_t k = 0; damping > 0 && k < n; ++k) factors[(m + k) * n + k] = std::sqrt(damping);

  const Matrix qr = linalg::matrix(Out(factors), static_cast<std::int64_t>(rows), static_cast<std::int64_t>(n));
  const std::int64_t steps = std::min(qr.rows, qr.cols);
  Vector beta(static_cast<std::size_t>(steps));
  std::vector<std::int64_t> order(n);
  linalg::qr_pivoted(qr, Out(beta), std::span<std::int64_t>(order));
  linalg::apply_q_transposed<double>(qr, beta, linalg::column(Out(rhs)));
  const double smallest = static_cast<double>(std::max(rows, n)) * std::numeric_limits<double>::epsilon() * qr(0, 0);
  std::int64_t rank = 0;
  while (rank < steps && qr(rank, rank) > smallest) ++rank;

  if (rank == qr.cols) {
    std::copy(rhs.begin(), rhs.begin() + rank, y.begin());
    linalg::solve_triangular<double>(Matrix{qr.data, rank, rank, qr.stride}, linalg::column(Out(y)), {.upper = true});
  } else if (rank > 0) {
    solve_rows(qr, rank, rhs, y);
  }
  for (std::size_t k = 0; k < n; ++k) x[static_cast<std::size_t>(order[k])] = y[k];
  return static_cast<std::size_t>(rank);
}

}  // namespace thalweg::optim::arrays
