// Recording mode, per thread: whether operations are recorded, and whether every value is watched for NaN.
#pragma once

namespace thalweg {

/// What operations on this thread do besides computing.
struct Mode {
  bool recording = true;  ///< operations grow the graph
  bool anomaly = false;   ///< every value is checked for NaN and infinity
};
/// The mode of this thread.
inline constinit thread_local Mode mode;

/// While it lives, operations of this thread are not recorded, and in-place changes of tracked tensors are allowed.
class NoGrad {
 public:
  NoGrad() noexcept : before_(mode.recording) { mode.recording = false; }
  ~NoGrad() { mode.recording = before_; }
  NoGrad(const NoGrad&) = delete;
  NoGrad& operator=(const NoGrad&) = delete;

 private:
  bool before_;
};

/// While it lives, operations of this thread are recorded, also inside a NoGrad.
class WithGrad {
 public:
  /// Records, or, with false, does not.
  explicit WithGrad(bool recording = true) noexcept : before_(mode.recording) { mode.recording = recording; }
  ~WithGrad() { mode.recording = before_; }
  WithGrad(const WithGrad&) = delete;
  WithGrad& operator=(const WithGrad&) = delete;

 private:
  bool before_;
};

/// no_grad([&] { ... }): runs f unrecorded and returns what it returns.
template <class F>
decltype(auto) no_grad(F&& f) {
  const NoGrad guard;
  return f();
}

/// While it lives, the first operation of this thread whose value, or gradient in a backward pass, is not finite throws
/// std::runtime_error naming it: "anomaly: log: the value of shape (2,) has -inf at position 1 (row-major)". What an
/// operation computes on the way to its value or gradient may be infinite. Costs one more pass over every value.
class DetectAnomaly {
 public:
  /// Watches, or, with false, does not.
  explicit DetectAnomaly(bool on = true) noexcept : before_(mode.anomaly) { mode.anomaly = on; }
  ~DetectAnomaly() { mode.anomaly = before_; }
  DetectAnomaly(const DetectAnomaly&) = delete;
  DetectAnomaly& operator=(const DetectAnomaly&) = delete;

 private:
  bool before_;
};

}  // namespace thalweg
