// Processor, compiler and day.
#include <examples/report_page/machine.hpp>

#include <ctime>
#include <fstream>

#include <thalweg/tensor/parallel.hpp>

namespace thalweg::examples {
namespace {

/// As Linux names it.
std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.rfind("model name", 0) == 0 && line.find(':') + 2 < line.size()) return line.substr(line.find(':') + 2);
  return "a processor whose name is not known";
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  char text[16] = "";
  if (const std::tm* date = std::gmtime(&now)) std::strftime(text, sizeof text, "%Y-%m-%d", date);
  return text;
}

}  // namespace

Machine this_machine() {
#ifdef __clang__
  const std::string compiler = "clang " + std::to_string(__clang_major__) + "." + std::to_string(__clang_minor__);
#else
  const std::string compiler = "g++ " + std::to_string(__GNUC__) + "." + std::to_string(__GNUC_MINOR__);
#endif
  return {.processor = processor(), .compiler = compiler, .date = today(), .threads = num_threads()};
}

}  // namespace thalweg::examples
