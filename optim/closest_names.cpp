// Edit distances and the names nearest by them.
#include <thalweg/optim/closest_names.hpp>

#include <algorithm>
#include <numeric>

namespace thalweg::optim {

namespace {

/// Spellings that count as the same.
std::string plain(std::string_view name) {
  std::string result(name);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-' || c == ' ') c = '_';
  }
  return result;
}

std::size_t distance_to_name(std::string_view wrong, std::string_view name) {
  const std::size_t edits = edit_distance(wrong, name);
  const bool part = wrong.size() >= 2 && plain(name).find(plain(wrong)) != std::string::npos;
  return part ? std::min<std::size_t>(edits, 1) : edits;
}

}  // namespace

std::size_t edit_distance(std::string_view first, std::string_view second) {
  const std::string a = plain(first), b = plain(second);
  // row[j] is the distance of the first i letters of a from the first j of b; the two rows before it are kept.
  std::vector<std::size_t> row(b.size() + 1), above(b.size() + 1), above2(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    above2.swap(above);
    above.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1])});
      const bool exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (exchanged) row[j] = std::min(row[j], above2[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::vector<std::string> closest_names(std::string_view wrong, std::span<const std::string> names, std::size_t most) {
  std::vector<std::size_t> distances, order(names.size());
  for (const std::string& name : names) distances.push_back(distance_to_name(wrong, name));
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return distances[a] < distances[b]; });
  std::vector<std::string> nearest;
  for (const std::size_t i : order)
    if (nearest.size() < most && distances[i] <= distances[order[0]] + 1) nearest.push_back(names[i]);
  return nearest;
}

std::string either_of(std::span<const std::string> names) {
  std::string result;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) result += i + 1 == names.size() ? " or " : ", ";
    result += names[i];
  }
  return result;
}

}  // namespace thalweg::optim
