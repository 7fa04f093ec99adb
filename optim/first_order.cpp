// First-order optimizers as classes: each hands its spans to the rule of optim/arrays, where the formula stands once.
#include <thalweg/optim/first_order.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::optim {

namespace {

/// rule(p, g, state...) with spans of the parameter's element type.
template <class Rule>
void apply(const Slot& slot, Rule rule) {
  const Tensor g = raw::contiguous(slot.parameter.grad());
  dispatch_floating(slot.parameter.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const auto state = [&](std::size_t k) { return slot.state[k].span<T>(); };
    rule(slot.parameter.span<T>(), std::span<const T>(g.span<T>()), state);
  });
}

}  // namespace

void GradientDescent::update(const Slot& slot) {
  apply(slot, [&](auto p, auto g, auto) { arrays::gradient_descent(p, g, current(slot)); });
}

void Momentum::update(const Slot& slot) {
  apply(slot, [&](auto p, auto g, auto state) { arrays::momentum(p, g, state(0), current(slot)); });
}

void Sgd::update(const Slot& slot) {
  apply(slot, [&](auto p, auto g, auto state) { arrays::sgd(p, g, state(0), slot.t, current(slot)); });
}

void Adam::update(const Slot& slot) {
  apply(slot, [&](auto p, auto g, auto state) { arrays::adam(p, g, state(0), state(1), slot.t, current(slot)); });
}

void Adamax::update(const Slot& slot) {
  apply(slot, [&](auto p, auto g, auto state) { arrays::adamax(p, g, state(0), state(1), slot.t, current(slot)); });
}

void Amsgrad::update(const Slot& slot) {
  apply(slot, [&](auto p, auto g, auto state) {
    arrays::amsgrad(p, g, state(0), state(1), state(2), slot.t, current(slot));
  });
}

void AdamW::update(const Slot& slot) {
  apply(slot, [&](auto p, auto g, auto state) { arrays::adamw(p, g, state(0), state(1), slot.t, current(slot)); });
}

void Nadam::update(const Slot& slot) {
  apply(slot, [&](auto p, auto g, auto state) {
    arrays::nadam(p, g, state(0), state(1), slot.numbers[0].span<double>()[0], slot.t, current(slot));
  });
}

void Radam::update(const Slot& slot) {
  apply(slot, [&](auto p, auto g, auto state) { arrays::radam(p, g, state(0), state(1), slot.t, current(slot)); });
}

void RmsProp::update(const Slot& slot) {
  apply(slot, [&](auto p, auto g, auto state) { arrays::rmsprop(p, g, state(0), state(1), state(2), current(slot)); });
}

void Adagrad::update(const Slot& slot) {
  apply(slot, [&](auto p, auto g, auto state) { arrays::adagrad(p, g, state(0), slot.t, current(slot)); });
}

void Adadelta::update(const Slot& slot) {
  apply(slot, [&](auto p, auto g, auto state) { arrays::adadelta(p, g, state(0), state(1), current(slot)); });
}

void Lion::update(const Slot& slot) {
  apply(slot, [&](auto p, auto g, auto state) { arrays::lion(p, g, state(0), current(slot)); });
}

}  // namespace thalweg::optim
