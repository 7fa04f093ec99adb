// The built-in digits: always the same bytes, all ten of them, none empty, each drawn from its own stream.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <span>
#include <stdexcept>
#include <vector>

#include <examples/support/digits.hpp>
#include <examples/support/strokes.hpp>

namespace thalweg::examples {
namespace {

/// FNV-1a, 64 bits.
std::uint64_t fingerprint(const std::vector<std::uint8_t>& bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001b3;
  return hash;
}

}  // namespace

TEST_CASE("digits: a seed gives the same bytes everywhere") {
  const Digits digits = draw_digits(1, 2000);
  CHECK(digits.count == 2000);
  CHECK(digits.images.size() == 2000 * 28 * 28);
  CHECK(fingerprint(digits.images) == 0x0725b67ccaf92dc7);
  CHECK(fingerprint(digits.labels) == 0x247f987a7fb7c3db);
  CHECK(fingerprint(draw_digits(2, 2000).images) != fingerprint(digits.images));
}

TEST_CASE("digits: an image depends on the seed and its place only") {
  const Digits few = draw_digits(7, 10), many = draw_digits(7, 30);
  CHECK(std::equal(few.images.begin(), few.images.end(), many.images.begin()));
  CHECK(std::equal(few.labels.begin(), few.labels.end(), many.labels.begin()));
}

TEST_CASE("digits: all ten come about equally often and none is empty or full") {
  const Digits digits = draw_digits(3, 5000);
  std::array<int, 10> counts{};
  for (std::uint8_t label : digits.labels) ++counts.at(label);
  for (int count : counts) {
    CHECK(count > 400);
    CHECK(count < 600);
  }
  int faults = 0;
  for (std::int64_t i = 0; i < digits.count; ++i) {
    const auto image = std::span(digits.images).subspan(static_cast<std::size_t>(i) * 784, 784);
    const int ink = std::accumulate(image.begin(), image.end(), 0);
    if (*std::max_element(image.begin(), image.end()) < 100 || ink < 784 * 2 || ink > 784 * 140) ++faults;
  }
  CHECK(faults == 0);
}

TEST_CASE("digits: every digit is written in several ways inside its box") {
  for (int digit = 0; digit <= 9; ++digit) {
    CHECK(glyphs(digit).size() >= 2);
    for (const Glyph& glyph : glyphs(digit))
      for (const Stroke& stroke : glyph) {
        CHECK(stroke.size() >= 2);
        for (const ControlPoint& p : stroke) CHECK((p.x >= 0 && p.x <= 100 && p.y >= 0 && p.y <= 100));
      }
  }
}

TEST_CASE("digits: a number that is no digit and an image of another size are refused") {
  Random random(1);
  std::vector<std::uint8_t> image(784);
  CHECK_THROWS_WITH_AS(draw_digit(10, random, image), "glyphs: a digit is 0 to 9, got 10", std::invalid_argument);
  CHECK_THROWS_WITH_AS(draw_digit(1, random, std::span(image).first(783)),
                       "draw_digit: an image has 784 pixels, got 783", std::invalid_argument);
}

}  // namespace thalweg::examples
