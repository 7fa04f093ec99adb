// Derivatives of functions, all made of one step: pull a seed back from an output to the inputs.
#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/joins.hpp>
#include <thalweg/autograd/rows.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/tape.hpp>

namespace thalweg {

namespace {

using Tensors = std::vector<Tensor>;

/// Stand-ins for the inputs: leaves of their own, or, where the result shall reach further, views in the same graph.
Tensors stand_ins(const char* op, const Tensors& xs, bool create_graph) {
  check(!xs.empty(), op, "needs at least one input");
  Tensors result;
  for (std::size_t k = 0; k < xs.size(); ++k) {
    const Tensor& x = xs[k];
    check(is_floating(x.dtype()), op, "input ", k, " is ", x.dtype(), "; only floating tensors have derivatives");
    result.push_back(create_graph && x.requires_grad() ? reshape(x, x.shape()) : x.detach().requires_grad_());
  }
  return result;
}

void check_like(const char* op, const Tensor& v, const char* what, const Tensor& x) {
  check(v.shape() == x.shape() && v.dtype() == x.dtype(), op, "the vector, ", v.dtype(), ' ', v.shape(),
        ", must match ", what, ", ", x.dtype(), ' ', x.shape());
}
void check_alike(const char* op, const Tensors& vs, const Tensors& xs) {
  check(vs.size() == xs.size(), op, vs.size(), " vectors for ", xs.size(), " inputs");
  for (std::size_t k = 0; k < xs.size(); ++k) check_like(op, vs[k], "the input", xs[k]);
}
void check_scalar(const char* op, const Tensor& y) {
  check(y.numel() == 1, op, "the function must give one element, got shape ", y.shape());
}

/// The gradient of the sum of <seed_k, y_k>; outputs without a graph contribute nothing.
Tensors pull(const Tensors& ys, const Tensors& xs, const Tensors& seeds, bool create_graph) {
  Tensors outputs, weights;
  for (std::size_t k = 0; k < ys.size(); ++k) {
    if (!ys[k].requires_grad()) continue;
    outputs.push_back(ys[k]);
    weights.push_back(seeds[k]);
  }
  Tensors result;
  if (!outputs.empty()) return grad(outputs, xs, weights, {.create_graph = create_graph, .allow_unused = true});
  for (const Tensor& x : xs) result.push_back(zeros_like(x));
  return result;
}

/// An identity can hand back a seed or an input of the caller: the result is cut from its graph.
Tensor plain(const Tensor& x, bool keep_graph) { return keep_graph || !x.requires_grad() ? x : x.detach(); }
Tensors plain(Tensors xs, bool keep_graph) {
  for (Tensor& x : xs) x = plain(x, keep_graph);
  return xs;
}

/// Zeros of y's shape with a one at element i.
Tensor unit(const Tensor& y, std::int64_t i) {
  Tensor flat = zeros({y.numel()}, {.dtype = y.dtype()});
  flat.set({i}, 1);
  return raw::reshape(flat, y.shape());
}

Shape joined(const Shape& a, const Shape& b) {
  Shape result = a;
  for (const std::int64_t size : b) result = result.inserted(result.rank(), size);
  return result;
}

/// Rows of one shape become the matrix (rows, elements of a row): written in place, or recorded when all are kept.
class Matrix {
 public:
  Matrix(std::int64_t rows, const Tensor& row, bool recorded) : recorded_(recorded), columns_(row.numel()) {
    if (!recorded_ || rows == 0) values_ = zeros({rows, columns_}, {.dtype = row.dtype()});
  }
  void add(const Tensor& row) {
    if (recorded_) {
      rows_.push_back(reshape(row, {columns_}));
    } else {
      raw::copy(raw::select(values_, 0, filled_++), raw::reshape(row, {columns_}));
    }
  }
  Tensor take() { return values_.defined() ? values_ : stack(rows_); }

