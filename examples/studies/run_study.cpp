// Command line, printing and drawing of one study.
#include <examples/studies/run_study.hpp>

#include <fmt/format.h>

#include <algorithm>

#include <examples/support/command_line.hpp>
#include <examples/support/figure_files.hpp>
#include <examples/support/files.hpp>
#include <examples/support/ticker.hpp>

namespace thalweg::examples {

namespace {

std::string table_text(const Table& table) {
  std::vector<std::size_t> widths;
  const auto measure = [&](const std::vector<std::string>& row) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  };
  const auto line = [&](const std::vector<std::string>& row) {
    std::string text = " ";
    for (std::size_t i = 0; i < row.size(); ++i)
      text += i == 0 ? fmt::format(" {:<{}}", row[i], widths[i]) : fmt::format("  {:>{}}", row[i], widths[i]);
    return text + "\n";
  };
  measure(table.head);
  for (const std::vector<std::string>& row : table.rows) measure(row);
  std::string text = table.title.empty() ? "" : table.title + "\n";
  text += line(table.head);
  for (const std::vector<std::string>& row : table.rows) text += line(row);
  return text;
}

FigureFormat format_named(const std::string& name) {
  for (const FigureFormat format : {FigureFormat::svg, FigureFormat::png})
    if (name == file_suffix(format)) return format;
  return FigureFormat::pdf;
}

/// Exit status 1 where the picture's files cannot be written, which leaves the others; without gnuplot they can.
int draw(const std::string& study, const std::string& out, const Figure& picture, FigureFormat format) {
  try {
    const std::string warning = write_figure(out, picture, format);
    if (!warning.empty()) fmt::print(stderr, "{}: {}\n", study, warning);
    return 0;
  } catch (const std::exception& fault) {
    fmt::print(stderr, "{}: {}: {}\n", study, picture.name, fault.what());
    return 1;
  }
}

}  // namespace

std::string study_text(const Study& study) {
  std::string text = study.title + "\n\n";
  for (const std::string& line : study.lines) text += line + "\n";
  for (const Table& table : study.tables) text += "\n" + table_text(table);
  for (const StudyFigure& figure : study.figures) {
    text += fmt::format("\n{}: the report says: {}\n  {}\n", figure.id, figure.claim, figure.settings);
    for (const std::string& finding : figure.findings) text += "  " + finding + "\n";
  }
  return text;
}

int run_study(int argc, char** argv, const std::string& name, Study (*study)(const StudyOptions&)) {
  return run_program(name, [&] {
    CLI::App app("One idea of the report \"Adam (and beyond)\": prints its numbers and draws its figures.", name);
    StudyOptions options;
    std::string out = "out/" + name, format = "svg";
    app.add_option("--out", out, "folder for the figures and their data")->type_name("DIR")->capture_default_str();
    app.add_option("--data", options.data, "folder with MNIST's four files, where the study reads them")
        ->type_name("DIR");
    add_choice(app, "--format", format, {"svg", "png", "pdf"}, "of the pictures");
    if (const auto status = parse_command_line(app, argc, argv)) return *status;
    Study result;
    {
      Ticker ticker;
      options.progress = [&](const std::string& text) {
        if (ticker.due()) ticker.draw(text);
      };
      result = study(options);
    }
    fmt::print("{}", study_text(result));
    if (result.figures.empty()) return 0;
    prepare_folder(out);
    int status = 0;
    for (const StudyFigure& figure : result.figures)
      for (const Figure& picture : figure.pictures)
        status = std::max(status, draw(name, out, picture, format_named(format)));
    fmt::print("\nfigures and their data in {}\n", out);
    return status;
  });
}

}  // namespace thalweg::examples
