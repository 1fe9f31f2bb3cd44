// Both ends of a style-transfer net: from bytes of pixels (blue, green, red, alpha) to planes of numbers, and back. A
// thread for each pixel. Computed in double and rounded once, as on the processor: so all bytes are the same.
#include "common.cuh"

#define COLOURS 3
#define BYTES 4

// Where the first colour of pixel i stands, among images of planes of so many pixels.
__device__ inline long long in_planes(long long i, int plane) { return i / plane * COLOURS * plane + i % plane; }

extern "C" {

// `noise`, `noises` numbers that are repeated along each plane, may be null.
__global__ void stylizer_preprocess(const unsigned char* x, const float* mean, const float* noise, float* y, int plane,
                                    int noises, long long n) {
  FOR_EACH(i, n) {
    double more = noise ? noise[i % plane % noises] : 0;
    float* to = y + in_planes(i, plane);
    for (int c = 0; c < COLOURS; c++) {
      to[(long long) c * plane] = (float) ((double) x[i * BYTES + c] - mean[c] + more);
    }
  }
}

// What is not a number becomes 0.
__global__ void stylizer_deprocess(const float* x, const float* mean, unsigned char* y, int plane, long long n) {
  FOR_EACH(i, n) {
    const float* from = x + in_planes(i, plane);
    for (int c = 0; c < COLOURS; c++) {
      double v = (double) from[(long long) c * plane] + mean[c];
      y[i * BYTES + c] = (unsigned char) (v > 255 ? 255 : v > 0 ? (int) v : 0);
    }
    y[i * BYTES + COLOURS] = 255;
  }
}

}
