// What has a number for each column of a matrix, or for each channel of images.
#include "common.cuh"

// Which of `count` columns element i is in, each of them `run` elements wide.
__device__ inline int column(long long i, int run, int count) {
  if (i <= 0xffffffffll) return (unsigned) i / (unsigned) run % (unsigned) count;
  return i / run % count;
}

extern "C" {

__global__ void linear(const float* x, const float* w, const float* b, float* y, int columns, long long n) {
  FOR_EACH(i, n) {
    int c = column(i, 1, columns);
    y[i] = x[i] * w[c] + b[c];
  }
}

__global__ void linear_grad(const float* w, const float* dy, float* dx, int columns, long long n) {
  FOR_EACH(i, n) dx[i] = dy[i] * w[column(i, 1, columns)];
}

__global__ void prelu(const float* x, const float* slope, float* y, int run, int slopes, long long n) {
  FOR_EACH(i, n) y[i] = x[i] > 0 ? x[i] : slope[column(i, run, slopes)] * x[i];
}

__global__ void prelu_grad(const float* x, const float* slope, const float* dy, float* dx, int run, int slopes, long long n) {
  FOR_EACH(i, n) dx[i] = x[i] > 0 ? dy[i] : slope[column(i, run, slopes)] * dy[i];
}

}
