// Matrix products of other libraries that the build has found, behind one signature.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace thalweg::bench {

/// `count` products c = a b, one behind the other in memory; a is (m, k), stored as (k, m) where `a_transposed`, b the
/// same. Everything is contiguous.
template <class T>
struct GemmCall {
  std::int64_t count, m, n, k;
  bool a_transposed, b_transposed;
  const T* a;
  const T* b;
  T* c;
};

/// One library, on one thread.
struct GemmPeer {
  std::string name;
  std::function<void(const GemmCall<float>&)> run_float;
  std::function<void(const GemmCall<double>&)> run_double;

  void run(const GemmCall<float>& call) const { run_float(call); }
  void run(const GemmCall<double>& call) const { run_double(call); }
};

/// Defined by the file of each library; only those are called that the build has found.
GemmPeer openblas_peer();
GemmPeer eigen_peer();

/// Lets OpenBLAS choose its kernels by the processor, whatever the environment says; where it does not know the
/// processor and would fall back to one of 2004, names one with vectors as wide as ours. It reads the environment when
/// it is loaded, so that the program may be started anew. To be called first in main.
void choose_openblas_kernels(char** argv);

/// All that the build has found.
std::vector<GemmPeer> gemm_peers();
/// The same for what is needed before any of them runs.
void choose_peer_kernels(char** argv);

}  // namespace thalweg::bench
