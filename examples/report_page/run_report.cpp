// One part after the other; a fault ends its part only.
#include <examples/report_page/run_report.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <iterator>

#include <examples/report_page/page.hpp>
#include <examples/report_page/plan.hpp>
#include <examples/support/figure_files.hpp>
#include <examples/support/files.hpp>
#include <examples/support/mnist_files.hpp>
#include <examples/support/progress.hpp>

namespace thalweg::examples {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

class Run {
 public:
  explicit Run(const ReportSettings& settings) : settings_(settings) {}

  /// Runs a part of the work and says how long it took; its exception becomes a fault.
  void part(const std::string& name, const std::function<void()>& body) {
    now_ = name;
    progress_.draw(name);
    const Clock::time_point start = Clock::now();
    try {
      body();
      progress_.line(fmt::format("{:<28} {:5.1f} s", name, seconds_since(start)));
    } catch (const std::exception& fault) {
      page_.faults.push_back(name + ": " + fault.what());
      progress_.line(fmt::format("{:<28} failed", name));
      fmt::print(stderr, "report: {}: {}\n", name, fault.what());
    }
  }

  void study(const PlannedStudy& planned) {
    StudyOptions options{.data = settings_.data};
    options.progress = [this](const std::string& text) { progress_.draw(now_ + ": " + text); };
    Study study = planned.run(options);
    if (!study.note.empty()) fmt::print(stderr, "report: {}: {}\n", now_, study.note);
    if (planned.figures.empty()) {
      page_.lessons.push_back({planned.name, std::move(study)});
      return;
    }
    bool any = false;
    for (const StudyFigure& figure : study.figures) {
      if (std::find(planned.figures.begin(), planned.figures.end(), figure.id) == planned.figures.end()) continue;
      any = true;
      page_.figures.push_back({planned.name, study.title, figure, {}, {}, study.note});
      for (const Figure& picture : figure.pictures) page_.figures.back().pictures.push_back(draw(picture));
    }
    if (any) page_.figures.back().tables = study.tables;
  }

  Page& page() { return page_; }
  Progress& progress() { return progress_; }

 private:
  /// Writes a picture's files. One that cannot be written is a fault of that picture alone.
  DrawnPicture draw(const Figure& figure) {
    progress_.draw(now_ + ": drawing " + figure.name);
    DrawnPicture picture{figure.name, figure.title, "", ""};
    try {
      picture.warning = write_figure(settings_.out, figure);
    } catch (const std::exception& fault) {
      picture.warning = fault.what();
      page_.faults.push_back(figure.name + ": " + fault.what());
      fmt::print(stderr, "report: {}: {}\n", figure.name, fault.what());
      return picture;
    }
    if (!picture.warning.empty()) {
      fmt::print(stderr, "report: {}\n", picture.warning);
      return picture;
    }
    std::ifstream file(settings_.out + "/" + figure.name + ".svg", std::ios::binary);
    picture.svg.assign(std::istreambuf_iterator<char>(file), {});
    return picture;
  }

  const ReportSettings& settings_;
  Page page_;
  Progress progress_{stdout};
  std::string now_;
};

std::string part_name(const PlannedStudy& study) {
  return study.figures.empty() ? study.name : fmt::format("{} {}", study.name, fmt::join(study.figures, " "));
}

}  // namespace

int run_report(const ReportSettings& settings) {
  const std::vector<PlannedStudy> studies = plan(settings.only);
  const std::string index = settings.out + "/index.html";
  prepare_folder(settings.out);
  check_file_writable(index);
  if (!settings.data.empty()) (void)find_mnist(settings.data);

  const Clock::time_point start = Clock::now();
  Run run(settings);
  Page& page = run.page();
  for (const PlannedStudy& study : studies) run.part(part_name(study), [&] { run.study(study); });
  run.part("printed numbers", [&] {
    for (const PrintedResult& row : printed_results()) {
      run.progress().draw("printed numbers: " + row.text());
      page.numbers.push_back(judge(row));
    }
  });
  run.part("mistakes of the report", [&] { page.mistakes = mistakes(); });
  std::stable_sort(page.figures.begin(), page.figures.end(), [](const auto& a, const auto& b) {
    return figure_number(a.figure.id) < figure_number(b.figure.id);
  });
  page.machine = this_machine();
  page.seconds = seconds_since(start);
  write_file(index, page_html(page));
  run.progress().line(fmt::format("all in {:.1f} s", page.seconds));
  fmt::print("{}\n", index);
  return page.faults.empty() ? 0 : 1;
}

}  // namespace thalweg::examples
