// What all our kernels share. They are compiled to PTX by generate-ptx.sh, and for the tests as plain C++.
#pragma once

// A loop over n elements: each thread takes every so-many-th, so any number of threads will do.
#define FOR_EACH(i, n)                                                            \
  for (long long i = blockIdx.x * (long long) blockDim.x + threadIdx.x; i < (n); \
       i += (long long) gridDim.x * blockDim.x)

// A loop over n rows, a block for each: all threads of a block are at the same row, so they may meet there.
#define FOR_EACH_ROW(row, n) for (long long row = blockIdx.x; row < (n); row += gridDim.x)

// A loop over the n elements of a row, by all threads of a block.
#define IN_ROW(i, n) for (long long i = threadIdx.x; i < (n); i += blockDim.x)

// --- Reductions. Every result comes about in one fixed order, so it has the same bits each time. All threads of the
// warp or block must take part, and all of them are given the result. A block must have whole warps.

#define WARP 32
#define ALL_LANES 0xffffffffu

struct Sum {
  template <typename T> __device__ static T of(T a, T b) { return a + b; }
};

// What is not a number is larger than all numbers, and smaller too, so that it is not lost.
struct Largest {
  template <typename T> __device__ static T of(T a, T b) { return a > b || a != a ? a : b; }
};

struct Smallest {
  template <typename T> __device__ static T of(T a, T b) { return a < b || a != a ? a : b; }
};

template <typename Op, typename T> __device__ T warp_reduce(T value) {
  for (int distance = WARP / 2; distance > 0; distance /= 2) {
    value = Op::of(value, __shfl_xor_sync(ALL_LANES, value, distance));
  }
  return value;
}

template <typename Op, typename T> __device__ T block_reduce(T value) {
  __shared__ T of_warp[WARP];  // a block has no more than 1024 threads
  value = warp_reduce<Op>(value);
  __syncthreads();  // for those that still read the result before this one
  if (threadIdx.x % WARP == 0) of_warp[threadIdx.x / WARP] = value;
  __syncthreads();
  value = of_warp[0];
  for (int warp = 1; warp < blockDim.x / WARP; warp++) value = Op::of(value, of_warp[warp]);
  return value;
}

template <typename T> __device__ T warp_sum(T value) { return warp_reduce<Sum>(value); }

template <typename T> __device__ T block_sum(T value) { return block_reduce<Sum>(value); }

// Whether all other blocks have been here before, so that what they wrote can be read, through volatile pointers: the
// last block may then go on with what all of them found. `arrived` points to a 0, and does so again afterwards.
__device__ inline bool is_last_block(unsigned* arrived) {
  __shared__ bool last;
  __threadfence();
  __syncthreads();
  if (threadIdx.x == 0) last = atomicInc(arrived, gridDim.x - 1) == gridDim.x - 1;
  __syncthreads();
  __threadfence();
  return last;
}

// The sum of n numbers that other blocks may have written, by one block.
template <typename T> __device__ T sum_of(const volatile T* x, long long n) {
  T sum = 0;
  IN_ROW(i, n) sum += x[i];
  return block_sum(sum);
}
