// Rows of the table of operations: element-wise functions.
#include <tests/ops/table.hpp>

namespace thalweg::ops {

void add_elementwise(Table& table) { (void)table; }

}  // namespace thalweg::ops
