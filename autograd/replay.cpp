// Replays: a tape for each kind of result, recorded when it is first needed, by the same calls that compute without
// one.
#include <thalweg/autograd/replay.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

#include <thalweg/autograd/mode.hpp>
#include <thalweg/autograd/rows.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/tape.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg {

namespace {

constexpr raw::Sources from_x = 1;
constexpr raw::Sources from_v = 2;

using Calls = std::vector<raw::Call>;

void run(const Calls& calls) {
  for (const raw::Call& each : calls) each.run(each.step);
}

std::size_t bytes_of(const Tensor& x) { return static_cast<std::size_t>(x.numel() * item_size(x.dtype())); }

void* address_of(const Tensor& x) {
  return dispatch(x.dtype(), [&](auto zero) -> void* { return x.data<decltype(zero)>(); });
}

/// to = from for tensors of one shape and dtype, `to` without gaps. `to` is memory of a tape: no version is counted.
void load(const Tensor& to, const Tensor& from) {
  if (!from.is_contiguous()) [[unlikely]]
    return raw::copy(to, from);
  std::memcpy(address_of(to), address_of(from), bytes_of(to));
}

/// The same for a tensor of the caller, which must be able to take the values.
void hand_out(const char* what, const Tensor& to, const Tensor& from) {
  check(to.shape() == from.shape() && to.dtype() == from.dtype() && to.is_contiguous(), "replay", what, ", ",
        to.dtype(), ' ', to.shape(), to.is_contiguous() ? "" : " with gaps", ", must be ", from.dtype(), ' ',
        from.shape(), " without gaps");
  load(to, from);
  to.body().storage->bump_version();
}

bool holds(const Tensor& memory, const Tensor& x) {
  return x.is_contiguous() && std::memcmp(address_of(memory), address_of(x), bytes_of(x)) == 0;
}

}  // namespace

/// A tape with the memory of its inputs and outputs.
struct Replay::Program {
  raw::Tape tape;
  std::vector<Tensor> xs;  // the inputs
  Tensor v;                // the vector of a product
  Tensor value;
  std::vector<Tensor> results;  // the derivatives
  Calls by_x;                   // what follows from the inputs alone
  Calls by_v;                   // what follows from v as well
  bool current = false;         // by_x has run on what xs hold

  explicit Program(Inputs inputs) {
    for (const Tensor& x : inputs) {
      xs.push_back(raw::clone(x));
      tape.input(xs.back(), from_x);
    }
  }

  std::vector<Tensor> floating() const {
    std::vector<Tensor> list;
    std::copy_if(xs.begin(), xs.end(), std::back_inserter(list),
                 [](const Tensor& x) { return is_floating(x.dtype()); });
    return list;
  }

  void finish() {
    std::vector<Tensor> outputs = results;
    if (value.defined()) outputs.push_back(value);
    tape.finish(outputs);
    by_x = tape.calls(outputs, from_x);
    by_v = tape.calls(outputs, from_v, from_x);
    if (value.defined()) value = tape.kept(value);
    for (Tensor& each : results) each = tape.kept(each);
  }

  void run_at(Inputs inputs) {
    tape.check_constants();
    current = false;
    for (std::size_t k = 0; k < inputs.size(); ++k) load(xs[k], inputs[k]);
    run(by_x);
    current = true;
  }
  void move_to(const Tensor& x) {
    if (current && holds(xs.front(), x)) return tape.check_constants();
    run_at({&x, 1});
  }
};

Replay::Replay(Replay&&) noexcept = default;
Replay& Replay::operator=(Replay&&) noexcept = default;
Replay::~Replay() = default;

Replay::Replay(TensorFunction f, const Tensor& x)
    : Replay([f = std::move(f)](const std::vector<Tensor>& xs) { return f(xs.front()); }, std::vector<Tensor>{x}) {}

Replay::Replay(TensorsFunction f, const std::vector<Tensor>& xs) : f_(std::move(f)) {
  check(!xs.empty(), "replay", "needs at least one input");
  for (const Tensor& x : xs) forms_.push_back({x.shape(), x.dtype()});
  check_inputs(xs);
  value_program(xs);
}

void Replay::check_inputs(Inputs xs) const {
  check_use(raw::tape == nullptr, "replay",
            "a replayed function cannot be part of one that is being recorded; call the function itself");
  check(xs.size() == forms_.size(), "replay", "recorded for ", forms_.size(), " inputs, got ", xs.size());
  for (std::size_t k = 0; k < xs.size(); ++k)
    check(xs[k].shape() == forms_[k].shape && xs[k].dtype() == forms_[k].dtype, "replay", "recorded for ",
          forms_[k].dtype, ' ', forms_[k].shape, ", but input ", k, " is ", xs[k].dtype(), ' ', xs[k].shape(),
          "; make another Replay for it");
}

/// f with the floating inputs given, the others from the program's memory.
Tensor Replay::call(const std::vector<Tensor>& floating, const Program& program) const {
  std::vector<Tensor> all = program.xs;
  std::size_t k = 0;
  for (Tensor& each : all)
    if (is_floating(each.dtype())) each = floating[k++];
  return f_(all);
}

