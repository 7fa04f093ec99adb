// The table of glyphs.
#include <examples/support/strokes.hpp>

#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {
namespace {

constexpr bool corner = true;

const std::vector<std::vector<Glyph>> table{
    {
        // 0: round; narrow, closed with an overlap
        {{{50, 5}, {24, 18}, {14, 50}, {25, 83}, {50, 95}, {76, 83}, {86, 50}, {75, 18}, {50, 5}}},
        {{{64, 14}, {46, 6}, {32, 24}, {26, 54}, {36, 86}, {54, 94}, {68, 76}, {74, 46}, {64, 16}, {44, 10}}},
    },
    {
        // 1: a line; with a flag; with flag and base
        {{{52, 5}, {49, 95}}},
        {{{32, 26}, {55, 5, corner}, {53, 95}}},
        {{{34, 24}, {54, 5, corner}, {52, 94}}, {{30, 94}, {74, 94}}},
    },
    {
        // 2: an angle at the foot; a loop there; a short neck
        {{{22, 28}, {36, 8}, {62, 6}, {76, 26}, {60, 54}, {20, 94, corner}, {82, 92}}},
        {{{20, 30}, {42, 6}, {70, 16}, {68, 44}, {44, 74}, {22, 90}, {18, 78}, {36, 76}, {58, 90}, {84, 84}}},
        {{{26, 16}, {52, 5}, {72, 22}, {54, 50}, {24, 78}, {22, 92, corner}, {52, 88}, {82, 94}}},
    },
    {
        // 3: two bows; a flat roof
        {{{22, 14}, {50, 4}, {74, 20}, {62, 42}, {40, 48, corner}, {68, 56}, {78, 76}, {54, 96}, {20, 86}}},
        {{{20, 8}, {76, 8, corner}, {44, 42, corner}, {70, 52}, {76, 78}, {50, 96}, {20, 86}}},
    },
    {
        // 4: open; closed in one stroke; open with a bowed arm
        {{{30, 6}, {18, 58, corner}, {84, 56}}, {{66, 10}, {62, 96}}},
        {{{60, 96}, {64, 5, corner}, {16, 66, corner}, {86, 64}}},
        {{{26, 8}, {22, 40}, {40, 52}, {70, 44}}, {{72, 6}, {68, 50}, {64, 96}}},
    },
    {
        // 5: in one stroke; with the roof apart
        {{{78, 8}, {32, 8, corner}, {26, 46, corner}, {56, 40}, {78, 64}, {58, 94}, {20, 86}}},
        {{{32, 12}, {27, 48, corner}, {60, 42}, {76, 68}, {50, 95}, {20, 84}}, {{32, 12}, {80, 6}}},
    },
    {
        // 6: bent back; straight back
        {{{68, 6}, {38, 30}, {22, 66}, {42, 95}, {72, 84}, {70, 58}, {44, 54}, {24, 74}}},
        {{{52, 4}, {32, 42}, {25, 76}, {48, 96}, {72, 78}, {56, 56}, {28, 72}}},
    },
    {
        // 7: plain; with a bar; with a serif
        {{{18, 10}, {80, 10, corner}, {58, 50}, {44, 96}}},
        {{{18, 12}, {80, 8, corner}, {56, 54}, {40, 96}}, {{34, 54}, {74, 50}}},
        {{{18, 28}, {22, 10, corner}, {80, 12, corner}, {52, 52}, {46, 96}}},
    },
    {
        // 8: an S that is closed; two loops from the waist
        {{{72, 18}, {50, 4}, {28, 20}, {46, 44}, {72, 68}, {54, 95}, {26, 78}, {44, 50}, {70, 28}, {68, 14}}},
        {{{50, 48}, {28, 26}, {50, 5}, {72, 24}, {50, 48}, {24, 74}, {50, 96}, {76, 74}, {50, 48}}},
    },
    {
        // 9: straight stem; curved tail
        {{{72, 26}, {52, 6}, {28, 24}, {38, 50}, {62, 44}, {73, 20, corner}, {66, 96}}},
        {{{74, 24}, {50, 5}, {26, 26}, {44, 52}, {68, 38}, {76, 24}, {74, 60}, {54, 94}, {26, 88}}},
    },
};

}  // namespace

const std::vector<Glyph>& glyphs(int digit) {
  check(digit >= 0 && digit <= 9, "glyphs", "a digit is 0 to 9, got ", digit);
  return table[static_cast<std::size_t>(digit)];
}

}  // namespace thalweg::examples
