// Line searches: how far to go along a direction. Strong Wolfe, backtracking, fixed steps.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include <thalweg/optim/arrays/minimizer.hpp>

namespace thalweg::optim {

/// When a step is long and short enough.
enum class LineSearchKind {
  strong_wolfe,  ///< f falls enough and |slope| has become small enough
  backtracking,  ///< f falls enough (Armijo); steps are only ever shortened
  fixed          ///< one step, no test
};

struct LineSearchOptions {
  LineSearchKind kind = LineSearchKind::strong_wolfe;  ///< which test a step has to pass
  double c1 = 1e-4;                                    ///< sufficient decrease: f(t) <= f(0) + c1 t slope(0), in (0, 1)
  double c2 = 0.9;      ///< curvature: |slope(t)| <= c2 |slope(0)|, in (c1, 1); 0.1 suits conjugate gradients
  int max_trials = 25;  ///< at least 1
  double step = 1;      ///< first trial (fixed: the step), in units of the length that the method proposes
  /// Relative error of f: where values differ by less, slopes decide (see LineSearch). About 1e-6 for an f that is
  /// computed in float32; 0: never.
  double f_error = 1e-14;
};

/// Throws std::invalid_argument unless 0 < c1 < c2 < 1, max_trials >= 1, step is finite and above 0 and f_error lies in
/// [0, 1). `method` starts the sentence.
void validate(const LineSearchOptions& options, const char* method = "line_search");

namespace arrays {

/// How a search ended.
enum class SearchEnd {
  found,        ///< the tests hold (fixed: the step is made), or f is -infinity
  no_descent,   ///< the slope along the direction is not a finite number below 0
  too_small,    ///< the bracket, or the change of x, has vanished in rounding
  trial_limit,  ///< max_trials tried, none accepted
  falls_on      ///< max_trials tried, each longer and lower than the one before
};

/// What a search has found.
struct SearchResult {
  SearchEnd end = SearchEnd::found;  ///< how it ended
  double step = 0;                   ///< t at the point where the search ended
  double slope = 0;                  ///< g'd at the start
  int trials = 0;                    ///< each is one evaluation of value and gradient
  bool moved = false;  ///< `at` is another point than before: it has been found, or was lower than the start

  /// The tests hold.
  bool found() const noexcept { return end == SearchEnd::found; }
};

/// Why a search failed: "the slope along the direction, 3, is not a finite number below 0", ...
std::string reason(const SearchResult& result);

/// Searches phi(t) = f(x + t d), t > 0.
/// strong_wolfe: Nocedal, Wright, Numerical Optimization, 2nd ed., algorithms 3.5 and 3.6 in one loop. Steps grow until
/// an interval [lo, hi] brackets an acceptable step; then trials are the minima of the cubic through the values and
/// slopes at lo and hi, kept off the ends; an interval that shrinks too slowly is halved.
/// backtracking: from the first trial down, by the minimum of the parabola through phi(0), phi'(0) and phi(t), kept
/// within 0.1 t and 0.5 t.
/// In both, a trial where f or the gradient is not finite counts as too long: its value is never interpolated and the
/// interval is cut to a quarter. f = -infinity is accepted as it is, for the loop to report.
/// Next to a minimum differences of f drown in rounding long before slopes do. Where two values differ by no more than
/// f_error times the larger one, strong_wolfe lets slopes decide alone: which end of the interval a trial becomes,
/// where the next one lies (secant), and, against f(0), that a small slope is enough (after Hager, Zhang 2005,
/// "approximate Wolfe"). Where it fails: at kinks and jumps of f, where no step has a small slope; with a gradient that
/// does not belong to f.
class LineSearch {
 public:
  /// Keeps a copy of options that have been validated.
  explicit LineSearch(const LineSearchOptions& options) : options_(options) {}

  /// From `at` (x, f and g of one point) along d, trying step * first before anything else. `at` ends at the accepted
  /// point; where the search failed, at the lowest point seen, the start included. x, f and g always belong to one
  /// point. When f throws, `at` is as before. Nothing is allocated once the size is known.
  SearchResult search(Evaluator& f, Iterate& at, In d, double first);
  /// The point that the last search left, where it moved.
  const Iterate& start() const noexcept { return trial_; }

  /// Multiplies fixed steps, and nothing else.
  void set_lr_factor(double factor) noexcept { lr_factor_ = factor; }
  bool fixed() const noexcept { return options_.kind == LineSearchKind::fixed; }

 private:
  /// phi at one step; f is +infinity where the trial was not finite and only bounds the interval.
  struct Sample {
    double t, f, slope;

    bool finite() const noexcept { return f < std::numeric_limits<double>::infinity(); }
  };
  Sample begin() const noexcept { return {0, f0_, slope0_}; }
  Sample evaluate(Evaluator& f, const Iterate& at, In d, double t);
  SearchEnd strong_wolfe(Evaluator& f, const Iterate& at, In d, double t);
  SearchEnd backtrack(Evaluator& f, const Iterate& at, In d, double t);
  bool falls_enough(const Sample& now) const noexcept;
  bool flat_enough(const Sample& now) const noexcept;
  bool same(double f, double other) const noexcept;
  bool vanished(const Sample& now, const Iterate& at) const;
  void keep_lowest(const Sample& now);

  LineSearchOptions options_;
  double lr_factor_ = 1;
  Iterate trial_, best_;  // the last trial; the lowest of those before it
  double f0_ = 0, slope0_ = 0;
  double last_t_ = 0, lowest_t_ = 0, lowest_f_ = 0;
  int trials_ = 0;
};

}  // namespace arrays
}  // namespace thalweg::optim
