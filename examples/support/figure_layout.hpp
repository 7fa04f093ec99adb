// Where things stand in a picture: title, rows of panels, legend and caption, in pixels.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <examples/support/figure.hpp>

namespace thalweg::examples {

struct Box {
  double left = 0, bottom = 0, width = 0, height = 0;  ///< as parts of the picture, from its lower left corner
};

struct Layout {
  double width = 0, height = 0;                              ///< of the picture, in pixels
  double font = 1;                                           ///< what the sizes of fonts are multiplied by
  double scale = 1;                                          ///< of lengths: 1 where the picture is 900 wide
  std::vector<std::string> title, caption;                   ///< lines
  double title_top = 0, caption_top = 0, legend_middle = 0;  ///< heights, as parts of the picture
  double title_line = 0, caption_line = 0;
  std::size_t legend_columns = 1;
  std::vector<Box> panels;
};

/// `text` in lines of at most `most` characters, broken at spaces; what has no space is broken where it must. Line
/// breaks in the text are kept.
std::vector<std::string> wrapped(const std::string& text, std::size_t most);
/// As many lines as `wrapped` needs, the longest of them as short as may be: no word is left alone on the last.
std::vector<std::string> balanced(const std::string& text, std::size_t most);
/// Characters, not bytes.
std::size_t text_length(const std::string& text);

Layout layout_of(const Figure& figure, const std::vector<std::string>& legend);

}  // namespace thalweg::examples
