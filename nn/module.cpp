// The walk over a module, and what follows from it.
#include <thalweg/nn/module.hpp>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include <thalweg/autograd/node.hpp>
#include <thalweg/tensor/errors.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::nn {

void Visitor::operator()(const std::string& name, Tensor& parameter) { add(name, parameter, true); }
void Visitor::buffer(const std::string& name, Tensor& tensor) { add(name, tensor, false); }

void Visitor::operator()(const std::string& name, Module& part) {
  const std::string outer = std::exchange(prefix_, prefix_ + name + '.');
  modules_.push_back({outer + name, &part});
  part.visit(*this);
  prefix_ = outer;
}

void Visitor::add(const std::string& name, Tensor& tensor, bool trained) {
  if (!tensor.defined()) return;
  check_use(names_.insert(prefix_ + name).second, "visit", "two tensors are named ", prefix_ + name);
  tensors_.push_back({prefix_ + name, &tensor, trained});
}

// The walk hands out references for those that change tensors; constness ends at a handle anyway.
Visitor Module::walk() const {
  Visitor visitor;
  Module& self = const_cast<Module&>(*this);
  visitor.modules_.push_back({"", &self});
  self.visit(visitor);
  return visitor;
}

std::vector<NamedTensor> Module::named_parameters() const {
  std::vector<NamedTensor> list;
  std::set<const TensorBody*> seen;
  for (const Visitor::Slot& slot : walk().tensors())
    if (slot.trained && seen.insert(&slot.tensor->body()).second) list.push_back({slot.name, *slot.tensor});
  return list;
}

std::vector<Tensor> Module::parameters() const {
  std::vector<Tensor> list;
  for (NamedTensor& each : named_parameters()) list.push_back(std::move(each.tensor));
  return list;
}

std::int64_t Module::num_parameters() const {
  std::int64_t count = 0;
  for (const Tensor& parameter : parameters()) count += parameter.numel();
  return count;
}

std::vector<Visitor::Part> Module::modules() { return walk().modules(); }

void Module::zero_grad() {
  for (Tensor& parameter : parameters())
    if (parameter.grad().defined()) parameter.set_grad({});
}

void Module::train(bool on) {
  for (const Visitor::Part& part : walk().modules()) part.module->training_ = on;
}

void Module::to(Dtype dtype) {
  check(is_floating(dtype), "to", "a module takes a floating dtype, got ", dtype);
  std::map<const TensorBody*, std::pair<Tensor, Tensor>> converted;
  for (const Visitor::Slot& slot : walk().tensors()) {
    const Tensor& x = *slot.tensor;
    if (!is_floating(x.dtype()) || x.dtype() == dtype) continue;
    check_use(!x.requires_grad() || x.body().node->is_leaf(), "to", slot.name,
              " is the result of an operation; a module's tensors must be leaves");
    converted.try_emplace(&x.body(), x, raw::cast(x, dtype));
  }
  for (auto& entry : converted) {
    auto& [x, values] = entry.second;
    const bool tracked = x.requires_grad();
    x.requires_grad_(false);
    x.replace(values);
    x.requires_grad_(tracked);
  }
}

void Module::unshare() {
  std::map<const TensorBody*, Tensor> copies;
  for (const Visitor::Slot& slot : walk().tensors()) {
    const Tensor shared = *slot.tensor;
    const auto [place, first] = copies.try_emplace(&shared.body());
    if (first) place->second = raw::clone(shared).requires_grad_(shared.requires_grad());
    *slot.tensor = place->second;
  }
}

StateDict Module::state_dict() const {
  StateDict state;
  for (const Visitor::Slot& slot : walk().tensors()) state.emplace(slot.name, raw::clone(*slot.tensor));
  return state;
}

namespace {

/// The faults that a state has, as "missing a, b; unexpected c"; empty when it fits.
class Faults {
 public:
  void add(std::string_view kind, const std::string& what) {
    std::string& list = lists_[kind == "missing" ? 0 : kind == "unexpected" ? 1 : 2];
    list += list.empty() ? std::string(kind) + (kind.empty() ? "" : " ") : ", ";
    list += what;
  }
  std::string text() const {
    std::string all;
    for (const std::string& list : lists_)
      if (!list.empty()) all += (all.empty() ? "" : "; ") + list;
    return all;
  }

 private:
  std::string lists_[3];
};

}  // namespace

void Module::load_state_dict(const StateDict& state) {
  const Visitor own = walk();
  Faults faults;
  std::set<std::string> names;
  for (const Visitor::Slot& slot : own.tensors()) {
    names.insert(slot.name);
    const auto found = state.find(slot.name);
    if (found == state.end() || !found->second.defined()) {
      faults.add("missing", slot.name);
      continue;
    }
    const Tensor& mine = *slot.tensor;
    const Tensor& given = found->second;
    if (mine.shape() != given.shape() || mine.dtype() != given.dtype())
      faults.add("", sentence("", slot.name, " is ", given.dtype(), ' ', given.shape(), " but must be ", mine.dtype(),
                              ' ', mine.shape()));
  }
  for (const auto& entry : state)
    if (names.count(entry.first) == 0) faults.add("unexpected", entry.first);
  check(faults.text().empty(), "load_state_dict", faults.text());
  for (const Visitor::Slot& slot : own.tensors()) raw::copy(*slot.tensor, state.at(slot.name));
}

}  // namespace thalweg::nn
