// Arithmetic: each operation with its derivatives.
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/pointwise.hpp>

namespace thalweg {

/// y = a + b,  dy/da = dy/db = 1
Tensor operator+(const Tensor& a, const Tensor& b) {
  return binary<Accept::any>(
      "add", a, b, [](auto v, auto w) { return v + w; }, [](const Tensor& g) { return g; },
      [](const Tensor& g) { return g; });
}

/// y = x + s,  dy/dx = 1
Tensor operator+(const Tensor& x, double s) {
  raw::check_scalar("add", x.dtype(), s);
  return unary<Accept::any>(
      "add", x, [s](auto v) { return v + s; }, [](const Tensor& g) { return g; });
}
Tensor operator+(double s, const Tensor& x) { return x + s; }

/// y = a - b,  dy/da = 1,  dy/db = -1
Tensor operator-(const Tensor& a, const Tensor& b) {
  return binary<Accept::any>(
      "sub", a, b, [](auto v, auto w) { return v - w; }, [](const Tensor& g) { return g; },
      [](const Tensor& g) { return -g; });
}

/// y = x - s,  dy/dx = 1
Tensor operator-(const Tensor& x, double s) {
  raw::check_scalar("sub", x.dtype(), s);
  return unary<Accept::any>(
      "sub", x, [s](auto v) { return v - s; }, [](const Tensor& g) { return g; });
}

/// y = s - x,  dy/dx = -1
Tensor operator-(double s, const Tensor& x) {
  raw::check_scalar("sub", x.dtype(), s);
  return unary<Accept::any>(
      "sub", x, [s](auto v) { return decltype(v)(s) - v; }, [](const Tensor& g) { return -g; });
}

/// y = a b,  dy/da = b,  dy/db = a
Tensor operator*(const Tensor& a, const Tensor& b) {
  return binary<Accept::any>(
      "mul", a, b, [](auto v, auto w) { return v * w; }, [](const Tensor& g, Second b) { return g * b; },
      [](const Tensor& g, First a) { return g * a; });
}

/// y = s x,  dy/dx = s
Tensor operator*(const Tensor& x, double s) {
  raw::check_scalar("mul", x.dtype(), s);
  return unary<Accept::any>(
      "mul", x, [s](auto v) { return v * s; }, [s](const Tensor& g) { return g * s; });
}
Tensor operator*(double s, const Tensor& x) { return x * s; }

/// y = a / b,  dy/da = 1 / b,  dy/db = -y / b
Tensor operator/(const Tensor& a, const Tensor& b) {
  return binary(
      "div", a, b, [](auto v, auto w) { return v / w; }, [](const Tensor& g, Second b) { return g / b; },
      [](const Tensor& g, Second b, Output y) { return -(g * (y / b)); });
}

/// y = x / s,  dy/dx = 1 / s
Tensor operator/(const Tensor& x, double s) {
  return unary(
      "div", x, [s](auto v) { return v / s; }, [s](const Tensor& g) { return g / s; });
}

/// y = s / x,  dy/dx = -y / x
Tensor operator/(double s, const Tensor& x) {
  return unary(
      "div", x, [s](auto v) { return decltype(v)(s) / v; },
      [](const Tensor& g, First x, Output y) { return -(g * (y / x)); });
}

/// y = -x,  dy/dx = -1
Tensor operator-(const Tensor& x) {
  return unary<Accept::any>(
      "neg", x, [](auto v) { return -v; }, [](const Tensor& g) { return -g; });
}
Tensor operator+(const Tensor& x) { return x; }

}  // namespace thalweg
