// What moves elements without looking at them. Each kernel is there for elements of 1, 2, 4 and 8 bytes. Arrays here
// have fewer than 2^31 elements, as on the host: 32 bits number them, which a GPU divides much faster than 64.
#include "common.cuh"

// Where the elements of a dense array stand in another one: by their index along each dimension, from `start` on.
struct View {
  int rank;
  int start;
  int dims[8];
  int steps[8];
};

__device__ int place(const View& view, unsigned i) {
  int at = view.start;
  for (int d = view.rank - 1; d > 0; d--) {
    unsigned dim = view.dims[d];
    at += (int) (i % dim) * view.steps[d];
    i /= dim;
  }
  return at + (int) i * view.steps[0];
}

// A dense array that stands in a larger one: element k along a dimension stands at start + k * step.
struct Box {
  int rank;
  int dims[8];  // of the larger array
  int starts[8];
  int steps[8];
  int counts[8];  // of the smaller array
};

// Which element of the smaller array stands at place i of the larger one, or -1.
__device__ int inside(const Box& box, unsigned i) {
  int at = 0, stride = 1;
  for (int d = box.rank - 1; d >= 0; d--) {
    unsigned dim = box.dims[d];
    int distance = (int) (i % dim) - box.starts[d];
    int k = distance / box.steps[d];
    if (k * box.steps[d] != distance || k < 0 || k >= box.counts[d]) return -1;
    at += k * stride;
    stride *= box.counts[d];
    i /= dim;
  }
  return at;
}

template <class T>
__device__ void gather_view(const T* x, T* y, const View& view, long long n) {
  FOR_EACH(i, n) y[i] = x[place(view, (unsigned) i)];
}

// x stands in y; all else there is one number.
template <class T>
__device__ void put_in_box(const T* x, T* y, const Box& box, T otherwise, long long n) {
  FOR_EACH(i, n) {
    int at = inside(box, (unsigned) i);
    y[i] = at < 0 ? otherwise : x[at];
  }
}

// Matrices one behind the other, each turned. Tiles go through shared memory, so that neighbouring threads read
// neighbours and write neighbours; the additional column keeps them from waiting for one bank of that memory.
template <class T>
__device__ void turn(const T* x, T* y, int matrices, int rows, int columns) {
  __shared__ T tile[32][33];
  int down = (rows + 31) / 32, across = (columns + 31) / 32;
  int column = threadIdx.x % 32, row = threadIdx.x / 32, rowsAtOnce = blockDim.x / 32;
  for (long long t = blockIdx.x; t < (long long) matrices * down * across; t += gridDim.x) {
    int left = (int) (t % across) * 32, top = (int) (t / across % down) * 32;
    long long matrix = t / across / down * rows * columns;
    for (int r = row; r < 32; r += rowsAtOnce) {
      if (top + r < rows && left + column < columns) {
        tile[r][column] = x[matrix + (long long) (top + r) * columns + left + column];
      }
    }
    __syncthreads();
    for (int r = row; r < 32; r += rowsAtOnce) {
      if (left + r < columns && top + column < rows) {
        y[matrix + (long long) (left + r) * rows + top + column] = tile[column][r];
      }
    }
    __syncthreads();
  }
}

// A few arrays whose rows stand side by side in the rows of another one.
struct Parts {
  int widths[4];
  int start;  // where the first of them begins in a row
  int width;  // of the whole row
};

// Finds which part element i belongs to, when all rows of all parts are counted through.
__device__ int part(const Parts& parts, unsigned i, unsigned* inPart, long long* inWhole) {
  unsigned together = parts.widths[0] + parts.widths[1] + parts.widths[2] + parts.widths[3];
  unsigned row = i / together, column = i % together;
  *inWhole = (long long) row * parts.width + parts.start + column;
  int p = 0;
  while (column >= (unsigned) parts.widths[p]) column -= parts.widths[p++];
  *inPart = row * parts.widths[p] + column;
  return p;
}

template <class T>
__device__ void join_parts(const T* a, const T* b, const T* c, const T* d, T* y, const Parts& parts, long long n) {
  FOR_EACH(i, n) {
    unsigned inPart;
    long long inWhole;
    int p = part(parts, (unsigned) i, &inPart, &inWhole);
    const T* x = p == 0 ? a : p == 1 ? b : p == 2 ? c : d;
    y[inWhole] = x[inPart];
  }
}

template <class T>
__device__ void cut_parts(const T* x, T* a, T* b, T* c, T* d, const Parts& parts, long long n) {
  FOR_EACH(i, n) {
    unsigned inPart;
    long long inWhole;
    int p = part(parts, (unsigned) i, &inPart, &inWhole);
    T* y = p == 0 ? a : p == 1 ? b : p == 2 ? c : d;
    y[inPart] = x[inWhole];
  }
}

extern "C" {

#define KERNELS_FOR(bytes, T)                                                                                      \
  __global__ void view_##bytes(const T* x, T* y, View view, long long n) { gather_view(x, y, view, n); }           \
  __global__ void within_##bytes(const T* x, T* y, Box box, long long otherwise, long long n) {                    \
    put_in_box(x, y, box, (T) otherwise, n);                                                                       \
  }                                                                                                                \
  __global__ void transpose_##bytes(const T* x, T* y, int matrices, int rows, int columns) {                       \
    turn(x, y, matrices, rows, columns);                                                                           \
  }                                                                                                                \
  __global__ void concat_##bytes(const T* a, const T* b, const T* c, const T* d, T* y, Parts parts, long long n) { \
    join_parts(a, b, c, d, y, parts, n);                                                                           \
  }                                                                                                                \
  __global__ void split_##bytes(const T* x, T* a, T* b, T* c, T* d, Parts parts, long long n) {                    \
    cut_parts(x, a, b, c, d, parts, n);                                                                            \
  }

KERNELS_FOR(1, unsigned char)
KERNELS_FOR(2, unsigned short)
KERNELS_FOR(4, unsigned)
KERNELS_FOR(8, unsigned long long)

// The gradient of a repetition: the sum over the copies, which stand `block` numbers apart.
__global__ void tile_grad(const float* dy, float* dx, int block, int tiles, long long n) {
  FOR_EACH(i, n) {
    const float* copy = dy + i / block * tiles * block + i % block;
    double sum = 0;
    for (int t = 0; t < tiles; t++, copy += block) sum += *copy;
    dx[i] = (float) sum;
  }
}

}
