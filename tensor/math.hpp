// The elementary functions on packs, and on single numbers with the same bits.
#pragma once

#include <thalweg/tensor/math_basic.hpp>
#include <thalweg/tensor/math_erf.hpp>
#include <thalweg/tensor/math_exp.hpp>
#include <thalweg/tensor/math_hyperbolic.hpp>
#include <thalweg/tensor/math_log.hpp>
#include <thalweg/tensor/math_pow.hpp>
#include <thalweg/tensor/math_root.hpp>
#include <thalweg/tensor/math_trig.hpp>
#include <thalweg/tensor/pack.hpp>
