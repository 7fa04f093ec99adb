// The options of descend, their units and defaults.
#include <examples/descent/settings.hpp>

#include <limits>

#include <examples/support/command_line.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {

namespace {

constexpr double huge = std::numeric_limits<double>::max();
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

Tier parse_tier(const std::string& text) {
  for (const Tier tier : {Tier::arrays, Tier::tensors, Tier::classes})
    if (text == name(tier)) return tier;
  fail("--tier", "expects arrays, tensors or classes, got '", text, "'; see --help");
}

/// "exact" as 0, "central:1.5e-8" as 1.5e-8.
double parse_gradient(const std::string& text) {
  const std::string central = "central:";
  if (text == "exact") return 0;
  check(text.rfind(central, 0) == 0, "--gradient", "expects exact, or central:STEP such as central:1.5e-8, got '", text,
        "'; see --help");
  return parse_number("--gradient", text.substr(central.size()), 0, 1, true);
}

void add_tuning(CLI::App& app, Tuning& tuning) {
  add_optional(app, "--lr", tuning.lr, "learning rate");
  add_parsed(app, "--betas", "B1,B2", "", "decay rates of the Adam family, Lion and Adadelta (the second is its rho)",
             [&](const std::string& text) {
               const std::vector<double> betas = parse_numbers("--betas", text);
               check(betas.size() == 2, "--betas", "expects two numbers such as 0.9,0.999, got '", text,
                     "'; see --help");
               tuning.beta1 = betas[0];
               tuning.beta2 = betas[1];
             });
  add_optional(app, "--eps", tuning.eps, "added to the root in the Adam family, RMSprop, Adagrad and Adadelta");
  add_optional(app, "--alpha", tuning.alpha, "weight of the old average: momentum, RMSprop");
  add_optional(app, "--momentum", tuning.momentum, "weight of the old buffer: sgd, RMSprop");
  add_optional(app, "--weight-decay", tuning.weight_decay, "first-order methods");
  add_optional(app, "--damping", tuning.damping,
               "multiple of the identity added to the matrix: Newton, natural gradient, "
               "Gauss-Newton");
  add_parsed(app, "--history", "N", "", "pairs that l-bfgs keeps",
             [&](const std::string& text) { tuning.history = parse_integer("--history", text, 1, 1'000'000); });
  add_parsed(app, "--line-search", "strong-wolfe|backtracking|fixed", "", "of the methods that have one",
             [&](const std::string& text) {
               check(text == "strong-wolfe" || text == "backtracking" || text == "fixed", "--line-search",
                     "expects strong-wolfe, backtracking or fixed, got '", text, "'; see --help");
               tuning.line_search = text;
             });
  app.add_flag("--nesterov", tuning.nesterov, "look ahead along the momentum: sgd");
  app.add_flag("--absolute", tuning.absolute, "take |eigenvalues| of the Hessian: newton");
  app.add_flag("--adaptive", tuning.adaptive, "coefficients that suit many parameters: nelder-mead");
  app.add_flag("--scaled", tuning.scaled, "scale the first matrix: bfgs");
}

void add_limits(CLI::App& app, optim::MinimizeOptions& limits) {
  add_parsed(app, "--iterations", "N", "the method's own", "limit on iterations; 0 looks at the start only",
             [&](const std::string& text) { limits.max_iterations = parse_integer("--iterations", text, 0, largest); });
  add_parsed(
      app, "--evaluations", "N", "none", "limit on evaluations of f, looked at between iterations",
      [&](const std::string& text) { limits.max_evaluations = parse_integer("--evaluations", text, 0, largest); });
  add_number(app, "--seconds", limits.max_seconds, 0, 1e9, false, "limit on wall-clock time, in seconds; 0: none");
  add_number(app, "--gradient-tolerance", limits.gradient_tolerance, 0, huge, false,
             "converged when no entry of the gradient is larger; 0: never");
  add_number(app, "--f-tolerance", limits.f_tolerance, 0, huge, false,
             "stalled when f changes by no more than this times max(|f|, 1); 0: never");
  add_number(app, "--x-tolerance", limits.x_tolerance, 0, huge, false,
             "stalled when no coordinate moves by more; 0: never");
}

}  // namespace

const char* name(Tier tier) noexcept {
  return tier == Tier::arrays ? "arrays" : tier == Tier::tensors ? "tensors" : "classes";
}

std::optional<int> parse_descent(int argc, char** argv, DescentSettings& settings) {
  CLI::App app(
      "Minimises a test function by one method or several and prints a table of how each run went. The exit status is\n"
      "0 when every run was made, however it ended; the column status says how.",
      "descend");
  add_words(app, "--method", settings.methods, "methods, with commas between them; --list names all");
  app.add_option("--function", settings.function, "test function; --list names all")
      ->type_name("NAME")
      ->capture_default_str();
  add_integer(app, "--n", settings.n, 0, 1'000'000,
              "number of parameters; 0: the length of --start, or the function's own");
  add_parsed(app, "--start", "X,Y,...", "the function's own", "start point",
             [&](const std::string& text) { settings.start = parse_numbers("--start", text); });
  add_parsed(app, "--tier", "arrays|tensors|classes", name(settings.tier),
             "plain arrays with derivatives by hand; tensors, or classes for models, with automatic derivatives",
             [&](const std::string& text) { settings.tier = parse_tier(text); });
  add_parsed(app, "--gradient", "exact|central:STEP", "exact",
             "gradients and Jacobians as they are, or by central differences with this step",
             [&](const std::string& text) { settings.difference_step = parse_gradient(text); });
  add_tuning(app, settings.tuning);
  add_limits(app, settings.limits);
  app.add_flag("--box", settings.box, "stay in the function's box (first-order methods and nelder-mead)");
  app.add_flag("--json", settings.json,
               "print one JSON array instead of a table; numbers that are not finite are null");
  app.add_option("--trajectory", settings.trajectory, "write every point of every run into this CSV file")
      ->type_name("FILE");
  app.add_flag("--list", settings.list, "name all functions and all methods with their tiers, and end");
  return parse_command_line(app, argc, argv);
}

}  // namespace thalweg::examples
