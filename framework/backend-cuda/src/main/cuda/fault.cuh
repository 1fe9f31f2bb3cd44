// A kernel can't throw. What it finds wrong in a number it reads, it reports to memory of the host's; there the plan's
// user hears of it when the host next waits for the GPU. Meanwhile it goes on with what can do no harm.
#pragma once

struct Fault {
  int state;  // 0: none; 1: being written; 2: there
  int padding;
  long long index;  // of the number
  long long value;
};

// Number i of int32s or, `wide`, of int64s.
__device__ inline long long whole_at(const void* numbers, int wide, long long i) {
  return wide ? ((const long long*) numbers)[i] : ((const int*) numbers)[i];
}

// The first one reported stays. With it go the first `quoted` of the numbers, for which there is room behind it.
__device__ inline void report_quoting(Fault* fault, long long index, long long value, const void* numbers, int wide,
                                      int quoted) {
  if (atomicCAS(&fault->state, 0, 1) == 0) {
    fault->index = index;
    fault->value = value;
    for (int i = 0; i < quoted; i++) ((long long*) (fault + 1))[i] = whole_at(numbers, wide, i);
    __threadfence_system();
    *(volatile int*) &fault->state = 2;
  }
}

__device__ inline void report(Fault* fault, long long index, long long value) {
  report_quoting(fault, index, value, nullptr, 0, 0);
}

// The row that number i names, or -1, which is reported, where there is no such row.
__device__ inline int row_at(const void* numbers, int wide, long long i, int rows, Fault* fault) {
  long long row = whole_at(numbers, wide, i);
  if (row >= 0 && row < rows) return (int) row;
  report(fault, i, row);
  return -1;
}
