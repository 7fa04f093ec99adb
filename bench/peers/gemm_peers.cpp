// The list of libraries; the build says which of them are there.
#include <bench/peers/gemm_peers.hpp>

#include <bench_paths.hpp>

namespace thalweg::bench {

std::vector<GemmPeer> gemm_peers() {
  std::vector<GemmPeer> peers;
  // Not a plain if: the function of a missing library is declared and never defined.
  if constexpr (have_openblas) peers.push_back(openblas_peer());
  if constexpr (have_eigen) peers.push_back(eigen_peer());
  return peers;
}

void choose_peer_kernels([[maybe_unused]] char** argv) {
  if constexpr (have_openblas) choose_openblas_kernels(argv);
}

}  // namespace thalweg::bench
