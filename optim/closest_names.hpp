// Closest names: what somebody who misspelt a name most likely meant.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace thalweg::optim {

/// How many letters have to be inserted, deleted, replaced or exchanged with their neighbour to turn a into b, where no
/// letter is edited twice (optimal string alignment). Capitals equal small letters, and "-", "_" and " " each other.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The names nearest to `wrong`, nearest first and equals in the order of `names`: those whose distance is at most one
/// above the smallest, and no more than `most`. A name that contains `wrong`, if that is more than a
/// letter, is as near as one letter.
std::vector<std::string> closest_names(std::string_view wrong, std::span<const std::string> names,
                                       std::size_t most = 3);

/// "a", "a or b", "a, b or c"; empty for no names.
std::string either_of(std::span<const std::string> names);

}  // namespace thalweg::optim
