// How the page looks.
#pragma once

namespace thalweg::examples {

/// The style sheet: dark on light, one column, nothing wider than the screen but what scrolls in its own box.
extern const char* const page_style;

}  // namespace thalweg::examples
