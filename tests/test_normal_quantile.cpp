// The normal quantile: against 40-digit values, to the bit, and at its edges.
#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <limits>

#include <thalweg/tensor/normal_quantile.hpp>

namespace thalweg {

TEST_CASE("normal_quantile: agrees with 40-digit values to 4e-16 relative") {
  constexpr double table[][2] = {{0.075, -1.439531470938456},   {0.07, -1.4757910281791706},
                                 {0.01, -2.326347874040841},    {1e-5, -4.264890793922825},
                                 {1e-11, -6.706023155495136},   {1e-12, -7.034483825301132},
                                 {1e-50, -14.933337534788489},  {1e-300, -37.0470962993612},
                                 {5e-324, -38.467405617144344}, {0x1p-53, -8.209536151601387}};
  for (const auto& [p, x] : table) CHECK(std::abs(normal_quantile(p) / x - 1) < 4e-16);
}

TEST_CASE("normal_quantile: the bits are those of IEEE arithmetic in the written order") {
  constexpr double table[][2] = {
      {0.25, -0x1.5956b87528a49p-1},  {0.07, -0x1.79cd70d9c27f0p+0},   {0.99, 0x1.29c5c4630ff0cp+1},
      {0.01, -0x1.29c5c4630ff0ep+1},  {1e-5, -0x1.10f3f8843a3dap+2},   {1e-11, -0x1.ad2f7bbec4805p+2},
      {1e-50, -0x1.dddde6ad81776p+3}, {1e-300, -0x1.286074064c26ep+5}, {5e-324, -0x1.33bd3f27fcd02p+5}};
  for (const auto& [p, x] : table) CHECK(normal_quantile(p) == x);
}

TEST_CASE("normal_quantile: odd around one half, infinite at 0 and 1, NaN outside") {
  CHECK(normal_quantile(0.5) == 0);
  for (double p : {0.4, 0.25, 0.0625, 0x1p-20, 0x1p-50}) CHECK(normal_quantile(1 - p) == -normal_quantile(p));
  CHECK(normal_quantile(0) == -std::numeric_limits<double>::infinity());
  CHECK(normal_quantile(1) == std::numeric_limits<double>::infinity());
  CHECK(std::isnan(normal_quantile(-0.1)));
  CHECK(std::isnan(normal_quantile(1.1)));
  CHECK(std::isnan(normal_quantile(std::nan(""))));
}

}  // namespace thalweg
