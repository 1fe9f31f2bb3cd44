// What all our kernels share. They are compiled to PTX by generate-ptx.sh, and for the tests as plain C++.
#pragma once

// A loop over n elements: each thread takes every so-many-th, so any number of threads will do.
#define FOR_EACH(i, n)                                                            \
  _Pragma("unroll 1")                                                             \
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

// --- Element by element. A thread reads several elements before it writes the first, so that the memory is kept busy;
// all of them are its own, so Y may lie over an input.

#define AT_ONCE 4

template <typename X, typename Y, typename F> __device__ void for_each(const X* x, Y* y, long long n, F f) {
  long long step = (long long) gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long i = blockIdx.x * (long long) blockDim.x + threadIdx.x; i < n; i += AT_ONCE * step) {
    X some[AT_ONCE];
#pragma unroll
    for (int k = 0; k < AT_ONCE; k++) {
      if (i + k * step < n) some[k] = x[i + k * step];
    }
#pragma unroll
    for (int k = 0; k < AT_ONCE; k++) {
      if (i + k * step < n) y[i + k * step] = f(some[k]);
    }
  }
}

template <typename A, typename B, typename Y, typename F>
__device__ void for_each(const A* a, const B* b, Y* y, long long n, F f) {
  long long step = (long long) gridDim.x * blockDim.x;
#pragma unroll 1
  for (long long i = blockIdx.x * (long long) blockDim.x + threadIdx.x; i < n; i += AT_ONCE * step) {
    A some[AT_ONCE];
    B others[AT_ONCE];
#pragma unroll
    for (int k = 0; k < AT_ONCE; k++) {
      if (i + k * step < n) {
        some[k] = a[i + k * step];
        others[k] = b[i + k * step];
      }
    }
#pragma unroll
    for (int k = 0; k < AT_ONCE; k++) {
      if (i + k * step < n) y[i + k * step] = f(some[k], others[k]);
    }
  }
}

// --- Arrays that are gone through in one order but stand otherwise in memory: stretched, folded, cut out. The Java
// class Ways makes it.

#define MOST_AXES 6

template <int ARRAYS> struct Ways {
  int rank;
  int dims[MOST_AXES];
  int steps[ARRAYS][MOST_AXES];  // how far to go in each array for a step along each axis; 0 to stay
};

template <int ARRAYS> struct Places {
  long long of[ARRAYS];
};

// Where element i stands in each array. Only where there are several axes i must be below 2^32: division of 64 bits is
// slow.
template <int ARRAYS> __device__ Places<ARRAYS> places(const Ways<ARRAYS>& ways, long long i) {
  Places<ARRAYS> at = {};
#pragma unroll
  for (int axis = MOST_AXES - 1; axis > 0; axis--) {
    if (axis < ways.rank) {
      unsigned whole = (unsigned) i / (unsigned) ways.dims[axis];
      unsigned rest = (unsigned) i - whole * (unsigned) ways.dims[axis];
      for (int k = 0; k < ARRAYS; k++) at.of[k] += (long long) rest * ways.steps[k][axis];
      i = whole;
    }
  }
  for (int k = 0; k < ARRAYS; k++) at.of[k] += i * ways.steps[k][0];
  return at;
}

// Y = f(a, b) for what meets of A and B; the second way is that of arrays of which none is stretched.
#define BINARY(name, T, R, f)                                                                        \
  __global__ void name(const T* as, const T* bs, R* ys, Ways<2> ways, long long n) {                 \
    if (ways.rank == 1 && ways.steps[0][0] == 1 && ways.steps[1][0] == 1) {                          \
      for_each(as, bs, ys, n, [](T a, T b) -> R { return f; });                                      \
      return;                                                                                        \
    }                                                                                                \
    FOR_EACH(i, n) {                                                                                 \
      Places<2> at = places(ways, i);                                                                \
      T a = as[at.of[0]], b = bs[at.of[1]];                                                          \
      ys[i] = f;                                                                                     \
    }                                                                                                \
  }
