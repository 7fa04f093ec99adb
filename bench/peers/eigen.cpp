// Eigen, compiled with the flags of this library; without OpenMP it runs on one thread.
#include <Eigen/Core>

#include <bench/peers/gemm_peers.hpp>

namespace thalweg::bench {

namespace {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T>
void run(const GemmCall<T>& call) {
  using In = Eigen::Map<const Matrix<T>>;
  for (std::int64_t i = 0; i < call.count; ++i) {
    const T* left = call.a + i * call.m * call.k;
    const T* right = call.b + i * call.k * call.n;
    Eigen::Map<Matrix<T>> c(call.c + i * call.m * call.n, call.m, call.n);
    const In a = call.a_transposed ? In(left, call.k, call.m) : In(left, call.m, call.k);
    const In b = call.b_transposed ? In(right, call.n, call.k) : In(right, call.k, call.n);
    if (call.a_transposed && call.b_transposed) {
      c.noalias() = a.transpose() * b.transpose();
    } else if (call.a_transposed) {
      c.noalias() = a.transpose() * b;
    } else if (call.b_transposed) {
      c.noalias() = a * b.transpose();
    } else {
      c.noalias() = a * b;
    }
  }
}

}  // namespace

GemmPeer eigen_peer() {
  return {"Eigen " + std::to_string(EIGEN_WORLD_VERSION) + "." + std::to_string(EIGEN_MAJOR_VERSION) + "." +
              std::to_string(EIGEN_MINOR_VERSION),
          run<float>, run<double>};
}

}  // namespace thalweg::bench
