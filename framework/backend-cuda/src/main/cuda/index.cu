// Rows chosen by their numbers. Where there is no such row, zeros are read, nothing is written, and it is reported.
#include "common.cuh"
#include "fault.cuh"

template <class T>
__device__ void gather_rows(const T* x, const void* numbers, int wide, T* y, int rows, int size, Fault* fault,
                            long long n) {
  FOR_EACH(i, n) {
    int row = row_at(numbers, wide, i / size, rows, fault);
    y[i] = row < 0 ? (T) 0 : x[(long long) row * size + i % size];
  }
}

template <class T>
__device__ void put_one_row(const T* from, const long long* t, T* y, int rows, int size, Fault* fault) {
  int row = row_at(t, 1, 0, rows, fault);
  if (row < 0) return;
  FOR_EACH(i, size) y[(long long) row * size + i] = from[i];
}

// The extents of the first k dimensions of an array.
struct Extents {
  int k;
  int dims[8];
};

extern "C" {

#define KERNELS_FOR(bytes, T)                                                                                       \
  __global__ void gather_##bytes(const T* x, const void* numbers, int wide, T* y, int rows, int size, Fault* fault, \
                                 long long n) {                                                                     \
    gather_rows(x, numbers, wide, y, rows, size, fault, n);                                                         \
  }                                                                                                                 \
  __global__ void put_row_##bytes(const T* from, const long long* t, T* y, int rows, int size, Fault* fault) {      \
    put_one_row(from, t, y, rows, size, fault);                                                                     \
  }

KERNELS_FOR(1, unsigned char)
KERNELS_FOR(2, unsigned short)
KERNELS_FOR(4, unsigned)
KERNELS_FOR(8, unsigned long long)

// The block that each k numbers name, counted through all blocks; -1 for one that is not there.
__global__ void find_places(const void* numbers, int wide, Extents extents, int* place, Fault* fault, long long n) {
  FOR_EACH(i, n) {
    int at = 0;
    for (int d = 0; d < extents.k && at >= 0; d++) {
      int index = row_at(numbers, wide, i * extents.k + d, extents.dims[d], fault);
      at = index < 0 ? -1 : at * extents.dims[d] + index;
    }
    place[i] = at;
  }
}

__global__ void one_hot(const void* numbers, int wide, unsigned char* y, int size, Fault* fault, long long n) {
  FOR_EACH(i, n) y[i] = row_at(numbers, wide, i / size, size, fault) == i % size;
}

// Lines of an array along an axis, whose elements stand `step` apart, and the elements that were picked of each.
struct PickedLines {
  int step;
  int length;
  int picked;
};

// Element i of those picked is what its line has at place numbers[i]; 0 where that is -1.
__global__ void pick(const float* x, const void* numbers, int wide, float* y, PickedLines lines, Fault* fault,
                     long long n) {
  FOR_EACH(i, n) {
    long long place = whole_at(numbers, wide, i);
    bool fits = place >= -1 && place < lines.length;
    if (!fits) report(fault, i, place);
    long long outer = i / lines.step / lines.picked;
    y[i] = fits && place >= 0 ? x[(outer * lines.length + place) * lines.step + i % lines.step] : 0.0f;
  }
}

// Each element of a line looks for those that were picked of it, and sums their gradients.
__global__ void pick_grad(const void* numbers, int wide, const float* dy, float* dx, PickedLines lines, Fault* fault,
                          long long n) {
  FOR_EACH(i, n) {
    long long outer = i / lines.step / lines.length, here = i / lines.step % lines.length;
    double sum = 0;
    for (int k = 0; k < lines.picked; k++) {
      long long at = (outer * lines.picked + k) * lines.step + i % lines.step;
      long long place = whole_at(numbers, wide, at);
      if (place == here) sum += dy[at];
      if (here == 0 && (place < -1 || place >= lines.length)) report(fault, at, place);
    }
    dx[i] = (float) sum;
  }
}

}
