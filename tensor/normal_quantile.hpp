// The inverse of the normal distribution function, the same bits with every compiler and C library.
#pragma once

namespace thalweg {

/// The x with P(Z <= x) = p for a standard normal Z. Relative error about 1e-16 (Wichura, Algorithm AS 241, PPND16,
/// Applied Statistics 37, 1988). p = 0 and 1 give -inf and +inf; p outside [0, 1] and NaN give NaN.
/// Only + - * / sqrt and exact operations are used, so the result does not depend on the C library.
double normal_quantile(double p) noexcept;

}  // namespace thalweg
