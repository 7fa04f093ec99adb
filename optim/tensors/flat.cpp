// Copying between tensors and one vector.
#include <thalweg/optim/tensors/flat.hpp>

#include <algorithm>
#include <utility>

#include <thalweg/optim/arrays/vectors.hpp>
#include <thalweg/optim/flat_parameters.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg::optim {

namespace {

/// f(elements of the tensor, the piece of x that stands for them) for every tensor.
template <class X, class F>
void for_each_piece(const std::vector<Tensor>& tensors, X x, F f) {
  std::size_t begin = 0;
  for (const Tensor& tensor : tensors) {
    const auto count = static_cast<std::size_t>(tensor.numel());
    dispatch_floating(tensor.dtype(), [&](auto zero) { f(tensor.span<decltype(zero)>(), x.subspan(begin, count)); });
    begin += count;
  }
}

}  // namespace

Flat::Flat(std::vector<Tensor> parameters) : parameters_(std::move(parameters)) {
  for (const Tensor& each : parameters_) size_ += static_cast<std::size_t>(each.numel());
}

arrays::Vector Flat::values() const {
  arrays::Vector x(size_);
  join(parameters_, x);
  return x;
}

bool Flat::holds(arrays::In x) const {
  bool same = true;
  for_each_piece(parameters_, x, [&](auto held, auto given) {
    using T = typename decltype(held)::value_type;
    for (std::size_t i = 0; same && i < held.size(); ++i) same = held[i] == static_cast<T>(given[i]);
  });
  return same;
}

void Flat::assign(arrays::In x) const {
  if (holds(x)) return;
  for_each_piece(parameters_, x, [](auto to, auto from) {
    using T = typename decltype(to)::value_type;
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = static_cast<T>(from[i]);
  });
  for (const Tensor& each : parameters_) each.body().storage->bump_version();
}

std::uint64_t Flat::version() const {
  std::uint64_t sum = 0;
  for (const Tensor& each : parameters_) sum += each.version();
  return sum;
}

void Flat::round(arrays::Out x) const {
  for_each_piece(parameters_, x, [](auto like, auto values) {
    using T = typename decltype(like)::value_type;
    for (double& value : values) value = static_cast<double>(static_cast<T>(value));
  });
}

bool Flat::rounds() const noexcept {
  return std::any_of(parameters_.begin(), parameters_.end(), [](const Tensor& x) { return x.dtype() != float64; });
}

void Flat::join(const std::vector<Tensor>& tensors, arrays::Out to) const { to_flat(tensors, to); }

std::vector<Tensor> Flat::split(arrays::In v) const {
  std::vector<Tensor> tensors;
  for (const Tensor& each : parameters_) tensors.push_back(empty(each.shape(), {.dtype = each.dtype()}));
  for_each_piece(tensors, v, [](auto to, auto from) {
    using T = typename decltype(to)::value_type;
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = static_cast<T>(from[i]);
  });
  return tensors;
}

Report run_on(const Flat& parameters, const arrays::Objective& f, arrays::Minimizer& minimizer,
              const MinimizeOptions& options) {
  const arrays::Vector start = parameters.values();
  arrays::Vector x = start;
  try {
    Report report = arrays::run(f, x, minimizer, options);
    parameters.assign(arrays::all_finite(x) ? x : report.x);
    return report;
  } catch (...) {
    parameters.assign(start);
    throw;
  }
}

}  // namespace thalweg::optim
