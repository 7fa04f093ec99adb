// Sums of squares of two parameters: residuals, their first and their second derivatives.
#include <thalweg/optim/problems/two_squares.hpp>

#include <cmath>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/joins.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/optim/problems/parts.hpp>

namespace thalweg::optim::problems {

using namespace problem_parts;

namespace {

/// h += w times the symmetric matrix ((xx, xy), (xy, yy)).
void add(Out h, double w, double xx, double xy, double yy) {
  h[0] += w * xx, h[1] += w * xy;
  h[2] += w * xy, h[3] += w * yy;
}

void beale_residuals(In x, Out r) {
  const double y = x[1];
  r[0] = 1.5 - x[0] * (1 - y);
  r[1] = 2.25 - x[0] * (1 - y * y);
  r[2] = 2.625 - x[0] * (1 - y * y * y);
}
void beale_jacobian(In x, Out j) {
  const double y = x[1];
  j[0] = y - 1, j[1] = x[0];
  j[2] = y * y - 1, j[3] = 2 * x[0] * y;
  j[4] = y * y * y - 1, j[5] = 3 * x[0] * y * y;
}
void beale_curvature(In x, In w, Out h) {
  const double y = x[1];
  add(h, w[0], 0, 1, 0);
  add(h, w[1], 0, 2 * y, 2 * x[0]);
  add(h, w[2], 0, 3 * y * y, 6 * x[0] * y);
}
Tensor beale_tensor(const Tensor& p) {
  const Tensor x = p[0], y = p[1];
  return stack({1.5 - x * (1 - y), 2.25 - x * (1 - square(y)), 2.625 - x * (1 - y * y * y)});
}

void freudenstein_roth_residuals(In x, Out r) {
  const double y = x[1];
  r[0] = x[0] - 13 + ((5 - y) * y - 2) * y;
  r[1] = x[0] - 29 + ((y + 1) * y - 14) * y;
}
void freudenstein_roth_jacobian(In x, Out j) {
  const double y = x[1];
  j[0] = 1, j[1] = (10 - 3 * y) * y - 2;
  j[2] = 1, j[3] = (3 * y + 2) * y - 14;
}
void freudenstein_roth_curvature(In x, In w, Out h) {
  add(h, w[0], 0, 0, 10 - 6 * x[1]);
  add(h, w[1], 0, 0, 6 * x[1] + 2);
}
Tensor freudenstein_roth_tensor(const Tensor& p) {
  const Tensor x = p[0], y = p[1];
  return stack({x - 13 + ((5 - y) * y - 2) * y, x - 29 + ((y + 1) * y - 14) * y});
}

void himmelblau_residuals(In x, Out r) {
  r[0] = x[0] * x[0] + x[1] - 11;
  r[1] = x[0] + x[1] * x[1] - 7;
}
void himmelblau_jacobian(In x, Out j) {
  j[0] = 2 * x[0], j[1] = 1;
  j[2] = 1, j[3] = 2 * x[1];
}
void himmelblau_curvature(In, In w, Out h) {
  add(h, w[0], 2, 0, 0);
  add(h, w[1], 0, 0, 2);
}
Tensor himmelblau_tensor(const Tensor& p) {
  const Tensor x = p[0], y = p[1];
  return stack({square(x) + y - 11, x + square(y) - 7});
}

void powell_badly_scaled_residuals(In x, Out r) {
  r[0] = 1e4 * x[0] * x[1] - 1;
  r[1] = std::exp(-x[0]) + std::exp(-x[1]) - 1.0001;
}
void powell_badly_scaled_jacobian(In x, Out j) {
  j[0] = 1e4 * x[1], j[1] = 1e4 * x[0];
  j[2] = -std::exp(-x[0]), j[3] = -std::exp(-x[1]);
}
void powell_badly_scaled_curvature(In x, In w, Out h) {
  add(h, w[0], 0, 1e4, 0);
  add(h, w[1], std::exp(-x[0]), 0, std::exp(-x[1]));
}
Tensor powell_badly_scaled_tensor(const Tensor& p) {
  const Tensor x = p[0], y = p[1];
  return stack({1e4 * x * y - 1, exp(-x) + exp(-y) - 1.0001});
}

}  // namespace

Problem beale() {
  Problem problem = frame("beale", {1, 1}, -4.5, 4.5, {{.x = {3, 0.5}}});
  sum_of_squares(problem, {3, beale_residuals, beale_jacobian, beale_curvature, beale_tensor});
  return problem;
}

Problem freudenstein_roth() {
  Problem problem = frame(
      "freudenstein_roth", {0.5, -2}, -20, 20,
      {{.x = {5, 4}}, {.x = {11.41277898690209, -0.8968052532744765}, .value = 48.98425367924002, .global = false}});
  sum_of_squares(problem, {2, freudenstein_roth_residuals, freudenstein_roth_jacobian, freudenstein_roth_curvature,
                           freudenstein_roth_tensor});
  return problem;
}

Problem himmelblau() {
  Problem problem = frame("himmelblau", {0, 0}, -5, 5,
                          {{.x = {3, 2}},
                           {.x = {-2.805118086952745, 3.131312518250573}},
                           {.x = {-3.779310253377747, -3.283185991286169}},
                           {.x = {3.584428340330492, -1.848126526964404}}});
  sum_of_squares(problem, {2, himmelblau_residuals, himmelblau_jacobian, himmelblau_curvature, himmelblau_tensor});
  return problem;
}

Problem powell_badly_scaled() {
  Problem problem =
      frame("powell_badly_scaled", {0, 1}, -10, 10,
            {{.x = {1.0981593296998175e-5, 9.106146739866524}}, {.x = {9.106146739866524, 1.0981593296998175e-5}}});
  sum_of_squares(problem, {2, powell_badly_scaled_residuals, powell_badly_scaled_jacobian,
                           powell_badly_scaled_curvature, powell_badly_scaled_tensor});
  return problem;
}

}  // namespace thalweg::optim::problems
