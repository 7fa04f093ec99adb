// The names of the ways a run can end.
#include <thalweg/optim/arrays/report.hpp>

namespace thalweg::optim {

const char* name(Status status) noexcept {
  switch (status) {
    case Status::converged:
      return "converged";
    case Status::stalled:
      return "stalled";
    case Status::max_iterations:
      return "max_iterations";
    case Status::line_search_failed:
      return "line_search_failed";
    case Status::not_finite:
      return "not_finite";
    case Status::stopped:
      return "stopped";
  }
  return "unknown";
}

}  // namespace thalweg::optim
