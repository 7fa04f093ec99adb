// Methods on replayed functions: what minimize does, without building a graph at every point.
#pragma once

#include <thalweg/autograd/replay.hpp>
#include <thalweg/optim/tensors/minimize.hpp>

namespace thalweg::optim {

/// f and its derivatives as the methods of optim/arrays want them, recorded at x0 and replayed: the bits of the
/// objective that minimize makes of f, for functions whose course does not depend on values (autograd/replay.hpp).
/// With float32 points are rounded to float32. One thread at a time may use it, copies of it included.
/// Errors: x0 not floating; what Replay refuses; f of more than one element.
arrays::Objective replayed_objective(const TensorFunction& f, const Tensor& x0);

/// minimize of a function recorded before, from any x0 of the recorded shape and dtype:
///
///     Replay f(rosenbrock, tensor({-1.2, 1.0}));
///     minimize(f, tensor({-1.2, 1.0}), AdamOptions{.lr = 0.1});
TensorReport minimize(Replay& f, const Tensor& x0, const arrays::Method& method = LbfgsOptions{},
                      const MinimizeOptions& options = {});

}  // namespace thalweg::optim
