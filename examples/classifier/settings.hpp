// What the program mnist can be told.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <thalweg/optim/schedules.hpp>
#include <thalweg/tensor/dtype.hpp>

namespace thalweg::examples {

struct Settings {
  std::string data;
  std::vector<std::int64_t> hidden{300, 100};
  std::string optimizer = "adam";
  double lr = 1e-3;
  std::string schedule = "constant";
  std::int64_t epochs = 5, batch = 64, seed = 1;
  std::int64_t threads = 0;  ///< 0: as many as there are processors
  std::string dtype = "float32";
  std::string out = "out/mnist";
  bool quiet = false, compare = false;
  std::string export_digits;

  Dtype type() const { return dtype == "float64" ? float64 : float32; }
};

/// Parses the command line into `settings`; the exit status when the program shall end now.
std::optional<int> parse_settings(int argc, char** argv, Settings& settings);

/// The schedule of that name over `epochs` times `steps` updates: step falls to a tenth after each third of the run,
/// exponential falls evenly to a hundredth, cosine falls to 0, one-cycle rises from lr / 25 over 30 % and falls to 0.
optim::Schedule make_schedule(const Settings& settings, std::int64_t steps);

}  // namespace thalweg::examples
