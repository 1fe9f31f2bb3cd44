// A header of kernels, as the backend has one.
#pragma once

struct Pair {
  int first, second;
};

__device__ inline float twice(float x) { return 2 * x; }

#define UNARY(name, expression)                                    \
  __global__ void name(const float* in, float* out, int n) {       \
    int i = blockIdx.x * blockDim.x + threadIdx.x;                 \
    if (i < n) {                                                   \
      float x = in[i];                                             \
      out[i] = expression;                                         \
    }                                                              \
  }
