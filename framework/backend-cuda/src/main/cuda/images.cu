// Images whose pixels are pixels of others: resized by repetition, or padded. Tables say which.
#include "common.cuh"

// Images as planes of rows of columns of `inner` numbers that stand together.
struct Sizes {
  int inner;
  int rows;  // of y
  int columns;
  int fromRows;  // of x
  int fromColumns;
};

// Pixel (r, c) of y is pixel (rows[r], columns[c]) of x; where one of them is -1 it is another number.
template <class T>
__device__ void take_pixels(const T* x, T* y, const int* rows, const int* columns, const Sizes& s, T otherwise,
                            long long n) {
  FOR_EACH(i, n) {
    unsigned inPixel = (unsigned) i % s.inner, pixel = (unsigned) i / s.inner;
    unsigned line = pixel / s.columns, plane = line / s.rows;
    int row = rows[line % s.rows], column = columns[pixel % s.columns];
    bool none = row < 0 || column < 0;
    y[i] = none ? otherwise : x[(((long long) plane * s.fromRows + row) * s.fromColumns + column) * s.inner + inPixel];
  }
}

extern "C" {

#define KERNELS_FOR(bytes, T)                                                                                        \
  __global__ void pixels_##bytes(const T* x, T* y, const int* rows, const int* columns, Sizes s, long long otherwise, \
                                 long long n) {                                                                      \
    take_pixels(x, y, rows, columns, s, (T) otherwise, n);                                                           \
  }

KERNELS_FOR(1, unsigned char)
KERNELS_FOR(2, unsigned short)
KERNELS_FOR(4, unsigned)
KERNELS_FOR(8, unsigned long long)

// The gradient of x: the sum of dy over the copies of each pixel. The copies of row r are rows[rows[r]] up to, without
// it, rows[rows[r + 1]]; and so with columns.
__global__ void pixels_grad(const float* dy, float* dx, const int* rows, const int* columns, Sizes s, long long n) {
  FOR_EACH(i, n) {
    unsigned inPixel = (unsigned) i % s.inner, pixel = (unsigned) i / s.inner;
    unsigned line = pixel / s.fromColumns, plane = line / s.fromRows;
    unsigned row = line % s.fromRows, column = pixel % s.fromColumns;
    double sum = 0;
    for (int r = rows[row]; r < rows[row + 1]; r++) {
      const float* from = dy + ((long long) plane * s.rows + rows[r]) * s.columns * s.inner + inPixel;
      for (int c = columns[column]; c < columns[column + 1]; c++) sum += from[(long long) columns[c] * s.inner];
    }
    dx[i] = (float) sum;
  }
}

}
