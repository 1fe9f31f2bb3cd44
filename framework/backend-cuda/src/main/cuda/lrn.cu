// Local response normalisation across channels.
#include "common.cuh"

// Where channels stand: element i of channel c in block o is at (o * count + c) * inner + i; a window reaches so many
// channels to both sides.
struct Channels {
  int outer, count, inner, reach;
};

// The sum of term(k) over the places k of the window around place `at`.
template <typename Term> __device__ float window_sum(long long at, const Channels& s, Term term) {
  int c = at / s.inner % s.count;
  int first = max(0, c - s.reach), last = min(s.count - 1LL, (long long) c + s.reach);
  float sum = 0;
  for (int k = first; k <= last; k++) sum += term(at + (long long) (k - c) * s.inner);
  return sum;
}

extern "C" {

__global__ void lrn(const float* x, float* y, float* scale, Channels s, float weight, float beta, float bias) {
  FOR_EACH(i, (long long) s.outer * s.count * s.inner) {
    float size = bias + weight * window_sum(i, s, [=](long long k) { return x[k] * x[k]; });
    y[i] = x[i] * powf(size, -beta);
    if (scale) scale[i] = size;
  }
}

__global__ void lrn_gradient(const float* x, const float* y, const float* scale, const float* dy, float* dx,
                             Channels s, float weight, float beta) {
  FOR_EACH(i, (long long) s.outer * s.count * s.inner) {
    float ratios = window_sum(i, s, [=](long long k) { return dy[k] * y[k] / scale[k]; });
    dx[i] = dy[i] * powf(scale[i], -beta) - 2 * beta * weight * x[i] * ratios;
  }
}

}