 private:
  bool recorded_;
  std::int64_t columns_;
  std::int64_t filled_ = 0;
  Tensor values_;
  Tensors rows_;
};

/// The pass back from y, taped for a seed that changes: further seeds cost its kernels alone.
class TapedPull {
 public:
  TapedPull(const Tensor& y, const Tensors& xs) : seed_(zeros(y.shape(), {.dtype = y.dtype()})) {
    tape_.input(seed_, 1);
    const raw::Taping taping(&tape_);
    rows_ = pull({y}, xs, {seed_}, false);
    for (Tensor& row : rows_) row = raw::contiguous(row);
    tape_.finish(rows_);
    calls_ = tape_.calls(rows_, 1);
    for (Tensor& row : rows_) row = tape_.kept(row);
  }
  bool kernels_only() const { return tape_.kernels_only(); }
  /// Writes the derivatives of element i to row i of each of the matrices, which have no gaps.
  void operator()(std::int64_t i, const Tensors& matrices) {
    dispatch_floating(seed_.dtype(), [&](auto zero) {
      auto* seed = seed_.data<decltype(zero)>();
      seed[std::exchange(last_, i)] = 0;
      seed[i] = 1;
    });
    for (const raw::Call& each : calls_) each.run(each.step);
    for (std::size_t k = 0; k < rows_.size(); ++k) {
      dispatch_floating(rows_[k].dtype(), [&](auto zero) {
        using T = decltype(zero);
        const std::int64_t n = rows_[k].numel();
        std::copy_n(rows_[k].data<T>(), n, matrices[k].data<T>() + i * n);
      });
    }
  }

 private:
  raw::Tape tape_;
  Tensor seed_;
  Tensors rows_;
  std::vector<raw::Call> calls_;
  std::int64_t last_ = 0;
};

/// Taping a pass costs a few of them.
bool worth_taping(const Tensor& y, bool create_graph) {
  return !create_graph && y.numel() >= 8 && !mode.anomaly && raw::tape == nullptr;
}

/// dy/dx as matrices, or nothing where a tape refuses a derivative (one that reads values, say): that takes the long
/// way, and what is wrong fails there as well. The rows are shared among threads, each with a tape of its own.
std::optional<Tensors> by_taped_rows(const Tensor& y, const Tensors& xs) {
  std::int64_t columns = 0;
  for (const Tensor& x : xs) columns += x.numel();
  const std::int64_t rows = y.numel();
  std::vector<std::unique_ptr<TapedPull>> pulls;
  try {
    pulls.push_back(std::make_unique<TapedPull>(y, xs));
    const std::int64_t threads = pulls.front()->kernels_only() ? threads_for_rows(rows, columns) : 1;
    for (std::int64_t k = 1; k < threads; ++k) pulls.push_back(std::make_unique<TapedPull>(y, xs));
  } catch (const std::logic_error&) {
    return std::nullopt;
  }
  Tensors matrices;
  for (const Tensor& x : xs) matrices.push_back(empty({rows, x.numel()}, {.dtype = x.dtype()}));
  for_shares(rows, static_cast<std::int64_t>(pulls.size()), [&](std::int64_t k, std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) (*pulls[static_cast<std::size_t>(k)])(i, matrices);
  });
  return matrices;
}

/// dy/dx for every input, (elements of y, elements of x): one pass for each element of y.
Tensors by_rows(const Tensor& y, const Tensors& xs, bool create_graph) {
  std::optional<Tensors> result;
  if (worth_taping(y, create_graph)) result = by_taped_rows(y, xs);
  if (!result) {
    std::vector<Matrix> matrices;
    for (const Tensor& x : xs) matrices.emplace_back(y.numel(), x, create_graph);
    for (std::int64_t i = 0; i < y.numel(); ++i) {
      const Tensors row = pull({y}, xs, {unit(y, i)}, create_graph);
      for (std::size_t k = 0; k < xs.size(); ++k) matrices[k].add(row[k]);
    }
    result.emplace();
    for (Matrix& each : matrices) result->push_back(each.take());
  }
  for (std::size_t k = 0; k < xs.size(); ++k) (*result)[k] = reshape((*result)[k], joined(y.shape(), xs[k].shape()));
  return *std::move(result);
}

/// w(u) = J^T u, recorded, with its u.
struct Transposed {
  Tensor u;
  Tensors w;

  Transposed(const Tensor& y, const Tensors& xs)
      : u(zeros(y.shape(), {.dtype = y.dtype()}).requires_grad_()), w(pull({y}, xs, {u}, true)) {}
  /// J v, the derivative of <w(u), v> by u.
  Tensor push(const Tensors& vs, bool create_graph) const { return pull(w, {u}, vs, create_graph).front(); }
};

/// The same matrix: one pass for each element of x.
Tensor by_columns(const Tensor& y, const Tensor& x, bool create_graph) {
  const Transposed transposed(y, {x});
  Matrix columns(x.numel(), y, create_graph);
  for (std::int64_t j = 0; j < x.numel(); ++j) columns.add(transposed.push({unit(x, j)}, create_graph));
  return reshape(transpose(columns.take(), 0, 1), joined(y.shape(), x.shape()));
}

TensorsFunction on_list(const TensorFunction& f) {
  return [&f](const Tensors& xs) { return f(xs.front()); };
}

/// The recorded gradient of a function of one element.
Tensors recorded_gradient(const char* op, const Tensor& y, const Tensors& xs) {
  check_scalar(op, y);
  return pull({y}, xs, {ones(y.shape(), {.dtype = y.dtype()})}, true);
}

}  // namespace

