// The loop over parameters, and saving and loading of their state.
#include <cmath>

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/optimizer.hpp>
#include <thalweg/optim/saved_state.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::optim {

void Optimizer::add_group(const Parameters& parameters, std::size_t group) {
  for (const NamedTensor& each : parameters.list()) {
    Slot slot{parameters.named() ? each.name : std::to_string(slots_.size()), each.tensor, {}, 0, group};
    for (std::size_t k = 0; k < arrays_.size(); ++k) slot.state.push_back(zeros_like(each.tensor));
    for (const arrays::CarriedNumber& number : numbers_) slot.numbers.push_back(number.start);
    slots_.push_back(std::move(slot));
  }
}

void Optimizer::check_groups() const {
  std::vector<NamedTensor> all;
  for (const Slot& slot : slots_) all.push_back({slot.name, slot.parameter});
  check_parameters(all);
}

void Optimizer::step() {
  for (Slot& slot : slots_) {
    if (!slot.parameter.grad().defined()) continue;
    for (Tensor& array : slot.state)
      if (array.dtype() != slot.parameter.dtype()) array = raw::cast(array, slot.parameter.dtype());
    ++slot.t;
    update(slot);
    slot.parameter.body().storage->bump_version();
  }
}

std::vector<Tensor> Optimizer::parameters() const {
  std::vector<Tensor> list;
  for (const Slot& slot : slots_) list.push_back(slot.parameter);
  return list;
}

void Optimizer::zero_grad() {
  for (Slot& slot : slots_) slot.parameter.set_grad({});
}

void Optimizer::set_lr_factor(double factor) {
  check_not_negative(name_, "the factor of lr", factor);
  lr_factor_ = factor;
}

StateDict Optimizer::state_dict() const {
  StateDict state;
  for (const Slot& slot : slots_) {
    for (std::size_t k = 0; k < arrays_.size(); ++k) state[slot.name + "." + arrays_[k]] = raw::clone(slot.state[k]);
    for (std::size_t k = 0; k < numbers_.size(); ++k)
      state[slot.name + "." + numbers_[k].name] = tensor(slot.numbers[k]);
    state[slot.name + ".t"] = from_span(std::span<const std::int64_t>(&slot.t, 1), {});
  }
  return state;
}

void Optimizer::load_state_dict(const StateDict& state) {
  check_state(name_, state_dict(), state);
  std::vector<Slot> loaded = slots_;
  for (Slot& slot : loaded) {
    for (std::size_t k = 0; k < arrays_.size(); ++k) slot.state[k] = raw::clone(state.at(slot.name + "." + arrays_[k]));
    for (std::size_t k = 0; k < numbers_.size(); ++k) {
      slot.numbers[k] = state.at(slot.name + "." + numbers_[k].name).item();
      check(std::isfinite(slot.numbers[k]), name_, slot.name, '.', numbers_[k].name, " must be a finite number, not ",
            slot.numbers[k]);
    }
    slot.t = state.at(slot.name + ".t").item<std::int64_t>();
    check(slot.t >= 0, name_, slot.name, ".t counts steps and cannot be ", slot.t);
  }
  slots_ = std::move(loaded);
}

}  // namespace thalweg::optim
