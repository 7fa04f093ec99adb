// Indexing by tensors: reading and adding are each other's derivative.
#include <thalweg/autograd/indexing.hpp>
#include <thalweg/autograd/record.hpp>
#include <thalweg/tensor/indexing.hpp>

namespace thalweg {

/// y = x[index],  dx = g added up where it was read
Tensor gather(const Tensor& x, std::int64_t axis, const Tensor& index) {
  return record("gather", raw::gather(x, axis, index), inputs(x, index),
                [axis, shape = x.shape()](const Tensor& g, Second index) {
                  return scatter_add(zeros(shape, {.dtype = g.dtype()}), axis, index, g);
                });
}

/// y = x; y[index] += s,  dx = g,  ds = g[index]
Tensor scatter_add(const Tensor& x, std::int64_t axis, const Tensor& index, const Tensor& source) {
  return record(
      "scatter_add", raw::scatter_add(x, axis, index, source), inputs(x, source, index),
      [](const Tensor& g) { return g; }, [axis](const Tensor& g, Third index) { return gather(g, axis, index); });
}

/// y = rows of x,  dx = g added up where it was read
Tensor index_select(const Tensor& x, std::int64_t axis, const Tensor& index) {
  return record("index_select", raw::index_select(x, axis, index), inputs(x, index),
                [axis, shape = x.shape()](const Tensor& g, Second index) {
                  return index_add(zeros(shape, {.dtype = g.dtype()}), axis, index, g);
                });
}

/// y = x; rows of y += s,  dx = g,  ds = rows of g
Tensor index_add(const Tensor& x, std::int64_t axis, const Tensor& index, const Tensor& source) {
  return record(
      "index_add", raw::index_add(x, axis, index, source), inputs(x, source, index), [](const Tensor& g) { return g; },
      [axis](const Tensor& g, Third index) { return index_select(g, axis, index); });
}

Tensor one_hot(const Tensor& labels, std::int64_t classes, TensorOptions options) {
  return raw::one_hot(labels, classes, options.dtype);
}

}  // namespace thalweg
