// Functions made of pieces, each with its derivative. A gate lets through a gradient by what a comparison says; being
// linear in the gradient and constant in what is compared, it is its own derivative.
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/piecewise.hpp>
#include <thalweg/autograd/pointwise.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg {

namespace {

/// g where a > b, g / 2 where a = b, else 0
Tensor greater_gate(const Tensor& g, const Tensor& a, const Tensor& b) {
  const auto gate = [](auto g, auto v, auto w) { return select(v > w, g, select(v == w, g * 0.5, decltype(g)(0))); };
  return record("greater_gate", raw::map("greater_gate", gate, g, a, b), inputs(g, a, b),
                [](const Tensor& h, Second a, Third b) { return greater_gate(h, a, b); });
}

/// g where low <= x <= high, else 0
Tensor clamp_gate(const Tensor& g, const Tensor& x, double low, double high) {
  return binary(
      "clamp_gate", g, x, [low, high](auto g, auto v) { return select((v >= low) & (v <= high), g, decltype(g)(0)); },
      [low, high](const Tensor& h, Second x) { return clamp_gate(h, x, low, high); }, no_gradient);
}

/// The condition as 0 and 1 in the given dtype, or as it is where it has that dtype.
Tensor mask(const Tensor& condition, Dtype dtype) {
  if (condition.dtype() == dtype) return condition;
  const auto holds = [](auto v) { return select(v != 0, decltype(v)(1), decltype(v)(0)); };
  return raw::cast(raw::map<Accept::any>("where", holds, condition), dtype);
}

}  // namespace

/// y = |x|,  dy/dx = sign(x)
Tensor abs(const Tensor& x) {
  return unary<Accept::any>(
      "abs", x, [](auto v) { return math::abs(v); }, [](const Tensor& g, First x) { return g * sign(x); });
}

/// y = sign(x),  dy/dx = 0
Tensor sign(const Tensor& x) {
  return unary<Accept::any>(
      "sign", x, [](auto v) { return math::sign(v); }, [](const Tensor& g) { return zeros_like(g); });
}

/// y = max(a, b),  dy/da = 1 where a > b, 1/2 where a = b, else 0
Tensor maximum(const Tensor& a, const Tensor& b) {
  return binary<Accept::any>(
      "maximum", a, b, [](auto v, auto w) { return math::max(v, w); },
      [](const Tensor& g, First a, Second b) { return greater_gate(g, a, b); },
      [](const Tensor& g, First a, Second b) { return greater_gate(g, b, a); });
}

/// y = min(a, b),  dy/da = 1 where a < b, 1/2 where a = b, else 0
Tensor minimum(const Tensor& a, const Tensor& b) {
  return binary<Accept::any>(
      "minimum", a, b, [](auto v, auto w) { return math::min(v, w); },
      [](const Tensor& g, First a, Second b) { return greater_gate(g, b, a); },
      [](const Tensor& g, First a, Second b) { return greater_gate(g, a, b); });
}

/// y = x within [low, high],  dy/dx = 1 there, else 0
Tensor clamp(const Tensor& x, double low, double high) {
  check(low <= high, "clamp", "the lower bound must not exceed the upper, got ", low, " and ", high);
  return unary(
      "clamp", x, [low, high](auto v) { return math::clamp(v, low, high); },
      [low, high](const Tensor& g, First x) { return clamp_gate(g, x, low, high); });
}

/// y = a where c, else b,  dy/da = 1 where c, dy/db = 1 elsewhere
Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  const auto choose = [](auto c, auto v, auto w) { return select(c != 0, v, w); };
  const Tensor value = raw::map<Accept::any>("where", choose, mask(condition, a.dtype()), a, b);
  return record(
      "where", value, inputs(a, b, condition), [](const Tensor& g, Third c) { return where(c, g, 0); },
      [](const Tensor& g, Third c) { return where(c, 0, g); });
}

/// y = a where c, else s,  dy/da = 1 where c
Tensor where(const Tensor& condition, const Tensor& a, double s) {
  raw::check_scalar("where", a.dtype(), s);
  const auto choose = [s](auto c, auto v) { return select(c != 0, v, decltype(v)(s)); };
  return record("where", raw::map<Accept::any>("where", choose, mask(condition, a.dtype()), a), inputs(a, condition),
                [](const Tensor& g, Second c) { return where(c, g, 0); });
}

/// y = s where c, else b,  dy/db = 1 where not c
Tensor where(const Tensor& condition, double s, const Tensor& b) {
  raw::check_scalar("where", b.dtype(), s);
  const auto choose = [s](auto c, auto v) { return select(c != 0, decltype(v)(s), v); };
  return record("where", raw::map<Accept::any>("where", choose, mask(condition, b.dtype()), b), inputs(b, condition),
                [](const Tensor& g, Second c) { return where(c, 0, g); });
}

}  // namespace thalweg
