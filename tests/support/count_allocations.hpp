// Counts the calls of malloc and its kin in the whole program.
#pragma once

#include <cstdint>

namespace thalweg {

/// Whether they are counted here: with glibc, outside sanitizers (which bring a malloc of their own).
bool counts_allocations();

/// Calls of malloc, calloc, realloc and aligned_alloc by all threads so far; 0 where they are not counted.
std::int64_t allocations_so_far();

}  // namespace thalweg
