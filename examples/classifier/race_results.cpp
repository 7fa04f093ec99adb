// The results of races as a table, JSON and CSV.
#include <fmt/format.h>

#include <cmath>

#include <examples/classifier/race.hpp>

namespace thalweg::examples {
namespace {

std::string number_or(double value, const char* otherwise) {
  return std::isfinite(value) ? fmt::format("{:.6g}", value) : otherwise;
}

std::string batch_name(const Runner& runner) { return runner.fresh ? "fresh" : "full"; }

}  // namespace

std::string race_table(const std::vector<RaceResult>& results) {
  std::string text = fmt::format("{:<17}{:>6}{:>7}  {:^17}  {:^23}{:>7}{:>10}{:>9}\n", "", "", "", "steps to loss",
                                 "seconds to loss", "loss", "Fisher", "peak");
  text += fmt::format("{:<17}{:>6}{:>7}", "method", "batch", "lr");
  for (const double mark : race_marks) text += fmt::format("{:>6}", mark);
  for (const double mark : race_marks) text += fmt::format("{:>8}", mark);
  text += fmt::format("{:>9}{:>10}{:>9}\n", "evals", "products", "MB");
  for (const RaceResult& r : results) {
    text += fmt::format("{:<17}{:>6}{:>7}", r.runner.method, batch_name(r.runner), r.runner.lr);
    for (const auto& finish : r.finishes) text += fmt::format("{:>6}", finish ? fmt::to_string(finish->steps) : "-");
    for (const auto& finish : r.finishes)
      text += fmt::format("{:>8}", finish ? fmt::format("{:.2f}", finish->seconds) : "-");
    text += fmt::format("{:>9}{:>10}{:>9.1f}", r.evaluations, r.products, r.peak_bytes / 1e6);
    text += r.fault.empty() ? "\n" : "  " + r.fault + "\n";
  }
  return text;
}

std::string race_json(const std::vector<RaceResult>& results) {
  std::string text = "[";
  for (const RaceResult& r : results) {
    text += fmt::format("{}\n {{\"method\": \"{}\", \"batch\": \"{}\", \"lr\": {}", text.size() > 1 ? "," : "",
                        r.runner.method, batch_name(r.runner), r.runner.lr);
    for (std::size_t k = 0; k < race_marks.size(); ++k) {
      const auto& finish = r.finishes[k];
      text += fmt::format(", \"steps_{0}\": {1}, \"seconds_{0}\": {2}", race_marks[k],
                          finish ? fmt::to_string(finish->steps) : "null",
                          finish ? fmt::format("{:.4f}", finish->seconds) : "null");
    }
    text += fmt::format(
        ", \"steps\": {}, \"seconds\": {:.4f}, \"loss\": {}, \"evaluations\": {}, \"products\": {}, "
        "\"peak_bytes\": {:.0f}}}",
        r.losses.size() - 1, r.seconds.back(), number_or(r.losses.back(), "null"), r.evaluations, r.products,
        r.peak_bytes);
  }
  return text + "\n]\n";
}

std::string race_csv(const std::vector<RaceResult>& results) {
  std::string text = "method,batch,lr,step,seconds,loss\n";
  for (const RaceResult& r : results)
    for (std::size_t t = 0; t < r.losses.size(); ++t)
      text += fmt::format("{},{},{},{},{:.4f},{}\n", r.runner.method, batch_name(r.runner), r.runner.lr, t,
                          r.seconds[t], number_or(r.losses[t], "nan"));
  return text;
}

}  // namespace thalweg::examples