ValueAndGrads value_and_grad(const TensorsFunction& f, const Tensors& inputs, DerivativeOptions options) {
  const WithGrad recording;
  const Tensors xs = stand_ins("value_and_grad", inputs, options.create_graph);
  const Tensor y = f(xs);
  check_scalar("value_and_grad", y);
  return {plain(y, options.create_graph), pull({y}, xs, {ones(y.shape(), {.dtype = y.dtype()})}, options.create_graph)};
}
ValueAndGrad value_and_grad(const TensorFunction& f, const Tensor& x, DerivativeOptions options) {
  ValueAndGrads both = value_and_grad(on_list(f), {x}, options);
  return {std::move(both.value), std::move(both.grads.front())};
}

Tensors vjp(const TensorsFunction& f, const Tensors& inputs, const Tensor& v, DerivativeOptions options) {
  const WithGrad recording;
  const Tensors xs = stand_ins("vjp", inputs, options.create_graph);
  const Tensor y = f(xs);
  check_like("vjp", v, "the function's value", y);
  return plain(pull({y}, xs, {v}, options.create_graph), options.create_graph);
}
Tensor vjp(const TensorFunction& f, const Tensor& x, const Tensor& v, DerivativeOptions options) {
  return vjp(on_list(f), {x}, v, options).front();
}

Tensor jvp(const TensorsFunction& f, const Tensors& inputs, const Tensors& vs, DerivativeOptions options) {
  const WithGrad recording;
  const Tensors xs = stand_ins("jvp", inputs, options.create_graph);
  check_alike("jvp", vs, xs);
  return plain(Transposed(f(xs), xs).push(vs, options.create_graph), options.create_graph);
}
Tensor jvp(const TensorFunction& f, const Tensor& x, const Tensor& v, DerivativeOptions options) {
  return jvp(on_list(f), Tensors{x}, Tensors{v}, options);
}

Tensors hvp(const TensorsFunction& f, const Tensors& inputs, const Tensors& vs, DerivativeOptions options) {
  const WithGrad recording;
  const Tensors xs = stand_ins("hvp", inputs, options.create_graph);
  check_alike("hvp", vs, xs);
  return plain(pull(recorded_gradient("hvp", f(xs), xs), xs, vs, options.create_graph), options.create_graph);
}
Tensor hvp(const TensorFunction& f, const Tensor& x, const Tensor& v, DerivativeOptions options) {
  return hvp(on_list(f), Tensors{x}, Tensors{v}, options).front();
}

Tensors jacobian(const TensorsFunction& f, const Tensors& inputs, DerivativeOptions options) {
  const WithGrad recording;
  const Tensors xs = stand_ins("jacobian", inputs, options.create_graph);
  return by_rows(f(xs), xs, options.create_graph);
}
Tensor jacobian(const TensorFunction& f, const Tensor& x, DerivativeOptions options) {
  const WithGrad recording;
  const Tensors xs = stand_ins("jacobian", {x}, options.create_graph);
  const Tensor y = f(xs.front());
  if (4 * x.numel() < y.numel()) return by_columns(y, xs.front(), options.create_graph);
  return by_rows(y, xs, options.create_graph).front();
}

std::vector<Tensors> hessian(const TensorsFunction& f, const Tensors& inputs, DerivativeOptions options) {
  const WithGrad recording;
  const Tensors xs = stand_ins("hessian", inputs, options.create_graph);
  std::vector<Tensors> blocks;
  for (const Tensor& g : recorded_gradient("hessian", f(xs), xs))
    blocks.push_back(by_rows(g, xs, options.create_graph));
  return blocks;
}
Tensor hessian(const TensorFunction& f, const Tensor& x, DerivativeOptions options) {
  return hessian(on_list(f), Tensors{x}, options).front().front();
}

}  // namespace thalweg
