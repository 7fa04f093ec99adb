// OpenBLAS through its C interface.
#include <cblas.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include <bench/peers/gemm_peers.hpp>
#include <thalweg/tensor/pack.hpp>

namespace thalweg::bench {

namespace {

template <class T, class Gemm>
void run(const GemmCall<T>& call, Gemm gemm) {
  const auto narrow = [](std::int64_t size) { return static_cast<blasint>(size); };
  const blasint m = narrow(call.m), n = narrow(call.n), k = narrow(call.k);
  for (std::int64_t i = 0; i < call.count; ++i) {
    gemm(CblasRowMajor, call.a_transposed ? CblasTrans : CblasNoTrans, call.b_transposed ? CblasTrans : CblasNoTrans, m,
         n, k, T(1), call.a + i * call.m * call.k, call.a_transposed ? m : k, call.b + i * call.k * call.n,
         call.b_transposed ? k : n, T(0), call.c + i * call.m * call.n, n);
  }
}

/// Set in the second life of the program.
constexpr const char* told = "THALWEG_BENCH_OPENBLAS_TOLD";

}  // namespace

void choose_openblas_kernels(char** argv) {
  if (std::getenv(told) != nullptr) return;
  bool again = false;
  for (const char* name : {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"}) {
    again = again || std::getenv(name) != nullptr;
    unsetenv(name);
  }
  if (again) execv("/proc/self/exe", argv);
  if (std::strcmp(openblas_get_corename(), "Prescott") != 0 || pack_bytes == 16) return;
  setenv("OPENBLAS_CORETYPE", pack_bytes == 64 ? "SkylakeX" : "Haswell", 1);
  setenv(told, "1", 1);
  execv("/proc/self/exe", argv);
}

GemmPeer openblas_peer() {
  openblas_set_num_threads(1);
  const char* by_us = std::getenv(told) != nullptr ? " (told so: it does not know this processor)" : "";
  return {std::string("OpenBLAS ") + openblas_get_corename() + by_us,
          [](const GemmCall<float>& call) { run(call, cblas_sgemm); },
          [](const GemmCall<double>& call) { run(call, cblas_dgemm); }};
}

}  // namespace thalweg::bench
