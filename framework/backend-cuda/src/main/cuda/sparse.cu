// Updates of the rows of a table that were looked up. `places` has the row of each lookup, or -1.
//
// A row that was looked up more than once takes one step, by the sum of its gradients. The block of threads that has
// the first of these lookups adds them up, in their order: so sums are the same every time, and no two blocks write the
// same row. To find the others of its row a block reads all places, which costs the square of their number; but the
// places of a batch are few, and stand in the cache.
#include "common.cuh"

// Whether there is no lookup of a row that is not there; if there is one, the whole update is left out.
__device__ bool all_there(const int* places, int count) {
  bool missing = false;
  for (int j = threadIdx.x; j < count; j += blockDim.x) missing |= places[j] < 0;
  return !__syncthreads_or(missing);
}

// The first lookup of the row that lookup i is of. All threads of the block get it.
__device__ int first_lookup(const int* places, int i) {
  __shared__ int first;
  int row = places[i];
  if (threadIdx.x == 0) first = i;
  __syncthreads();
  for (int from = 0; from < i; from += blockDim.x) {
    int j = from + threadIdx.x;
    bool same = j < i && places[j] == row;
    if (same) atomicMin(&first, j);
    if (__syncthreads_or(same)) break;
  }
  int found = first;
  __syncthreads();
  return found;
}

// For each row that was looked up, calls step(first lookup, row, column, sum of the gradients) for each column.
template <class Step>
__device__ void each_row(const int* places, int count, const float* gradients, int size, Step step) {
  __shared__ bool same[256];
  if (!all_there(places, count)) return;
  for (int i = blockIdx.x; i < count; i += gridDim.x) {
    int row = places[i];
    if (first_lookup(places, i) != i) continue;
    for (int left = 0; left < size; left += blockDim.x) {
      int column = left + threadIdx.x;
      double sum = column < size ? gradients[(long long) i * size + column] : 0;
      for (int from = i + 1; from < count; from += blockDim.x) {
        int j = from + threadIdx.x;
        same[threadIdx.x] = j < count && places[j] == row;
        if (__syncthreads_or(same[threadIdx.x]) && column < size) {
          for (int k = 0; k < blockDim.x; k++) {
            if (same[k]) sum += gradients[(long long) (from + k) * size + column];
          }
        }
        __syncthreads();
      }
      if (column < size) step(i, row, column, (float) sum);
    }
  }
}

// The last of the lookups of a row counts.
template <class T>
__device__ void assign_rows(const int* places, int count, const T* rows, T* y, int size) {
  if (!all_there(places, count)) return;
  for (int i = blockIdx.x; i < count; i += gridDim.x) {
    int row = places[i];
    bool again = false;
    for (int from = i + 1; from < count && !again; from += blockDim.x) {
      int j = from + threadIdx.x;
      again = __syncthreads_or(j < count && places[j] == row);
    }
    for (int c = threadIdx.x; c < size && !again; c += blockDim.x) {
      y[(long long) row * size + c] = rows[(long long) i * size + c];
    }
  }
}

extern "C" {

#define ASSIGN(bytes, T)                                                                              \
  __global__ void assign_##bytes(const int* places, int count, const T* rows, T* y, int size) {       \
    assign_rows(places, count, rows, y, size);                                                        \
  }

ASSIGN(1, unsigned char)
ASSIGN(2, unsigned short)
ASSIGN(4, unsigned)
ASSIGN(8, unsigned long long)

// Puts the sums into y, which is full of zeros.
__global__ void sum_rows(const int* places, int count, const float* gradients, float* y, int size) {
  each_row(places, count, gradients, size,
           [=](int i, int row, int column, float sum) { y[(long long) row * size + column] = sum; });
}

__global__ void weighted_sum_rows(const int* places, int count, const float* gradients, float* y, int size,
                                  const float* keep, const float* weight) {
  each_row(places, count, gradients, size, [=](int i, int row, int column, float sum) {
    float* one = y + (long long) row * size + column;
    *one = *one * *keep + *weight * sum;
  });
}

// `taken` gets the step of each row at its first lookup.
__global__ void momentum_rows(const int* places, int count, const float* gradients, float* taken, float* m,
                              float* param, int size, const float* lr, float momentum, int nesterov) {
  each_row(places, count, gradients, size, [=](int i, int row, int column, float sum) {
    long long at = (long long) row * size + column;
    float before = m[at];
    float after = momentum * before + *lr * sum;
    float step = nesterov ? (1 + momentum) * after - momentum * before : after;
    m[at] = after;
    param[at] -= step;
    taken[(long long) i * size + column] = step;
  });
}

// What stands at the first lookup of each row is copied to the others.
__global__ void spread_rows(const int* places, int count, float* taken, int size) {
  for (int i = blockIdx.x; i < count; i += gridDim.x) {
    int first = first_lookup(places, i);
    for (int c = threadIdx.x; c < size && first != i; c += blockDim.x) {
      taken[(long long) i * size + c] = taken[(long long) first * size + c];
    }
  }
}

__global__ void adagrad_rows(const int* places, int count, const float* gradients, float* param, float* h, int size,
                             const float* lr, float epsilon) {
  each_row(places, count, gradients, size, [=](int i, int row, int column, float sum) {
    long long at = (long long) row * size + column;
    float squares = h[at] + sum * sum;
    h[at] = squares;
    param[at] += *lr * sum / (sqrtf(squares) + epsilon);
  });
}

// `iter` is the number of steps taken before; one thread of each block works out the rate that follows from it.
__global__ void adam_rows(const int* places, int count, const float* gradients, float* param, float* m1, float* m2,
                          int size, const float* lr, const void* iter, int wide, double beta1, double beta2,
                          float epsilon) {
  __shared__ float rate;
  if (threadIdx.x == 0) {
    double t = (double) (wide ? *(const long long*) iter : *(const int*) iter) + 1;
    rate = (float) (*lr * sqrt(1 - pow(beta2, t)) / (1 - pow(beta1, t)));
  }
  __syncthreads();
  float b1 = (float) beta1, b2 = (float) beta2, r = rate;
  each_row(places, count, gradients, size, [=](int i, int row, int column, float sum) {
    long long at = (long long) row * size + column;
    float first = b1 * m1[at] + (1 - b1) * sum;
    float second = b2 * m2[at] + (1 - b2) * sum * sum;
    m1[at] = first;
    m2[at] = second;
    param[at] += r * first / (sqrtf(second) + epsilon);
  });
}

}
