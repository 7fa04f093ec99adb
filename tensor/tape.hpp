// Tape: a computation on values as a list of steps over fixed memory, so that it can run again when its inputs have
// changed. It knows nothing of derivatives: what differentiates runs on values too, and so is taped like everything
// else.
//
// While a tape is a thread's `raw::tape`, every function of raw:: that computes values adds itself as a step, with the
// places of its operands and of its result; views are only places in memory and need no step. What follows from
// constants alone is computed once, while taping. Values that no such function has made (random draws, memory that the
// caller fills) are not known to be the same in every run: using them is an error that names who made them.
#pragma once

#include <functional>
#include <new>
#include <span>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include <thalweg/tensor/tensor.hpp>

namespace thalweg::raw {

/// One step with its memory, ready to run.
struct Call {
  void (*run)(const void* step);
  const void* step;
};

/// Which inputs a value follows from, a bit for each kind of input.
using Sources = std::uint32_t;

using Operands = std::span<const Tensor* const>;

class Tape {
 public:
  Tape() = default;
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;
  ~Tape();

  // While taping:

  /// The values of x change from run to run.
  void input(const Tensor& x, Sources bit);
  /// Memory was allocated by `op`; nothing is known of its values yet.
  void born(const Handle<Storage>& storage, const char* op);
  /// The values of x, just made, are the same in every run.
  void constant(const Tensor& x);

  /// Where the values of x lie in every run.
  template <class T>
  T* data(const Tensor& x) {
    return reinterpret_cast<T*>(home(x)->data()) + x.offset();
  }
  /// x without its graph, at the place where its values lie in every run.
  Tensor kept(const Tensor& x);

  /// Adds a step that computes the values of `out` from the inputs: step() writes to data(out). A step that can tell,
  /// by step.same(other), that another of its type computes the same is not run twice.
  template <class Step>
  void add(const char* op, const Tensor& out, Operands inputs, const Step& step);
  /// Adds a step that writes `from` to a part of `to`, whose other values stay. Error: `to` has been read already.
  template <class Step>
  void add_part(const char* op, const Tensor& to, const Tensor& from, const Step& step);

  /// Throws std::logic_error: `op` cannot be taped.
  [[noreturn]] void refuse(const char* op, const char* why) const;
  /// Throws where the values of x change from run to run: what is read from them would be lost.
  void refuse_reading(const char* op, const Tensor& x) const;

  // Afterwards:

  /// The steps, in order, that `outputs` need and that follow from at least one of the `sources`, and from no others
  /// than `sources` and `also`.
  std::vector<Call> calls(const std::vector<Tensor>& outputs, Sources sources, Sources also = 0) const;
  /// Ends the taping: drops what the outputs do not need. Error: values that a step has read were changed in place.
  void finish(const std::vector<Tensor>& outputs);
  /// Throws std::logic_error where a constant that was made outside has been changed in place since it was taped.
  void check_constants() const {
    for (const Captured& each : captured_)
      if (each.storage->version() != each.version) [[unlikely]]
        fail_changed(each);
  }
  /// Steps so far.
  std::size_t size() const noexcept { return entries_.size(); }
  /// All steps are loops over memory: none makes tensors, as functions that are taped as a whole do. Such steps may run
  /// on a worker.
  bool kernels_only() const noexcept;

 private:
  /// What is known of one piece of memory.
  struct Block {
    Handle<Storage> storage;
    const char* op;             // who allocated it; null: it was there before
    bool known = false;         // a constant, an input or the result of a step
    bool read = false;          // by a step
    Sources sources = 0;        // none: constant
    std::uint64_t version = 0;  // when it was first read or last written by a step
    Storage* same_as = nullptr;
  };
  /// A constant from outside.
  struct Captured {
    const Storage* storage;
    std::uint64_t version;
  };
  /// A step and what it touches.
  struct Entry {
    Call call;
    void (*destroy)(void* step) noexcept;
    std::size_t bytes;
    Storage* out;
    std::vector<Storage*> inputs;
    Sources sources;
  };

  Storage* home(const Tensor& x);
  Block& block(const Tensor& x);
  Sources read(const char* op, const Tensor& x);
  Sources read_all(const char* op, Operands inputs, std::vector<Storage*>& places);
  void written(const char* op, const Tensor& out, Sources sources);
  [[noreturn]] void fail_changed(const Captured& captured) const;
  std::vector<bool> needed(const std::vector<Tensor>& outputs) const;
  const Storage* home_of(const Tensor& x) const;

  template <class Step>
  static void run(const void* step) {
    (*static_cast<const Step*>(step))();
  }
  template <class Step>
  void push(Storage* out, std::vector<Storage*> inputs, Sources sources, const Step& step);

