// Comparisons: values without derivatives.
#include <thalweg/autograd/compare.hpp>
#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg {

namespace {

Tensor as_floating(const Tensor& truth) { return truth.dtype() == int64 ? raw::cast(truth, float64) : truth; }

/// holds(v, w) gives a mask for packs v and w.
template <class Holds>
Tensor compare(const char* op, const Tensor& a, const Tensor& b, Holds holds) {
  const auto truth = [holds](auto v, auto w) { return select(holds(v, w), decltype(v)(1), decltype(v)(0)); };
  return as_floating(raw::map<Accept::any>(op, truth, a, b));
}

template <class Holds>
Tensor compare(const char* op, const Tensor& x, double s, Holds holds) {
  raw::check_scalar(op, x.dtype(), s);
  const auto truth = [holds, s](auto v) { return select(holds(v, decltype(v)(s)), decltype(v)(1), decltype(v)(0)); };
  return as_floating(raw::map<Accept::any>(op, truth, x));
}

constexpr auto less = [](auto v, auto w) { return v < w; };
constexpr auto less_equal = [](auto v, auto w) { return v <= w; };
constexpr auto greater = [](auto v, auto w) { return v > w; };
constexpr auto greater_equal = [](auto v, auto w) { return v >= w; };
constexpr auto equal = [](auto v, auto w) { return v == w; };
constexpr auto not_equal = [](auto v, auto w) { return v != w; };

}  // namespace

Tensor operator<(const Tensor& a, const Tensor& b) { return compare("less", a, b, less); }
Tensor operator<(const Tensor& x, double s) { return compare("less", x, s, less); }
Tensor operator<(double s, const Tensor& x) { return compare("less", x, s, greater); }
Tensor operator<=(const Tensor& a, const Tensor& b) { return compare("less_equal", a, b, less_equal); }
Tensor operator<=(const Tensor& x, double s) { return compare("less_equal", x, s, less_equal); }
Tensor operator<=(double s, const Tensor& x) { return compare("less_equal", x, s, greater_equal); }
Tensor operator>(const Tensor& a, const Tensor& b) { return compare("greater", a, b, greater); }
Tensor operator>(const Tensor& x, double s) { return compare("greater", x, s, greater); }
Tensor operator>(double s, const Tensor& x) { return compare("greater", x, s, less); }
Tensor operator>=(const Tensor& a, const Tensor& b) { return compare("greater_equal", a, b, greater_equal); }
Tensor operator>=(const Tensor& x, double s) { return compare("greater_equal", x, s, greater_equal); }
Tensor operator>=(double s, const Tensor& x) { return compare("greater_equal", x, s, less_equal); }
Tensor operator==(const Tensor& a, const Tensor& b) { return compare("equal", a, b, equal); }
Tensor operator==(const Tensor& x, double s) { return compare("equal", x, s, equal); }
Tensor operator==(double s, const Tensor& x) { return compare("equal", x, s, equal); }
Tensor operator!=(const Tensor& a, const Tensor& b) { return compare("not_equal", a, b, not_equal); }
Tensor operator!=(const Tensor& x, double s) { return compare("not_equal", x, s, not_equal); }
Tensor operator!=(double s, const Tensor& x) { return compare("not_equal", x, s, not_equal); }

}  // namespace thalweg
