// Element-wise operations, as in the recorder's list ELEMENTWISE.
#include <tests/op_reference/operations.hpp>
#include <thalweg/autograd/activations.hpp>
#include <thalweg/autograd/compare.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/piecewise.hpp>
#include <thalweg/autograd/trigonometric.hpp>

namespace thalweg::reference {

namespace {

/// An operation on one input or two.
Operation one(const char* name, Tensor (*f)(const Tensor&)) {
  return {name, [f](const Inputs& x) { return f(x[0]); }};
}
Operation two(const char* name, Tensor (*f)(const Tensor&, const Tensor&)) {
  return {name, [f](const Inputs& x) { return f(x[0], x[1]); }};
}

}  // namespace

Operations elementwise() {
  return {
      {"pow, scalar 3", [](const Inputs& x) { return pow(x[0], 3.0); }},
      {"pow, scalar -1.5", [](const Inputs& x) { return pow(x[0], -1.5); }},
      two("pow", pow),
      {"pow, of a scalar", [](const Inputs& x) { return pow(2.0, x[0]); }},
      one("abs", abs),
      one("sign", sign),
      one("sqrt", sqrt),
      one("exp", exp),
      one("expm1", expm1),
      one("log", log),
      one("log1p", log1p),
      one("sin", sin),
      one("cos", cos),
      one("tan", tan),
      one("tanh", tanh),
      one("sinh", sinh),
      one("cosh", cosh),
      one("sigmoid", sigmoid),
      one("softplus", softplus),
      one("relu", relu),
      {"leaky_relu", [](const Inputs& x) { return leaky_relu(x[0]); }},
      {"leaky_relu, slope 0.2", [](const Inputs& x) { return leaky_relu(x[0], 0.2); }},
      {"gelu", [](const Inputs& x) { return gelu(x[0]); }},
      {"gelu, tanh", [](const Inputs& x) { return gelu(x[0], GeluForm::tanh); }},
      one("silu", silu),
      one("erf", erf),
      one("square", square),
      one("reciprocal", reciprocal),
      two("maximum", maximum),
      two("minimum", minimum),
      {"clamp", [](const Inputs& x) { return clamp(x[0], -0.8, 0.9); }},
      {"where", [](const Inputs& x) { return where(x[0], square(x[1]), square(x[2])); }},
      two("less", operator<),
      two("less or equal", operator<=),
      two("greater", operator>),
      two("greater or equal", operator>=),
      two("equal", operator==),
      two("not equal", operator!=),
  };
}

}  // namespace thalweg::reference
