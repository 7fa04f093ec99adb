// A race: how many steps and seconds a method needs to bring the loss of the first training images down to marks.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <examples/classifier/settings.hpp>
#include <examples/support/mnist_files.hpp>
#include <examples/support/progress.hpp>

namespace thalweg::examples {

inline constexpr std::array<double, 3> race_marks{0.3, 0.2, 0.1};

struct RaceSettings {
  Settings network;            ///< widths, seed, dtype, threads, data; batch: images of a fresh batch
  std::int64_t images = 4000;  ///< the first of the training images: the full batch, and what the loss is measured on
  std::int64_t steps = 100;    ///< most of one run
  std::int64_t cg = 30;        ///< most conjugate-gradient iterations of a natural-gradient step
  std::string runs = "all";    ///< all, or those on the full batch or on fresh ones
  bool json = false;
  std::string out;  ///< folder for race.csv; empty: none
};

/// Parses the command line into `settings`; the exit status when the program shall end now.
std::optional<int> parse_race(int argc, char** argv, RaceSettings& settings);

/// Who runs on what.
struct Runner {
  std::string method;  ///< adam, natural-gradient or k-fac
  double lr = 1;
  bool fresh = false;  ///< another batch each step, in place of the full one
};
/// Adam with four learning rates, natural gradient and K-FAC, on the full batch and on fresh ones.
std::vector<Runner> runners_of(const RaceSettings& settings);

struct Finish {
  std::int64_t steps = 0;  ///< until the loss is at or below the mark
  double seconds = 0;      ///< in steps, without the measuring
};

struct RaceResult {
  Runner runner;
  std::array<std::optional<Finish>, race_marks.size()> finishes;
  std::vector<double> losses, seconds;  ///< after each step; before the first: the start
  std::int64_t evaluations = 0;         ///< of the loss, those with a gradient included
  std::int64_t products = 0;            ///< Fisher-vector products
  double peak_bytes = 0;                ///< of tensors during steps, images and weights included
  std::string fault;                    ///< why the run ended early, else empty
};

/// One run from the weights of the seed. Its loss is measured on the first images after each step; it ends below the
/// last mark. Throws std::invalid_argument when there are fewer images than the settings ask for.
RaceResult race(const Runner& runner, const Digits& digits, const RaceSettings& settings, Progress& progress);

/// The results as a table to be read, as a JSON array, and every loss as CSV.
std::string race_table(const std::vector<RaceResult>& results);
std::string race_json(const std::vector<RaceResult>& results);
std::string race_csv(const std::vector<RaceResult>& results);

}  // namespace thalweg::examples
