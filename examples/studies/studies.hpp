// The studies, in reading order; each stands in examples/NN_name.cpp.
#pragma once

#include <examples/studies/study.hpp>

namespace thalweg::examples {

Study study_arrays(const StudyOptions& options);            // 01: gradient descent to AdaMax on plain arrays
Study study_tensors(const StudyOptions& options);           // 02: what a tensor is
Study study_gradients(const StudyOptions& options);         // 03: reverse mode
Study study_hessians(const StudyOptions& options);          // 04: double backward
Study study_moments(const StudyOptions& options);           // 05: F1
Study study_paraboloid(const StudyOptions& options);        // 06: F2
Study study_rosenbrock(const StudyOptions& options);        // 07: F3
Study study_rastrigin(const StudyOptions& options);         // 08: F4
Study study_ackley(const StudyOptions& options);            // 09: F5
Study study_tiny_cnn(const StudyOptions& options);          // 10: F7
Study study_mnist(const StudyOptions& options);             // 11: F6
Study study_natural_gradient(const StudyOptions& options);  // 12: F8, F9
Study study_kl(const StudyOptions& options);                // 13: natural gradient for the KL divergence
Study study_second_order(const StudyOptions& options);      // 14: F10
Study study_sampling(const StudyOptions& options);          // 15: F11

}  // namespace thalweg::examples
