// Digits that the program draws itself, for where MNIST is not at hand.
#pragma once

#include <cstdint>
#include <span>

#include <examples/support/mnist_files.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::examples {

/// The side of a drawn image in pixels, as MNIST's.
inline constexpr int digit_side = 28;

/// Draws one of the ways to write `digit` (see glyphs) into (28, 28) bytes, row-major: control points are moved, the
/// whole is sheared, turned, stretched, shifted and bent by a smooth random field, then drawn with a pen of random
/// width and ink. Only + - * / and square roots enter, so a seed gives the same bytes on every platform.
/// Throws std::invalid_argument when `digit` is not 0 .. 9 or `image` has not 784 elements.
void draw_digit(int digit, Random& random, std::span<std::uint8_t> image);

/// `count` digits, each equally likely; image i depends on the seed and on i only.
Digits draw_digits(std::uint64_t seed, std::int64_t count);

/// The built-in set: 20,000 digits to learn from and 5,000 others to be judged by, always the same.
DigitSets built_in_digits();

}  // namespace thalweg::examples
