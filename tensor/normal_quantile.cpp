// The inverse of the normal distribution function: three rational approximations, the outer two in sqrt(-log p).
#include <thalweg/tensor/normal_quantile.hpp>

#include <cmath>
#include <cstddef>
#include <limits>

namespace thalweg {
namespace {

/// c[0] + c[1] x + c[2] x^2 + ... by Horner's rule.
template <std::size_t n>
double polynomial(const double (&c)[n], double x) {
  double sum = c[n - 1];
  for (std::size_t i = n - 1; i-- > 0;) sum = sum * x + c[i];
  return sum;
}

// Centre, |p - 1/2| <= 0.425, in 0.180625 - (p - 1/2)^2.
constexpr double a[] = {3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                        1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                        3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr double b[] = {1.0,
                        4.2313330701600911252e+1,
                        6.8718700749205790830e+2,
                        5.3941960214247511077e+3,
                        2.1213794301586595867e+4,
                        3.9307895800092710610e+4,
                        2.8729085735721942674e+4,
                        5.2264952788528545610e+3};
// Tails, sqrt(-log p) <= 5, in that root minus 1.6.
constexpr double c[] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                        3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                        2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr double d[] = {1.0,
                        2.05319162663775882187e0,
                        1.67638483018380384940e0,
                        6.89767334985100004550e-1,
                        1.48103976427480074590e-1,
                        1.51986665636164571966e-2,
                        5.47593808499534494600e-4,
                        1.05075007164441684324e-9};
// Far tails, in the root minus 5.
constexpr double e[] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                        2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                        2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr double f[] = {1.0,
                        5.99832206555887937690e-1,
                        1.36929880922735805310e-1,
                        1.48753612908506148525e-2,
                        7.86869131145613259100e-4,
                        1.84631831751005468180e-5,
                        1.42151175831644588870e-7,
                        2.04426310338993978564e-15};

/// log x for finite x > 0, error below one unit in the last place, without the C library's log (whose last bit differs
/// from one library to the next). With x = 2^k (1 + u), sqrt(1/2) <= 1 + u < sqrt(2), and s = u / (2 + u):
/// log(1 + u) = 2 artanh(s) = 2 s + s R(s^2), as in Sun's fdlibm.
double portable_log(double x) {
  constexpr double ln2_high = 6.93147180369123816490e-01;  // its last 32 bits are zero: k * ln2_high is exact
  constexpr double ln2_low = 1.90821492927058770002e-10;
  constexpr double r[] = {0.0,
                          6.666666666666735130e-01,
                          3.999999999940941908e-01,
                          2.857142874366239149e-01,
                          2.222219843214978396e-01,
                          1.818357216161805012e-01,
                          1.531383769920937332e-01,
                          1.479819860511658591e-01};
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);
  if (mantissa < 0.70710678118654752440) {
    mantissa *= 2;
    --exponent;
  }
  const double u = mantissa - 1, k = exponent;
  const double s = u / (2 + u), half_square = 0.5 * u * u;
  return k * ln2_high - ((half_square - (s * (half_square + polynomial(r, s * s)) + k * ln2_low)) - u);
}

}  // namespace

double normal_quantile(double p) noexcept {
  if (!(p >= 0 && p <= 1)) return std::numeric_limits<double>::quiet_NaN();
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(a, r) / polynomial(b, r);
  }
  const double tail = q < 0 ? p : 1 - p;
  if (tail == 0) return std::copysign(std::numeric_limits<double>::infinity(), q);
  const double r = std::sqrt(-portable_log(tail));
  const double x =
      r <= 5 ? polynomial(c, r - 1.6) / polynomial(d, r - 1.6) : polynomial(e, r - 5) / polynomial(f, r - 5);
  return std::copysign(x, q);
}

}  // namespace thalweg
