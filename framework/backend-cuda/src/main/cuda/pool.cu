// Pooling: the maximum or the mean of each window of an image. A gradient is gathered, so that no two threads add to the
// same number.
#include "common.cuh"

// A pooling's sizes. Padding never counts.
struct Pool {
  int n, c, h, w, oh, ow;
  int kh, kw, stride_h, stride_w, top, left, dilation_h, dilation_w;
  int last;  // 1: channels stand last

  // Where plane p (channel p % c of image p / c) begins in images of that many pixels.
  __device__ long long plane(long long p, long long pixels) const {
    return last ? p / c * pixels * c + p % c : p * pixels;
  }

  __device__ int step() const { return last ? c : 1; }
};

// One of the numbers of an image: its plane, row and column. Neighbours in memory are given to neighbouring threads.
struct Place {
  long long plane;
  int row, column;

  __device__ Place(long long at, int channels, int rows, int columns, int last) {
    long long channel = 0;
    if (last) {
      channel = at % channels;
      at /= channels;
    }
    column = at % columns;
    at /= columns;
    row = at % rows;
    at /= rows;
    plane = last ? at * channels + channel : at;
  }
};

// The cells of a window along one axis: from first on, below end, dilation apart.
struct Cells {
  int first, end;

  __device__ Cells(int out, int stride, int pad, int kernel, int dilation, int size) {
    first = out * stride - pad;
    end = min((long long) size, first + (long long) dilation * (kernel - 1) + 1);
    if (first < 0) first += (dilation - 1LL - first) / dilation * dilation;
  }

  __device__ int count(int dilation) const { return (end - first + dilation - 1) / dilation; }
};

// The windows along one axis that may reach a cell: from first to last.
struct Windows {
  int first, last;

  __device__ Windows(int cell, int stride, int pad, int kernel, int dilation, int out) {
    long long begin = cell + (long long) pad - (long long) dilation * (kernel - 1);
    first = begin <= 0 ? 0 : (begin + stride - 1) / stride;
    last = min(out - 1LL, ((long long) cell + pad) / stride);
  }
};

__device__ Cells rows_of(const Pool& s, int i) { return Cells(i, s.stride_h, s.top, s.kh, s.dilation_h, s.h); }

__device__ Cells columns_of(const Pool& s, int j) { return Cells(j, s.stride_w, s.left, s.kw, s.dilation_w, s.w); }

__device__ Windows above(const Pool& s, int r) { return Windows(r, s.stride_h, s.top, s.kh, s.dilation_h, s.oh); }

__device__ Windows beside(const Pool& s, int c) { return Windows(c, s.stride_w, s.left, s.kw, s.dilation_w, s.ow); }

extern "C" {

// The first of the largest; what is not a number is the largest. Its place is written where that is wanted.
__global__ void max_pool(const float* x, float* y, int* index, Pool s) {
  FOR_EACH(at, (long long) s.n * s.c * s.oh * s.ow) {
    Place p(at, s.c, s.oh, s.ow, s.last);
    const float* plane = x + s.plane(p.plane, (long long) s.h * s.w);
    Cells rows = rows_of(s, p.row), columns = columns_of(s, p.column);
    int best = rows.first * s.w + columns.first;
    float largest = plane[(long long) best * s.step()];
    for (int r = rows.first; r < rows.end; r += s.dilation_h) {
      for (int q = columns.first; q < columns.end; q += s.dilation_w) {
        int cell = r * s.w + q;
        float value = plane[(long long) cell * s.step()];
        if (value > largest || (value != value && largest == largest)) {
          largest = value;
          best = cell;
        }
      }
    }
    y[at] = largest;
    if (index) index[at] = best;
  }
}

// A block for each plane. Maxima stand in their windows, unless the places come from elsewhere: then all are searched.
__global__ void max_pool_gradient(const int* index, const float* dy, float* dx, Pool s) {
  long long outputs = (long long) s.oh * s.ow, pixels = (long long) s.h * s.w;
  FOR_EACH_ROW(p, (long long) s.n * s.c) {
    const int* places = index + s.plane(p, outputs);
    const float* slopes = dy + s.plane(p, outputs);
    int strays = 0;
    IN_ROW(o, outputs) {
      int place = places[o * s.step()];
      Windows rows = above(s, place / s.w), columns = beside(s, place % s.w);
      int i = o / s.ow, j = o % s.ow;
      strays |= i < rows.first || i > rows.last || j < columns.first || j > columns.last;
    }
    bool anywhere = __syncthreads_or(strays) != 0;
    IN_ROW(pixel, pixels) {
      Windows rows = above(s, pixel / s.w), columns = beside(s, pixel % s.w);
      int i_first = anywhere ? 0 : rows.first, i_last = anywhere ? s.oh - 1 : rows.last;
      int j_first = anywhere ? 0 : columns.first, j_last = anywhere ? s.ow - 1 : columns.last;
      float sum = 0;
      for (int i = i_first; i <= i_last; i++) {
        for (int j = j_first; j <= j_last; j++) {
          long long o = ((long long) i * s.ow + j) * s.step();
          if (places[o] == pixel) sum += slopes[o];
        }
      }
      dx[s.plane(p, pixels) + pixel * s.step()] = sum;
    }
  }
}

__global__ void average_pool(const float* x, float* y, Pool s) {
  FOR_EACH(at, (long long) s.n * s.c * s.oh * s.ow) {
    Place p(at, s.c, s.oh, s.ow, s.last);
    const float* plane = x + s.plane(p.plane, (long long) s.h * s.w);
    Cells rows = rows_of(s, p.row), columns = columns_of(s, p.column);
    float sum = 0;
    for (int r = rows.first; r < rows.end; r += s.dilation_h) {
      for (int q = columns.first; q < columns.end; q += s.dilation_w) {
        sum += plane[((long long) r * s.w + q) * s.step()];
      }
    }
    y[at] = sum / (rows.count(s.dilation_h) * columns.count(s.dilation_w));
  }
}

// The mean of whole planes: a block for each.
__global__ void plane_means(const float* x, float* y, Pool s) {
  long long pixels = (long long) s.h * s.w;
  FOR_EACH_ROW(p, (long long) s.n * s.c) {
    const float* plane = x + s.plane(p, pixels);
    float sum = 0;
    IN_ROW(pixel, pixels) sum += plane[pixel * s.step()];
    sum = block_sum(sum);
    if (threadIdx.x == 0) y[p] = sum / pixels;
  }
}

__global__ void average_pool_gradient(const float* dy, float* dx, Pool s) {
  FOR_EACH(at, (long long) s.n * s.c * s.h * s.w) {
    Place p(at, s.c, s.h, s.w, s.last);
    const float* slopes = dy + s.plane(p.plane, (long long) s.oh * s.ow);
    Windows rows = above(s, p.row), columns = beside(s, p.column);
    float sum = 0;
    for (int i = rows.first; i <= rows.last; i++) {
      Cells r = rows_of(s, i);
      if ((p.row - r.first) % s.dilation_h != 0) continue;
      for (int j = columns.first; j <= columns.last; j++) {
        Cells q = columns_of(s, j);
        if ((p.column - q.first) % s.dilation_w != 0) continue;
        sum += slopes[((long long) i * s.ow + j) * s.step()] / (r.count(s.dilation_h) * q.count(s.dilation_w));
      }
    }
    dx[at] = sum;
  }
}

}
