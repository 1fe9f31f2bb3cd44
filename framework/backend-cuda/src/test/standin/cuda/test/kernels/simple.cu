// Kernels without barriers; two of them are written by a macro.
#include "shapes.cuh"

extern "C" {

UNARY(double_it, twice(x))
UNARY(negate, -x)

__global__ void __launch_bounds__(256) fill(float* out, float value, long long n) {
  for (long long i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) out[i] = value;
}

__global__ void add_one(int* number) { atomicAdd(number, 1); }

__global__ void swap_pair(Pair pair, int* out) {
  out[0] = pair.second;
  out[1] = pair.first;
}

__global__ void indices(unsigned* out) {
  unsigned block = blockIdx.x + gridDim.x * (blockIdx.y + gridDim.y * blockIdx.z);
  unsigned thread = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
  out[block * blockDim.x * blockDim.y * blockDim.z + thread] = block * 1000 + thread;
}

__global__ void out_of_bounds(float* out, int at) { out[at] = 1; }

__global__ void must_be_positive(const float* in) { assert(in[threadIdx.x] > 0); }

}
