// Windows of planes as columns of a matrix, and back, on values.
#pragma once

#include <thalweg/tensor/tensor.hpp>
#include <thalweg/tensor/window.hpp>

namespace thalweg::raw {

/// Column o of the result holds the window at place o, channel by channel; zeros where it covers padding:
/// (batch, channels, h, w) -> (batch, channels kernel.h kernel.w, out_h out_w).
Tensor unfold(const Tensor& x, const Planes& planes);
/// The adjoint: every entry of the columns is added to the element it came from.
Tensor fold(const Tensor& columns, const Planes& planes);

}  // namespace thalweg::raw
