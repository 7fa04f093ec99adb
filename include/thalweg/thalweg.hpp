// Everything: the tensor, its derivatives, the layers and the optimizers.
#pragma once

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/gradcheck.hpp>
#include <thalweg/autograd/linear_algebra.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/softmax.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/optim/arrays/adam.hpp>
#include <thalweg/optim/arrays/adamax.hpp>
#include <thalweg/optim/arrays/gradient_descent.hpp>
#include <thalweg/optim/arrays/momentum.hpp>
#include <thalweg/optim/arrays/sgd.hpp>
#include <thalweg/optim/first_order.hpp>
#include <thalweg/optim/schedules.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/dtype.hpp>
#include <thalweg/tensor/errors.hpp>
#include <thalweg/tensor/linalg.hpp>
#include <thalweg/tensor/linear_algebra.hpp>
#include <thalweg/tensor/normal_quantile.hpp>
#include <thalweg/tensor/random.hpp>
#include <thalweg/tensor/tensor.hpp>
