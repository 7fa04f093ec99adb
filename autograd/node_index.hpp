// NodeIndex: a small hash table from nodes to their place in a pass. Passes keep no marks in the nodes, so that threads
// may differentiate graphs that share leaves.
#pragma once

#include <cstdint>
#include <vector>

#include <thalweg/autograd/node.hpp>

namespace thalweg {

class NodeIndex {
 public:
  static constexpr std::int64_t missing = -1;
  /// Entered, but without a place yet.
  static constexpr std::int64_t open = -2;

  NodeIndex() : slots_(64) {}

  /// The value stored for `node`, or `missing`.
  std::int64_t find(const Node* node) const noexcept { return slots_[slot_of(node)].value; }

  /// Stores `value` for `node`, whether or not it was there.
  void set(const Node* node, std::int64_t value) {
    if (2 * (count_ + 1) > slots_.size()) grow();
    Slot& slot = slots_[slot_of(node)];
    if (slot.node == nullptr) ++count_;
    slot = {node, value};
  }

 private:
  struct Slot {
    const Node* node = nullptr;
    std::int64_t value = missing;
  };

  std::size_t slot_of(const Node* node) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = (reinterpret_cast<std::uintptr_t>(node) >> 6) * 0x9E3779B97F4A7C15u >> 20 & mask;
    while (slots_[i].node != nullptr && slots_[i].node != node) i = (i + 1) & mask;
    return i;
  }

  void grow() {
    std::vector<Slot, CachedAllocator<Slot>> old(2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old)
      if (slot.node != nullptr) slots_[slot_of(slot.node)] = slot;
  }

  std::vector<Slot, CachedAllocator<Slot>> slots_;
  std::size_t count_ = 0;
};

}  // namespace thalweg
