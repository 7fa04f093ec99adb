// The report's printed results and their runs, as the program report has them.
#pragma once

#include <examples/report_page/printed_results.hpp>

namespace thalweg {

using examples::claim_holds;
using examples::distance;
using examples::nearest;
using examples::printed_results;
using examples::PrintedResult;
using examples::run_printed;
using examples::spread;

}  // namespace thalweg
