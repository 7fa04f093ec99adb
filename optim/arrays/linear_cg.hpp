// Conjugate gradients for A x = b, with A given as a product: free, or truncated at the boundary of a trust region.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

namespace thalweg::optim {

struct LinearCgOptions {
  double relative_tolerance = 1e-10;  ///< ends when |b - A x| <= this * |b|, by the residual of the recurrence
  double gain_tolerance = 0;          ///< above 0: and not before k * (last gain) <= this * (gain of all k steps)
  std::int64_t max_iterations = -1;   ///< products allowed; -1: twice the number of unknowns, and at least 20
  double damping = 0;                 ///< solves (A + damping I) x = b
  double radius = 0;                  ///< above 0: x stays in the ball |x| <= radius (Steihaug); 0: free
  bool warm_start = false;            ///< x holds a guess, which costs one more product; else x starts at 0
};

/// Throws std::invalid_argument unless tolerances, damping and radius are finite and not negative, max_iterations is -1
/// or not negative, and no radius comes with a warm start.
void validate(const LinearCgOptions& options);

/// Why the iteration ended.
enum class CgEnd {
  converged,           ///< the residual is within the tolerance
  max_iterations,      ///< the limit came first
  boundary,            ///< with a radius: the next point would leave the ball; x is where the path crosses its surface
  negative_curvature,  ///< p'Ap <= 0 on a direction p; with a radius x is on the surface, else where p was met
  not_finite           ///< a NaN or infinity in b, in a product, or made by overflow; x is the last good point
};

/// What the solver has done.
struct CgResult {
  CgEnd end = CgEnd::converged;  ///< why it ended
  std::int64_t products = 0;     ///< exact
  double residual = 0;           ///< |b - A x| by the recurrence; after boundary and negative_curvature the one before
  double gain = 0;               ///< by how much b'x - x'Ax / 2 has grown: the decrease of the quadratic model
  double curvature = 0;          ///< p'Ap / p'p of the last direction
};

namespace arrays {

/// alpha = r'r / p'Ap;  x <- x + alpha p;  r <- r - alpha A p;  p <- r + (r+'r+ / r'r) p
/// for symmetric A (Hestenes, Stiefel 1952); with a radius Steihaug's variant (1983; Nocedal, Wright, algorithm 7.2):
/// where the path leaves the ball, or on a direction of negative curvature, it ends on the surface; of the two points
/// where a direction of negative curvature meets it, the one with the lower model.
/// `product(v, av)` fills av completely. Memory: x and three vectors. Sums are in double for both types. The right-hand
/// side is scaled by a power of two, so that tiny and huge ones keep their squares. Curvature that is positive only by
/// rounding (below eps times the largest one met) counts as negative: that is where a singular matrix shows. On an
/// indefinite matrix without a radius it stops at the first direction of negative curvature; met at once, x is 0.
/// A loose tolerance on the residual alone is met too early where b is nearly an eigenvector of a large eigenvalue:
/// then one step shrinks the residual and leaves all that is to gain along the small ones. gain_tolerance (1/2, say:
/// Nash, Sofer 1990) asks for steps while they pay, or until the residual is 1e-10 |b|. Throws std::invalid_argument on
/// sizes that differ and bad options; exceptions of the product pass through.
CgResult linear_cg(const std::function<void(std::span<const double> v, std::span<double> av)>& product,
                   std::span<const double> b, std::span<double> x, const LinearCgOptions& options = {});
CgResult linear_cg(const std::function<void(std::span<const float> v, std::span<float> av)>& product,
                   std::span<const float> b, std::span<float> x, const LinearCgOptions& options = {});

}  // namespace arrays
}  // namespace thalweg::optim
