// Numbers are handed on, and looked at meanwhile: what is not as it should be is reported.
#include "common.cuh"
#include "fault.cuh"

#define NONE 1  // no number
#define INFINITE 2

struct Both {
  __device__ static int of(int a, int b) { return a | b; }
};

__device__ inline int kind_of(float x) { return x != x ? NONE : isinf(x) ? INFINITE : 0; }

template <class T>
__device__ void check_range(const T* x, T* y, long long low, long long below, Fault* fault, int quoted, long long n) {
  FOR_EACH(i, n) {
    T number = x[i];
    y[i] = number;
    if (number < low || number >= below) report_quoting(fault, i, number, x, sizeof(T) == 8, quoted);
  }
}

extern "C" {

// The value that is reported says what there is: NONE, INFINITE, or both. Y may be X; `kinds` is room for an int a block.
__global__ void check_numerics(const float* x, float* y, volatile int* kinds, unsigned* arrived, Fault* fault,
                               long long n) {
  int found = 0;
  FOR_EACH(i, n) {
    float number = x[i];
    y[i] = number;
    found |= kind_of(number);
  }
  found = block_reduce<Both>(found);
  if (threadIdx.x == 0) kinds[blockIdx.x] = found;
  if (!is_last_block(arrived)) return;
  found = 0;
  IN_ROW(i, gridDim.x) found |= kinds[i];
  found = block_reduce<Both>(found);
  if (threadIdx.x == 0 && found) report(fault, 0, found);
}

// What is reported comes with the first `quoted` numbers. Y may be X.
__global__ void check_range_4(const int* x, int* y, long long low, long long below, Fault* fault, int quoted,
                              long long n) {
  check_range(x, y, low, below, fault, quoted, n);
}

__global__ void check_range_8(const long long* x, long long* y, long long low, long long below, Fault* fault,
                              int quoted, long long n) {
  check_range(x, y, low, below, fault, quoted, n);
}

}