  std::unordered_map<const Storage*, Block> blocks_;
  std::vector<Entry> entries_;
  std::vector<Captured> captured_;
  std::unordered_multimap<std::uint64_t, std::size_t> by_key_;
};

/// Makes a tape the thread's, or none of them, while it lives.
class Taping {
 public:
  explicit Taping(Tape* now) noexcept : before_(std::exchange(tape, now)) {}
  ~Taping() { tape = before_; }
  Taping(const Taping&) = delete;
  Taping& operator=(const Taping&) = delete;

 private:
  Tape* before_;
};

template <class Step>
void Tape::push(Storage* out, std::vector<Storage*> inputs, Sources sources, const Step& step) {
  static_assert(alignof(Step) <= 64);
  void* place = allocate(sizeof(Step));
  try {
    const Step* copy = new (place) Step(step);
    entries_.push_back({{run<Step>, copy},
                        [](void* each) noexcept { static_cast<Step*>(each)->~Step(); },
                        sizeof(Step),
                        out,
                        std::move(inputs),
                        sources});
  } catch (...) {
    deallocate(place, sizeof(Step));
    throw;
  }
}

template <class Step>
void Tape::add(const char* op, const Tensor& out, Operands inputs, const Step& step) {
  std::vector<Storage*> places;
  const Sources sources = read_all(op, inputs, places);
  written(op, out, sources);
  if (sources == 0) return;
  if constexpr (requires { step.same(step); }) {
    std::uint64_t key = reinterpret_cast<std::uintptr_t>(run<Step>);
    for (const Storage* each : places) key = key * 0x9E3779B97F4A7C15u + reinterpret_cast<std::uintptr_t>(each);
    const auto [begin, end] = by_key_.equal_range(key);
    for (auto at = begin; at != end; ++at) {
      const Entry& other = entries_[at->second];
      if (other.call.run != run<Step> || !step.same(*static_cast<const Step*>(other.call.step))) continue;
      block(out).same_as = other.out;
      block(out).read = blocks_[other.out].read = true;
      return;
    }
    by_key_.emplace(key, entries_.size());
  }
  push(out.body().storage.get(), std::move(places), sources, step);
}

template <class Step>
void Tape::add_part(const char* op, const Tensor& to, const Tensor& from, const Step& step) {
  std::vector<Storage*> places;
  const Tensor* const inputs[] = {&from};
  const Sources sources = read_all(op, inputs, places);
  Block& target = block(to);
  if (target.op == nullptr) refuse(op, "changes a tensor from outside of the function");
  if (target.read) refuse(op, "changes values that were read before");
  const Sources all = sources | target.sources;
  written(op, to, all);
  if (all != 0) push(home(to), std::move(places), all, step);
}

namespace taping {

inline Tensor keep(Tape& tape, const Tensor& x) { return tape.kept(x); }
inline std::vector<Tensor> keep(Tape& tape, std::span<const Tensor> xs) {
  std::vector<Tensor> list;
  for (const Tensor& x : xs) list.push_back(tape.kept(x));
  return list;
}
template <class Arg>
Arg keep(Tape&, const Arg& arg) {
  return arg;
}

inline void list(std::vector<const Tensor*>& tensors, const Tensor& x) { tensors.push_back(&x); }
inline void list(std::vector<const Tensor*>& tensors, std::span<const Tensor> xs) {
  for (const Tensor& x : xs) tensors.push_back(&x);
}
template <class Arg>
void list(std::vector<const Tensor*>&, const Arg&) {}

/// A function of raw:: as one step: called anew, its result goes to the place of the first one.
struct Function {
  std::function<Tensor()> call;
  Tensor out;
  void operator()() const;
};
Tensor add_function(Tape& tape, const char* op, Tensor value, const std::vector<const Tensor*>& inputs,
                    std::function<Tensor()> call);

}  // namespace taping

/// The first line of a function of raw:: that is taped as a whole, here for solve(a, b):
///
///     if (tape != nullptr) [[unlikely]] return taped("solve", solve, a, b);
///
/// Tensors (and spans of them) among the arguments are its inputs; all arguments are kept for the next runs.
template <class F, class... Args>
Tensor taped(const char* op, F f, const Args&... args) {
  Tape& now = *tape;
  const Taping off(nullptr);
  Tensor value = f(args...);
  std::vector<const Tensor*> inputs;
  (taping::list(inputs, args), ...);
  return taping::add_function(now, op, std::move(value), inputs,
                              [f, kept = std::make_tuple(taping::keep(now, args)...)] { return std::apply(f, kept); });
}

/// Says of values just made that they are the same in every run.
inline const Tensor& constant(const Tensor& x) {
  if (tape != nullptr) [[unlikely]]
    tape->constant(x);
  return x;
}

}  // namespace thalweg::raw
