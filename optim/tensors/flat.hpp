// Flat: several tensors as the one vector of doubles that the methods of optim/arrays work on.
#pragma once

#include <cstdint>
#include <vector>

#include <thalweg/optim/arrays/minimize.hpp>
#include <thalweg/tensor/tensor.hpp>

namespace thalweg::optim {

/// Contiguous floating leaves, one behind the other in row-major order.
class Flat {
 public:
  explicit Flat(std::vector<Tensor> parameters);

  std::size_t size() const noexcept { return size_; }
  const std::vector<Tensor>& parameters() const noexcept { return parameters_; }

  /// The values of all parameters.
  arrays::Vector values() const;
  /// Writes x into the parameters, in place, rounded to their dtypes; does nothing, and keeps their versions, where
  /// they hold x already.
  void assign(arrays::In x) const;
  /// Grows with every change of a parameter in place.
  std::uint64_t version() const;
  /// Rounds every x_i to the dtype of its parameter.
  void round(arrays::Out x) const;
  /// Whether round() changes anything.
  bool rounds() const noexcept;

  /// Writes tensors shaped like the parameters (gradients, say) one behind the other into `to`.
  void join(const std::vector<Tensor>& tensors, arrays::Out to) const;
  /// The reverse: v as tensors with the shapes and dtypes of the parameters.
  std::vector<Tensor> split(arrays::In v) const;

 private:
  bool holds(arrays::In x) const;

  std::vector<Tensor> parameters_;
  std::size_t size_ = 0;
};

/// Runs the minimizer on f from the parameters' values and leaves them where the run ended, or at its best point where
/// that is not finite; where they were when f throws.
Report run_on(const Flat& parameters, const arrays::Objective& f, arrays::Minimizer& minimizer,
              const MinimizeOptions& options);

}  // namespace thalweg::optim
