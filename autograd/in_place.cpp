// Changes in place: allowed only where no derivative could go wrong unnoticed.
#include <thalweg/autograd/in_place.hpp>
#include <thalweg/autograd/mode.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/update.hpp>

namespace thalweg {

namespace {

void check_untracked(const char* op, const Tensor& x) {
  check_use(!mode.recording || !x.requires_grad(), op, "the tensor of shape ", x.shape(),
            " is part of a graph, which a change in place would not enter; change it under no_grad, or make a new "
            "tensor");
}

void check_untracked(const char* op, const Tensor& x, const Tensor& y) {
  check_untracked(op, x);
  check_use(!mode.recording || !y.requires_grad(), op, "the right side, of shape ", y.shape(),
            ", is part of a graph, which a change in place would not enter; detach() it, or make a new tensor");
}

/// x = f(x, y)
template <Accept accept = Accept::any, class F>
const Tensor& change(const char* op, const Tensor& x, const Tensor& y, F f) {
  check_untracked(op, x, y);
  raw::update<accept>(op, x, f, y);
  return x;
}

/// x = f(x, s)
template <Accept accept = Accept::any, class F>
const Tensor& change(const char* op, const Tensor& x, double s, F f) {
  raw::check_scalar(op, x.dtype(), s);
  return change<accept>(op, x, full({}, s, {.dtype = x.dtype()}), f);
}

constexpr auto plus = [](auto v, auto w) { return v + w; };
constexpr auto minus = [](auto v, auto w) { return v - w; };
constexpr auto times = [](auto v, auto w) { return v * w; };
constexpr auto over = [](auto v, auto w) { return v / w; };

}  // namespace

const Tensor& fill_(const Tensor& x, double value) {
  check_untracked("fill_", x);
  raw::check_scalar("fill_", x.dtype(), value);
  raw::check_writable("fill_", x);
  raw::copy(x, full({}, value, {.dtype = x.dtype()}));
  return x;
}

const Tensor& zero_(const Tensor& x) {
  check_untracked("zero_", x);
  raw::check_writable("zero_", x);
  raw::copy(x, zeros({}, {.dtype = x.dtype()}));
  return x;
}

const Tensor& copy_(const Tensor& to, const Tensor& from) {
  check_untracked("copy_", to, from);
  raw::check_writable("copy_", to);
  raw::check_stretches("copy_", from, to);
  raw::copy(to, from);
  return to;
}

const Tensor& operator+=(const Tensor& x, const Tensor& y) { return change("+=", x, y, plus); }
const Tensor& operator+=(const Tensor& x, double s) { return change("+=", x, s, plus); }
const Tensor& operator-=(const Tensor& x, const Tensor& y) { return change("-=", x, y, minus); }
const Tensor& operator-=(const Tensor& x, double s) { return change("-=", x, s, minus); }
const Tensor& operator*=(const Tensor& x, const Tensor& y) { return change("*=", x, y, times); }
const Tensor& operator*=(const Tensor& x, double s) { return change("*=", x, s, times); }
const Tensor& operator/=(const Tensor& x, const Tensor& y) { return change<Accept::floating>("/=", x, y, over); }
const Tensor& operator/=(const Tensor& x, double s) { return change<Accept::floating>("/=", x, s, over); }

}  // namespace thalweg
