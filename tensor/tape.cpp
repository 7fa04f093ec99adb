// Tapes: what is known of each piece of memory, and which steps an output needs.
#include <thalweg/tensor/tape.hpp>

#include <algorithm>
#include <unordered_set>

#include <thalweg/tensor/views.hpp>

namespace thalweg::raw {

Tape::~Tape() {
  for (const Entry& each : entries_) {
    each.destroy(const_cast<void*>(each.call.step));
    deallocate(const_cast<void*>(each.call.step), each.bytes);
  }
}

void Tape::input(const Tensor& x, Sources bit) {
  const Handle<Storage>& storage = x.body().storage;
  blocks_[storage.get()] = {storage, "input", true, false, bit, storage->version(), nullptr};
}

void Tape::born(const Handle<Storage>& storage, const char* op) { blocks_[storage.get()] = {storage, op}; }

void Tape::constant(const Tensor& x) { written("constant", x, 0); }

Tape::Block& Tape::block(const Tensor& x) {
  const Handle<Storage>& storage = x.body().storage;
  Block& known = blocks_[storage.get()];
  if (!known.storage) known = {storage, nullptr, true, false, 0, storage->version(), nullptr};
  return known;
}

Storage* Tape::home(const Tensor& x) {
  const Block& own = block(x);
  return own.same_as != nullptr ? own.same_as : own.storage.get();
}

const Storage* Tape::home_of(const Tensor& x) const {
  const auto at = blocks_.find(x.body().storage.get());
  if (at == blocks_.end() || at->second.same_as == nullptr) return x.body().storage.get();
  return at->second.same_as;
}

Tensor Tape::kept(const Tensor& x) {
  Tensor view = x.view(x.shape(), x.strides(), x.offset());
  view.body().storage = Handle<Storage>::share(home(x));
  return view;
}

Sources Tape::read(const char* op, const Tensor& x) {
  Block& from = block(x);
  if (!from.known)
    throw std::logic_error(sentence("replay", op, " reads values that ", from.op,
                                    " made, which are not known to be the same in every run; make them outside of the "
                                    "function, as a constant or as an input"));
  if (from.version != from.storage->version()) {
    if (from.read || from.sources != 0) refuse(op, "reads values that were changed in place");
    from.version = from.storage->version();
  }
  from.read = true;
  if (from.same_as != nullptr) blocks_[from.same_as].read = true;
  return from.sources;
}

Sources Tape::read_all(const char* op, Operands inputs, std::vector<Storage*>& places) {
  Sources sources = 0;
  for (const Tensor* x : inputs) {
    sources |= read(op, *x);
    places.push_back(home(*x));
  }
  return sources;
}

void Tape::written(const char* op, const Tensor& out, Sources sources) {
  Block& to = block(out);
  if (to.op == nullptr) to.op = op;
  to.known = true;
  to.sources = sources;
  to.version = to.storage->version();
}

void Tape::refuse(const char* op, const char* why) const {
  throw std::logic_error(sentence("replay", op, ' ', why, ", which a recorded function cannot repeat"));
}

void Tape::refuse_reading(const char* op, const Tensor& x) const {
  const auto at = blocks_.find(x.body().storage.get());
  if (at == blocks_.end() || at->second.sources == 0) return;
  refuse(op, "reads a value that depends on the input");
}

std::vector<bool> Tape::needed(const std::vector<Tensor>& outputs) const {
  std::unordered_set<const Storage*> live;
  for (const Tensor& each : outputs) live.insert(home_of(each));
  std::vector<bool> result(entries_.size(), false);
  for (std::size_t i = entries_.size(); i-- > 0;) {
    const Entry& step = entries_[i];
    if (live.count(step.out) == 0) continue;
    result[i] = true;
    live.insert(step.inputs.begin(), step.inputs.end());
  }
  return result;
}

std::vector<Call> Tape::calls(const std::vector<Tensor>& outputs, Sources sources, Sources also) const {
  const std::vector<bool> used = needed(outputs);
  std::vector<Call> list;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Sources from = entries_[i].sources;
    if (used[i] && (from & sources) != 0 && (from & ~(sources | also)) == 0) list.push_back(entries_[i].call);
  }
  return list;
}

void Tape::finish(const std::vector<Tensor>& outputs) {
  for (const auto& [storage, each] : blocks_)
    if ((each.read || each.sources != 0) && each.version != storage->version())
      refuse(each.op == nullptr ? "an operation" : each.op, "gave values that were changed in place");
  for (const Tensor& each : outputs) (void)read("the result", each);
  const std::vector<bool> used = needed(outputs);
  std::vector<Entry> kept;
  std::unordered_set<const Storage*> live;
  for (const Tensor& each : outputs) live.insert({home_of(each), each.body().storage.get()});
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    Entry& step = entries_[i];
    if (!used[i]) {
      step.destroy(const_cast<void*>(step.call.step));
      deallocate(const_cast<void*>(step.call.step), step.bytes);
      continue;
    }
    live.insert(step.out);
    live.insert(step.inputs.begin(), step.inputs.end());
    kept.push_back(std::move(step));
  }
  entries_ = std::move(kept);
  by_key_.clear();
  std::erase_if(blocks_, [&](const auto& each) { return live.count(each.first) == 0; });
  for (const auto& [storage, each] : blocks_)
    if (each.op == nullptr) captured_.push_back({storage, each.version});
}

bool Tape::kernels_only() const noexcept {
  return std::none_of(entries_.begin(), entries_.end(),
                      [](const Entry& each) { return each.call.run == run<taping::Function>; });
}

void Tape::fail_changed(const Captured& captured) const {
  throw std::logic_error(sentence(
      "replay", "a tensor that the function uses was changed in place: it was recorded at version ", captured.version,
      " and is now at version ", captured.storage->version(), "; record anew, or hand it in as an input"));
}

namespace taping {

void Function::operator()() const {
  const Tensor value = call();
  copy(out, value);
}

Tensor add_function(Tape& tape, const char* op, Tensor value, const std::vector<const Tensor*>& inputs,
                    std::function<Tensor()> call) {
  tape.add(op, value, inputs, Function{std::move(call), value});
  return value;
}

}  // namespace taping

}  // namespace thalweg::raw
