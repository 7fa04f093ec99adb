// The one main of the suite. Whatever a test records must be gone when it ends: a node left over fails the run.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdint>
#include <iostream>
#include <string_view>

#include <thalweg/autograd/node.hpp>

namespace {

int leaks = 0;

/// Compares the nodes of this thread before and after each test case. The cases of "threads" are passed over: they hand
/// graphs from thread to thread, and the count is each thread's own.
class NoNodeLeft : public doctest::IReporter {
 public:
  explicit NoNodeLeft(const doctest::ContextOptions&) {}

  void test_case_start(const doctest::TestCaseData& data) override {
    name_ = data.m_name;
    before_ = thalweg::live_nodes();
  }
  void test_case_end(const doctest::CurrentTestCaseStats&) override {
    const std::int64_t left = thalweg::live_nodes() - before_;
    if (left == 0 || name_.starts_with("threads:")) return;
    ++leaks;
    std::cerr << "test \"" << name_ << "\" leaves " << left << " nodes of its graphs alive\n";
  }

  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats&) override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}

 private:
  std::string_view name_;
  std::int64_t before_ = 0;
};

REGISTER_LISTENER("no_node_left", 1, NoNodeLeft);

}  // namespace

int main(int argc, char** argv) {
  doctest::Context context(argc, argv);
  const int status = context.run();
  return status != 0 ? status : leaks != 0;
}
