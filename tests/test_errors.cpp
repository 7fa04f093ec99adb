// Errors: which exception stands for what, and the sentence it carries.
#include <doctest/doctest.h>

#include <thalweg/tensor/errors.hpp>

namespace thalweg {

TEST_CASE("errors: a sentence is the operation, a colon and the parts in order") {
  CHECK(sentence("matmul", "inner sizes differ: ", 784, " and ", 300) == "matmul: inner sizes differ: 784 and 300");
  CHECK(sentence("", "no prefix") == "no prefix");
}

TEST_CASE("errors: a bad argument, a misuse and the outside world are three exceptions") {
  CHECK_THROWS_WITH_AS(check(false, "sum", "axis ", 3), "sum: axis 3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(check_use(false, "backward", "no graph"), "backward: no graph", std::logic_error);
  CHECK_THROWS_WITH_AS(check_outside(false, "read", "no file"), "read: no file", std::runtime_error);
  CHECK_NOTHROW(check(true, "sum", "never built"));
}

}  // namespace thalweg
