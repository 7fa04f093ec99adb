// What the program mnist makes of settings and losses: schedules, batches, tables, curves.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include <examples/classifier/batches.hpp>
#include <examples/classifier/network.hpp>
#include <examples/classifier/results.hpp>
#include <examples/classifier/settings.hpp>
#include <examples/classifier/training.hpp>
#include <examples/support/digits.hpp>
#include <source_root.hpp>
#include <support/temporary_folder.hpp>

namespace thalweg::examples {
namespace {

/// Five images of two pixels whose values and labels tell them apart.
const Digits five{5, 1, 2, {0, 170, 1, 171, 2, 172, 3, 173, 4, 174}, {0, 1, 2, 3, 4}};

History sample_history() {
  History history;
  history.optimizer = "adam";
  history.losses = {4, 2, 1, 1, 3};
  history.epochs = {{1, 2, 3, 0.5, 2.5, 0.25, 1e-3, 1.5}, {2, 4, 1, 0.75, 1.25, 0.5, 1e-4, 3}};
  history.confusion[3] = {0, 0, 0, 6, 0, 2, 0, 0, 0, 0};
  return history;
}

const Line& line(const Figure& figure, std::size_t i) { return std::get<Line>(figure.panels.at(0).layers.at(i)); }

/// The factors at the beginning, after a third and at the end of a run of 300 updates.
std::vector<double> factors(const std::string& schedule) {
  Settings settings;
  settings.schedule = schedule;
  settings.epochs = 3;
  const optim::Schedule factor = make_schedule(settings, 100);
  return {factor(0), factor(100), factor(299)};
}

}  // namespace

TEST_CASE("mnist results: each schedule spans the whole run") {
  CHECK(factors("constant") == std::vector<double>{1, 1, 1});
  CHECK(factors("step")[0] == 1);
  CHECK(factors("step")[1] == doctest::Approx(0.1));
  CHECK(factors("step")[2] == doctest::Approx(0.01));
  CHECK(factors("exponential")[0] == 1);
  CHECK(factors("exponential")[2] == doctest::Approx(0.01).epsilon(0.02));
  CHECK(factors("cosine")[0] == 1);
  CHECK(factors("cosine")[1] == doctest::Approx(0.75));
  CHECK(factors("cosine")[2] < 1e-4);
  CHECK(factors("one-cycle")[0] == doctest::Approx(0.04));
  CHECK(factors("one-cycle")[1] > 0.9);
  CHECK(factors("one-cycle")[2] < 1e-4);
}

TEST_CASE("mnist results: a batch holds the chosen images, scaled, and their labels") {
  const std::vector<std::int64_t> order{4, 0};
  for (Dtype dtype : {float32, float64}) {
    const Batch batch = take(five, order, dtype);
    CHECK(batch.images.dtype() == dtype);
    CHECK(batch.images.shape() == Shape{2, 2});
    CHECK(batch.images.at({0, 0}) == doctest::Approx(4.0 / 170));
    CHECK(batch.images.at({1, 1}) == 1);
    CHECK(batch.labels.at<std::int64_t>({0}) == 4);
    CHECK(batch.labels.at<std::int64_t>({1}) == 0);
  }
  CHECK(take(five, 1, 3, float64).labels.at<std::int64_t>({1}) == 2);
}

TEST_CASE("mnist results: an epoch of batches shows every image once, each epoch in its own order") {
  Batches batches(five, 2, float64, Random(3));
  CHECK(batches.per_epoch() == 3);
  std::vector<std::vector<std::int64_t>> epochs(2);
  for (auto& seen : epochs)
    for (std::int64_t size : {2, 2, 1}) {
      const Batch batch = batches.next();
      REQUIRE(batch.labels.numel() == size);
      for (std::int64_t i = 0; i < size; ++i) seen.push_back(batch.labels.at<std::int64_t>({i}));
    }
  Random random(3);
  CHECK(epochs[0] == random.permutation(5));
  CHECK(epochs[1] == random.permutation(5));
}

TEST_CASE("mnist results: a network that would not fit is refused before memory is taken") {
  Settings settings;
  settings.hidden = {65536, 65536};
  CHECK_THROWS_WITH_AS(make_network(784, settings, Random(1)),
                       "--hidden: a network may have 100000000 weights, these widths take more than that from 65536 to "
                       "65536 on; choose smaller ones",
                       std::invalid_argument);
}

TEST_CASE("mnist results: the tables hold what the run was") {
  CHECK(history_csv({sample_history()}) ==
        "optimizer,epoch,updates,train_loss,train_accuracy,test_loss,test_accuracy,lr,seconds\n"
        "adam,1,2,3,0.5,2.5,0.25,0.001,1.500\n"
        "adam,2,4,1,0.75,1.25,0.5,0.0001,3.000\n");
  const std::string csv = confusion_csv(sample_history().confusion);
  CHECK(csv.substr(0, 44) == "label,0,1,2,3,4,5,6,7,8,9\n0,0,0,0,0,0,0,0,0,");
  CHECK(csv.find("\n3,0,0,0,6,0,2,0,0,0,0\n") != std::string::npos);
  const std::string table = confusion_table(sample_history().confusion);
  CHECK(table.find("    3             0     0     0     6     0     2     0     0     0     0   75.0 %\n") !=
        std::string::npos);
}

TEST_CASE("mnist results: a point of the curve is the mean of a block of losses") {
  CHECK(block_means({4, 2, 1, 1, 3}, 2) == std::vector<double>{3, 1});
  const Figure few = loss_figure({sample_history()}, "digits", 2, {});
  REQUIRE(few.panels.size() == 1);
  REQUIRE(few.panels[0].layers.size() == 1);
  CHECK(line(few, 0).y == sample_history().losses);
  CHECK(line(few, 0).x == std::vector<double>{0.5, 1, 1.5, 2, 2.5});
  CHECK(few.panels[0].y.log);
  CHECK(few.title == "Training loss on digits");
  CHECK(few.caption ==
        "Cross-entropy; hidden layers 300, 100; lr 0.001 (constant), batches of 64, 5 epochs, seed 1, float32.");
  History longer = sample_history(), none;
  longer.losses.assign(450, 0.5);
  const Figure many = loss_figure({longer, none}, "digits", 200, {});
  CHECK(many.panels[0].y.label == "mean loss of 100 updates");
  REQUIRE(many.panels[0].layers.size() == 1);
  CHECK(line(many, 0).x == std::vector<double>{0.5, 1, 1.5, 2});
}

TEST_CASE("mnist results: PyTorch's curve stands beside the same run on the same data only") {
  const Digits digits = built_in_digits().train;
  const std::string folder = std::string(source_root) + "/examples/data/";
  const RecordedCurve own = read_recorded(folder + "digits_adam.csv"), real = read_recorded(folder + "mnist_adam.csv");
  CHECK(own.tool.substr(0, 8) == "PyTorch ");
  CHECK(own.steps.size() == 15);
  CHECK(real.steps.size() == 46);
  CHECK(own.data == describe_data(digits));
  CHECK(real.data == "60000 images, sum of pixels 1567298545, sum of labels 267236");

  Settings settings;
  settings.epochs = 1;
  Figure figure{.panels = {{}}};
  CHECK(add_recorded(own, digits, settings, 313, figure) == "");
  REQUIRE(figure.panels[0].layers.size() == 1);
  CHECK(line(figure, 0).name == "adam of " + own.tool);
  CHECK(line(figure, 0).x.size() == 3);
  CHECK(add_recorded(real, digits, settings, 313, figure) ==
        "PyTorch's Adam is not in the plot: it was recorded on " + real.data + ", these are " + own.data);
  settings.lr = 2e-3;
  CHECK(add_recorded(own, digits, settings, 313, figure) ==
        "PyTorch's Adam is not in the plot: it was recorded with the default settings");
  CHECK(figure.panels[0].layers.size() == 1);
}

TEST_CASE("mnist results: a damaged or missing recording is one sentence") {
  const TemporaryFolder folder;
  const std::string missing = folder.path() + "/none.csv";
  CHECK_THROWS_WITH_AS(
      read_recorded(missing),
      (missing + ": PyTorch's recorded curve is missing; tools/pytorch_reference.py records it").c_str(),
      std::runtime_error);
  const std::string damaged = folder.file("a.csv", "# tool, 1\nstep,mean_loss\n100,0.5\n200;0.25\n");
  CHECK_THROWS_WITH_AS(read_recorded(damaged),
                       (damaged + ": line 4 must be two numbers with a comma between, got '200;0.25'; "
                                  "tools/pytorch_reference.py records the file anew")
                           .c_str(),
                       std::runtime_error);
}

}  // namespace thalweg::examples
