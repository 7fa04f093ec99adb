// Everything: the tensor, its derivatives, the layers and the optimizers.
#pragma once

#include <thalweg/tensor/dtype.hpp>
#include <thalweg/tensor/errors.hpp>