Replay::Program& Replay::value_program(Inputs xs) {
  if (value_) [[likely]]
    return *value_;
  auto program = std::make_unique<Program>(xs);
  const raw::Taping taping(&program->tape);
  const WithGrad recording;
  program->value = f_(program->xs).detach();
  program->finish();
  return *(value_ = std::move(program));
}

Replay::Program& Replay::gradient_program(Inputs xs) {
  if (gradient_) [[likely]]
    return *gradient_;
  auto program = std::make_unique<Program>(xs);
  const raw::Taping taping(&program->tape);
  ValueAndGrads both = thalweg::value_and_grad(
      [&](const std::vector<Tensor>& floating) { return call(floating, *program); }, program->floating());
  program->value = std::move(both.value);
  program->results = std::move(both.grads);
  program->finish();
  return *(gradient_ = std::move(program));
}

Replay::Program& Replay::product_program(Inputs xs, std::size_t which) {
  if (which < products_.size()) [[likely]]
    return *products_[which];
  check(xs.size() == 1, "replay", "products with the Hessian are for functions of one input, got ", xs.size());
  auto program = std::make_unique<Program>(xs);
  program->v = zeros_like(xs.front());
  program->tape.input(program->v, from_v);
  const raw::Taping taping(&program->tape);
  program->results = {raw::contiguous(
      thalweg::hvp([&](const Tensor& x) { return call({x}, *program); }, program->xs.front(), program->v))};
  program->finish();
  return *products_.emplace_back(std::move(program));
}

Tensor Replay::value(const Tensor& x) {
  check_inputs({&x, 1});
  Program& program = value_program({&x, 1});
  program.run_at({&x, 1});
  return raw::clone(program.value);
}

Tensor Replay::value(const std::vector<Tensor>& xs) {
  check_inputs(xs);
  Program& program = value_program(xs);
  program.run_at(xs);
  return raw::clone(program.value);
}

ValueAndGrad Replay::value_and_grad(const Tensor& x) {
  check_inputs({&x, 1});
  Program& program = gradient_program({&x, 1});
  program.run_at({&x, 1});
  return {raw::clone(program.value), raw::clone(program.results.front())};
}

ValueAndGrads Replay::value_and_grad(const std::vector<Tensor>& xs) {
  check_inputs(xs);
  Program& program = gradient_program(xs);
  program.run_at(xs);
  ValueAndGrads both{raw::clone(program.value), {}};
  for (const Tensor& each : program.results) both.grads.push_back(raw::clone(each));
  return both;
}

double Replay::gradient(Inputs xs, Inputs gs) {
  check_inputs(xs);
  check(gs.size() == xs.size(), "replay", gs.size(), " gradients for ", xs.size(), " inputs");
  Program& program = gradient_program(xs);
  program.run_at(xs);
  std::size_t k = 0;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    const bool floating = is_floating(forms_[i].dtype);
    check(floating || !gs[i].defined(), "replay", "input ", i, " is ", forms_[i].dtype, " and has no gradient");
    if (floating && gs[i].defined()) hand_out("the gradient", gs[i], program.results[k]);
    k += floating ? 1 : 0;
  }
  return program.value.item();
}

double Replay::value_and_grad(const Tensor& x, const Tensor& g) { return gradient({&x, 1}, {&g, 1}); }
double Replay::value_and_grad(const std::vector<Tensor>& xs, const std::vector<Tensor>& gs) { return gradient(xs, gs); }

void Replay::hvp(const Tensor& x, const Tensor& v, const Tensor& hv) {
  check_inputs({&x, 1});
  Program& program = product_program({&x, 1});
  check(v.shape() == forms_[0].shape && v.dtype() == forms_[0].dtype, "replay", "the vector, ", v.dtype(), ' ',
        v.shape(), ", must match the input, ", forms_[0].dtype, ' ', forms_[0].shape);
  program.move_to(x);
  load(program.v, v);
  run(program.by_v);
  hand_out("the product", hv, program.results.front());
}

Tensor Replay::hvp(const Tensor& x, const Tensor& v) {
  Tensor hv = empty(x.shape(), {.dtype = x.dtype()});
  hvp(x, v, hv);
  return hv;
}

Tensor Replay::hessian(const Tensor& x) {
  check_inputs({&x, 1});
  const std::int64_t n = x.numel();
  const std::int64_t threads = product_program({&x, 1}).tape.kernels_only() ? threads_for_rows(n, n) : 1;
  const Tensor rows = empty({n, n}, {.dtype = x.dtype()});
  for (std::int64_t k = 0; k < threads; ++k) {
    Program& program = product_program({&x, 1}, static_cast<std::size_t>(k));
    program.move_to(x);
    load(program.v, zeros_like(x));
  }
  dispatch_floating(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for_shares(n, threads, [&](std::int64_t k, std::int64_t begin, std::int64_t end) {
      const Program& program = *products_[static_cast<std::size_t>(k)];
      T* const v = program.v.data<T>();
      for (std::int64_t i = begin; i < end; ++i) {
        v[i] = T(1);
        run(program.by_v);
        v[i] = T(0);
        std::copy_n(program.results.front().data<T>(), n, rows.data<T>() + i * n);
      }
    });
  });
  Shape shape = x.shape();
  for (const std::int64_t size : x.shape()) shape = shape.inserted(shape.rank(), size);
  return raw::reshape(rows, shape);
}

}  // namespace thalweg
