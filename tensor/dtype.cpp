// The names of the element types.
#include <thalweg/tensor/dtype.hpp>

namespace thalweg {

const char* name(Dtype dtype) noexcept {
  switch (dtype) {
    case Dtype::float64:
      return "float64";
    case Dtype::float32:
      return "float32";
    case Dtype::int64:
      return "int64";
  }
  return "unknown dtype";
}

std::ostream& operator<<(std::ostream& out, Dtype dtype) { return out << name(dtype); }

}  // namespace thalweg
