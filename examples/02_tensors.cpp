// 02: what a tensor is: a shape, strides and a dtype over numbers that handles and views share.
//
// Copying a Tensor copies the handle, not the numbers; a view looks at the same numbers in another order. clone() is
// what makes new ones. Small shapes stretch over large ones, as in NumPy.
#include <fmt/format.h>

#include <exception>

#include <examples/studies/studies.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/in_place.hpp>
#include <thalweg/autograd/indexing.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/format.hpp>

namespace thalweg::examples {
namespace {

/// The sentence of an error.
template <class Call>
std::string refusal(const Call& call) {
  try {
    call();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no error";
}

/// What a tensor is made of, beside its numbers.
Table anatomy(const Tensor& a) {
  Table table{.title = "Views of a, all over the same six numbers", .head = {"", "shape", "strides", "offset"}};
  const auto add = [&](const char* name, const Tensor& x) {
    std::string strides;
    for (std::int64_t axis = 0; axis < x.rank(); ++axis)
      strides += fmt::format("{}{}", axis == 0 ? "" : ", ", x.strides()[axis]);
    if (x.rank() == 1) strides += ",";
    table.rows.push_back(
        {name, fmt::format("{}", x.shape()), fmt::format("({})", strides), fmt::format("{}", x.offset())});
  };
  add("a", a);
  add("transpose(a, 0, 1)", transpose(a, 0, 1));
  add("a[1]", a[1]);
  add("slice(a, 1, 0, 3, 2)", slice(a, 1, 0, 3, 2));
  add("reshape(a, {3, 2})", reshape(a, {3, 2}));
  add("expand(a[0], {4, 3})", expand(a[0], {4, 3}));
  return table;
}

}  // namespace

Study study_tensors(const StudyOptions&) {
  Study study{.title = "Tensors: handles, views, broadcasting, dtypes"};
  const auto say = [&](const std::string& text) { study.lines.push_back(text); };

  Tensor a = tensor({{1, 2, 3}, {4, 5, 6}});
  say(fmt::format("a =\n{}", a));
  study.tables.push_back(anatomy(a));

  // A copy and a view see a change; a clone does not.
  const Tensor same = a, column = select(a, 1, 0), own = clone(a);
  a.set({0, 0}, 10);
  say(fmt::format("after a.set({{0, 0}}, 10): a copy has {}, its first column {}, an earlier clone still has {}",
                  same.at({0, 0}), column, own.at({0, 0})));
  a.set({0, 0}, 1);

  // Broadcasting: (2, 3) with (3,) adds to each row, with (2, 1) to each column.
  say(fmt::format("a + (10, 20, 30) =\n{}", a + tensor({10, 20, 30})));
  say(fmt::format("a - mean of each row =\n{}", a - mean(a, {1}, true)));
  say(fmt::format("a times its transpose =\n{}", matmul(a, transpose(a, 0, 1))));

  // float64 unless said otherwise: Hessians need the digits. Nothing is converted behind the reader's back.
  const Tensor third = tensor(1) / 3, short_third = third.to(float32);
  say(fmt::format("1/3 in {}: {:.17f}, in {}: {:.17f}", third.dtype(), third.item(), short_third.dtype(),
                  short_third.item()));
  say("what is not meant is refused, in one sentence:");
  say("  " + refusal([&] { return third + short_third; }));
  say("  " + refusal([&] { return a + tensor({1, 2}); }));
  say("  " + refusal([&] { return matmul(a, a); }));
  return study;
}

}  // namespace thalweg::examples
