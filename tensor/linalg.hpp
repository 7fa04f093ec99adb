// Linear algebra on values in memory: everything of tensor/linalg.
#pragma once

#include <thalweg/tensor/linalg/cholesky.hpp>
#include <thalweg/tensor/linalg/lu.hpp>
#include <thalweg/tensor/linalg/matrix_view.hpp>
#include <thalweg/tensor/linalg/qr.hpp>
#include <thalweg/tensor/linalg/symmetric_eigen.hpp>
#include <thalweg/tensor/linalg/triangular.hpp>
