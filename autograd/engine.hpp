// Reverse-mode differentiation: backward() and grad().
#pragma once

#include <span>
#include <vector>

#include <thalweg/autograd/mode.hpp>
#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

struct GradOptions {
  /// Record the gradient itself, so that it can be differentiated again.
  bool create_graph = false;
  /// Inputs that an output does not depend on get a gradient of zeros instead of an error.
  bool allow_unused = false;
};

/// dy/dx for an output of one element, shaped like x. Visits only the paths from y to x; touches no .grad.
/// Errors: y has more than one element, y or x is not part of a graph, y does not depend on x (see allow_unused).
Tensor grad(const Tensor& y, const Tensor& x, GradOptions options = {});
/// The same for several inputs, in one pass.
std::vector<Tensor> grad(const Tensor& y, std::span<const Tensor> xs, GradOptions options = {});
std::vector<Tensor> grad(const Tensor& y, std::initializer_list<Tensor> xs, GradOptions options = {});
/// sum_k <seed_k, dy_k/dx> for outputs of any shapes; a seed has its output's shape and dtype, an undefined one stands
/// for 1 (outputs of one element).
std::vector<Tensor> grad(std::span<const Tensor> ys, std::span<const Tensor> xs, std::span<const Tensor> seeds,
                         GradOptions options = {});

/// Adds the gradient of sum_k <seed_k, y_k> to the .grad of every leaf the outputs depend on.
void backward(std::span<const Tensor> ys, std::span<const Tensor> seeds = {});
/// loss.backward() for a free hand.
void backward(const Tensor& y, const Tensor& seed = {});

}  // namespace thalweg
