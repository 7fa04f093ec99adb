// What the report says, and what is right.
#include <examples/report_page/mistakes.hpp>

#include <examples/report_page/mistake_runs.hpp>

namespace thalweg::examples {

std::vector<Mistake> mistakes() {
  return {
      {"The listing opt_NGDT is natural gradient.",
       "It multiplies by the matrix where the slide has its inverse, adds 1e-9 to every entry instead of the diagonal, "
       "and its entries are third derivatives d³f / dx_i dx_j dx_j, not the Hessian's.",
       listing_run(), "report listing: its matrix holds third derivatives, and 1e-9 in every entry"},
      {"Adam ends very close to the minimum, but hardly ever settles there.",
       "So it is as long as the learning rate stays constant: late steps keep the size of lr. A schedule that takes lr "
       "to zero lets it come to rest.",
       settling_run(), "minimize: a schedule scales the learning rate, and lets Adam settle"},
      {"Runs on Ackley's function start from [-5, -5], runs on Rosenbrock's from [0, 0].",
       "Several labels contradict their own slides: on Ackley's function it was [-4, -4], on Rosenbrock's also [3, 0] "
       "and [5, 0]. The table above has the starts that give the printed digits.",
       labels_run(), "report: the exact rows are reached to 2e-8 in every tier"},
      {"The Hessian of the KL divergence is singular or hard to compute, and approximations take too much memory.",
       "It need never be formed: a product with a vector takes two passes through the graph and memory for some "
       "vectors, and conjugate gradients with damping need no more than products.",
       fisher_run(), "fisher: product, dense matrix and Hessian of the divergence agree to 1e-10 on small models"},
      {"Latin hypercube sampling samples each point independently.",
       "That is uniform sampling. In a Latin hypercube of N samples each of the N strata of each dimension is hit "
       "exactly once.",
       strata_run(), "sampling: independent points leave about a third of the strata empty"},
      {"Second order methods are more robust close to saddle points.",
       "Newton's formula looks for a zero of the gradient, so saddle points attract it. With the absolute values of "
       "the Hessian's eigenvalues the same step leads away.",
       saddle_run(), "newton: the plain formula walks uphill to a saddle point, and each cure walks away from it"},
      {"L-BFGS multiplies the gradient by an approximation of the Hessian.",
       "By one of its inverse, and with the opposite sign.", direction_run(),
       "l-bfgs: the two-loop recursion is the product with the dense matrix of the same pairs"},
      {"The solution exists only if f is convex.",
       "Convexity is neither needed nor enough: Rosenbrock's function is not convex and has a minimum, exp is convex "
       "and has none.",
       convex_run(), "newton: functions without a lower bound end, and never as converged"},
      {"Momentum is v = Σ αᵗ (1 - α) g_t.",
       "Read literally, the newest gradient then weighs least. The power is meant to be the age of the gradient, "
       "T - t.",
       weights_run(), "momentum: two steps by hand, the report's form"},
      {"Gradient descent goes to infinity from [5, 0] on Rosenbrock's function.",
       "Only because its learning rate is fixed: along the same directions a line search finds steps that lead down.",
       divergence_run(), "report mistakes: from (5, 0) steepest descent with a line search comes to the minimum"},
  };
}

}  // namespace thalweg::examples
