// Kernels whose threads meet.
#include <cuda_bf16.h>
#include <cuda_fp16.h>

extern "C" {

// Another family's kernel of the same name as one here is another kernel.
__global__ void fill(int* out) { out[threadIdx.x] = 7; }

__global__ void block_sum(const float* in, float* out) {
  __shared__ float part[256];
  int t = threadIdx.x;
  part[t] = in[blockIdx.x * blockDim.x + t];
  __syncthreads();
  for (int s = blockDim.x / 2; s > 0; s /= 2) {
    if (t < s) part[t] += part[t + s];
    __syncthreads();
  }
  if (t == 0) out[blockIdx.x] = part[0];
}

__global__ void reverse(int* data) {
  extern __shared__ int tile[];
  tile[threadIdx.x] = data[threadIdx.x];
  __syncthreads();
  data[threadIdx.x] = tile[blockDim.x - 1 - threadIdx.x];
}

__global__ void warp_sum(const float* in, float* out) {
  float sum = in[threadIdx.x];
  for (int o = 16; o > 0; o /= 2) sum += __shfl_down_sync(0xffffffffu, sum, o);
  if (threadIdx.x % 32 == 0) out[threadIdx.x / 32] = sum;
}

__global__ void shuffles(int* out) {
  int lane = threadIdx.x;
  out[lane] = __shfl_sync(0xffffffffu, lane, 5);
  out[32 + lane] = __shfl_up_sync(0xffffffffu, lane, 3);
  out[64 + lane] = __shfl_xor_sync(0xffffffffu, lane, 1);
  out[96 + lane] = __shfl_down_sync(0xffffffffu, lane, 2, 8);
  out[128 + lane] = (int) __ballot_sync(0xffffffffu, lane % 3 == 0);
}

// Warps that go through different numbers of exchanges before all meet.
__global__ void uneven(int* out) {
  int warp = threadIdx.x / 32, value = 1;
  for (int i = 0; i < warp; i++) value += __shfl_xor_sync(0xffffffffu, value, 1);
  __shared__ int sum;
  if (threadIdx.x == 0) sum = 0;
  __syncthreads();
  atomicAdd(&sum, value);
  __syncthreads();
  out[threadIdx.x] = sum;
}

__global__ void barrier_in_a_branch(int* out) {
  if (threadIdx.x < 16) __syncthreads();
  out[threadIdx.x] = 1;
}

__global__ void halves(const float* in, float* out) {
  int i = threadIdx.x;
  __half h = __float2half(in[i]);
  __nv_bfloat16 b = __float2bfloat16(in[i]);
  out[2 * i] = __half2float(h);
  out[2 * i + 1] = __bfloat162float(b);
}

}
