// The runs behind the list of mistakes; each returns what it found as a sentence.
#pragma once

#include <string>

namespace thalweg::examples {

std::string listing_run();     // third derivatives in the place of second ones
std::string settling_run();    // Adam with a constant learning rate and along a cosine
std::string labels_run();      // the start that gives the printed digits
std::string fisher_run();      // products with the Fisher matrix, never formed
std::string strata_run();      // Latin hypercube against independent samples
std::string saddle_run();      // Newton's formula at a saddle point
std::string direction_run();   // L-BFGS multiplies by the inverse
std::string convex_run();      // minima without convexity, convexity without a minimum
std::string weights_run();     // the newest gradient in a moving average
std::string divergence_run();  // a fixed learning rate against a line search

}  // namespace thalweg::examples
