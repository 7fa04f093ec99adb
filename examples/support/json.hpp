// Pieces of JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace thalweg::examples {

/// The text in quotes, with what must be escaped escaped.
std::string json_string(std::string_view text);
/// The shortest text that reads back as the same double; null where it is not finite.
std::string json_number(double value);
/// "[1, 2.5, null]"
std::string json_numbers(const std::vector<double>& values);

}  // namespace thalweg::examples
