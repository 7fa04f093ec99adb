// The look of each method: hue, dash and mark.
#include <algorithm>
#include <array>

#include <examples/support/figure.hpp>

namespace thalweg::examples {
namespace {

// Okabe, Ito: told apart by everybody. Their yellow is too light for a line.
constexpr const char* red = "#D55E00";
constexpr const char* blue = "#0072B2";
constexpr const char* green = "#009E73";
constexpr const char* purple = "#CC79A7";
constexpr const char* orange = "#E69F00";
constexpr const char* sky = "#56B4E9";
constexpr const char* black = "#000000";

struct Look {
  const char* method;
  const char* colour;
  int dash, mark;
};

// No two methods share dash and mark, so that a grey copy tells them apart. Star and open circle are left for minima
// and starts.
constexpr std::array looks{
    Look{"adadelta", orange, 3, 10},
    Look{"adagrad", orange, 2, 8},
    Look{"adam", blue, 2, 5},
    Look{"adamax", green, 4, 12},
    Look{"adamw", blue, 1, 4},
    Look{"amsgrad", blue, 4, 4},
    Look{"bfgs", orange, 2, 11},
    Look{"cg", sky, 2, 15},
    Look{"gauss-newton", green, 1, 13},
    Look{"gd", red, 1, 7},
    Look{"k-fac", purple, 3, 14},
    Look{"l-bfgs", orange, 6, 11},
    Look{"levenberg-marquardt", green, 2, 12},
    Look{"lion", orange, 5, 10},
    Look{"momentum", sky, 5, 15},
    Look{"nadam", blue, 3, 5},
    Look{"natural-gradient", green, 3, 9},
    Look{"nelder-mead", black, 5, 8},
    Look{"newton", purple, 4, 13},
    Look{"newton-cg", purple, 1, 12},
    Look{"pytorch-adam", black, 3, 2},
    Look{"radam", blue, 5, 5},
    Look{"rmsprop", orange, 1, 9},
    Look{"sgd", sky, 1, 14},
    Look{"trust-region", purple, 2, 13},
};

}  // namespace

Style style_of(const std::string& method) {
  const auto* look = std::find_if(looks.begin(), looks.end(), [&](const Look& l) { return l.method == method; });
  if (look == looks.end()) return {};
  return {.colour = look->colour, .dash = look->dash, .mark = look->mark};
}

Style report_style(const std::string& method) {
  Style style = style_of(method);
  if (method == "natural-gradient") style.colour = blue;
  if (method == "adam") style.colour = red;
  if (method == "gd") style.colour = green;
  return style;
}

std::vector<std::string> styled_methods() {
  std::vector<std::string> names;
  for (const Look& look : looks) names.emplace_back(look.method);
  return names;
}

std::vector<double> dash_pattern(int dash) {
  switch (dash) {
    case 2:
      return {9, 2.5};
    case 3:
      return {4, 2.5};
    case 4:
      return {8, 2.5, 1.5, 2.5};
    case 5:
      return {1.5, 1.5};
    case 6:
      return {8, 2, 1.5, 2, 1.5, 2};
    default:
      return {};
  }
}

}  // namespace thalweg::examples
