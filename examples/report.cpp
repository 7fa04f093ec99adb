// report: runs every study, number and claim of the report "Adam (and beyond)" and writes one page about them.
//
// out/report/index.html has each figure with what the report says about it and what our run shows, the printed numbers
// beside ours, the mistakes found in the report, and on what it was run. The figures' data lie beside it.
#include <examples/report_page/run_report.hpp>
#include <examples/support/command_line.hpp>

int main(int argc, char** argv) {
  using namespace thalweg::examples;
  return run_program("report", [&] {
    ReportSettings settings;
    CLI::App app("Draws every figure of the report \"Adam (and beyond)\" from live runs and puts them on one page.",
                 "report");
    add_words(app, "--only", settings.only, "these figures alone, such as F3,F7");
    app.add_option("--out", settings.out, "folder for the page, the figures and their data")
        ->type_name("DIR")
        ->capture_default_str();
    app.add_option("--data", settings.data,
                   "folder with MNIST's four files (default: $MNIST_DIR, data/mnist, or digits that are drawn here)")
        ->type_name("DIR");
    if (const auto status = parse_command_line(app, argc, argv)) return *status;
    return run_report(settings);
  });
}
