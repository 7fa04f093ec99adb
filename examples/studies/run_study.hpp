// A study as a program: prints its numbers, draws its figures.
#pragma once

#include <string>

#include <examples/studies/study.hpp>

namespace thalweg::examples {

/// The title, the lines and the tables of a study, and what its figures show, as text.
std::string study_text(const Study& study);

/// main() of examples/NN_name.cpp: --out DIR (out/NAME), --data DIR, --format svg|png|pdf (svg). Exit status 0 unless
/// something failed; a picture that cannot be drawn is a warning.
int run_study(int argc, char** argv, const std::string& name, Study (*study)(const StudyOptions&));

}  // namespace thalweg::examples
