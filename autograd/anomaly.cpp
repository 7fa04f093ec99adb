// Anomaly mode: the look at every value that names the first operation gone wrong.
#include <thalweg/autograd/record.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg {

void check_finite(const char* op, const char* what, const Tensor& x) {
  if (!is_floating(x.dtype())) return;
  const Tensor plain = raw::contiguous(x);
  dispatch_floating(x.dtype(), [&](auto zero) {
    const auto* values = plain.data<decltype(zero)>();
    for (std::int64_t i = 0; i < plain.numel(); ++i)
      check_outside(values[i] - values[i] == 0, "anomaly", op, ": the ", what, " of shape ", x.shape(), " has ",
                    values[i], " at position ", i, " (row-major)");
  });
}

}  // namespace thalweg
