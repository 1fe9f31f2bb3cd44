// What surrounds a convolution: images brought into the form in which cuDNN takes them, and back, and biases.
#include "common.cuh"
#include <cuda_bf16.h>
#include <cuda_fp16.h>

// Images stand plain, as float, in the plan's arrays; placed, they have borders, and their channels may stand elsewhere.
struct Images {
  int n, c, h, w;          // as they stand plain
  int placed_h, placed_w;  // with borders
  int top, left;           // how wide these are above and at the left
  int plain_last, placed_last;  // 1: channels stand last
};

// Where a number belongs: image, channel, row, column.
struct Pixel {
  int n, c, y, x;

  // From the index of a number in images of that many channels, rows and columns.
  __device__ Pixel(long long at, int channels, int rows, int columns, int last) {
    if (last) {
      c = at % channels;
      at /= channels;
    }
    x = at % columns;
    at /= columns;
    y = at % rows;
    at /= rows;
    if (!last) {
      c = at % channels;
      at /= channels;
    }
    n = at;
  }

  __device__ long long index(int channels, int rows, int columns, int last) const {
    return last ? ((n * (long long) rows + y) * columns + x) * channels + c
                : ((n * (long long) channels + c) * rows + y) * columns + x;
  }
};

template <typename T> __device__ void place(const float* plain, T* placed, const Images& s) {
  FOR_EACH(i, (long long) s.n * s.c * s.placed_h * s.placed_w) {
    Pixel p(i, s.c, s.placed_h, s.placed_w, s.placed_last);
    p.y -= s.top;
    p.x -= s.left;
    bool inside = p.y >= 0 && p.y < s.h && p.x >= 0 && p.x < s.w;
    placed[i] = inside ? plain[p.index(s.c, s.h, s.w, s.plain_last)] : 0.0f;
  }
}

// Without the borders; with a bias for each channel, where there is one, and nothing below zero if relu is 1.
template <typename T>
__device__ void take(const T* placed, float* plain, const float* bias, const Images& s, int relu) {
  FOR_EACH(i, (long long) s.n * s.c * s.h * s.w) {
    Pixel p(i, s.c, s.h, s.w, s.plain_last);
    float b = bias ? bias[p.c] : 0.0f;
    p.y += s.top;
    p.x += s.left;
    float sum = float(placed[p.index(s.c, s.placed_h, s.placed_w, s.placed_last)]) + b;
    plain[i] = relu && sum < 0 ? 0 : sum;
  }
}

extern "C" {

__global__ void place_float(const float* plain, float* placed, Images s) { place(plain, placed, s); }

__global__ void place_float16(const float* plain, __half* placed, Images s) { place(plain, placed, s); }

__global__ void place_bfloat16(const float* plain, __nv_bfloat16* placed, Images s) { place(plain, placed, s); }

__global__ void take_float(const float* placed, float* plain, const float* bias, Images s, int relu) {
  take(placed, plain, bias, s, relu);
}

__global__ void take_float16(const __half* placed, float* plain, const float* bias, Images s, int relu) {
  take(placed, plain, bias, s, relu);
}

__global__ void take_bfloat16(const __nv_bfloat16* placed, float* plain, const float* bias, Images s, int relu) {
  take(placed, plain, bias, s, relu);
}

// Adds a bias, where there is one, to each channel of y, whose numbers stand by inner together.
__global__ void add_bias(float* y, const float* bias, int channels, long long inner, int relu, long long n) {
  FOR_EACH(i, n) {
    float sum = bias ? y[i] + bias[i / inner % channels] : y[i];
    y[i] = relu && sum < 0 ? 0 : sum;
  }
}

}
