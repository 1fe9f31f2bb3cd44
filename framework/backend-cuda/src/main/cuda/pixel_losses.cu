// Softmax and its cross entropy for each pixel of images. The scores of a pixel's classes stand a plane apart, so a
// thread works for a pixel, and threads side by side read numbers that are. Sums are in double precision.
//
// A pixel whose label is -1 counts for nothing. One whose label is no class is reported; until that is told, the loss
// is NaN, and the pixel's gradient 0.
#include "common.cuh"
#include "fault.cuh"

struct Planes {
  int pixels;  // of a plane
  int classes;
};

__device__ inline bool is_none(const void* label, int wide, long long p) { return whole_at(label, wide, p) == -1; }

// The class of pixel p, or -1 where it has none.
__device__ inline int class_at(const void* label, int wide, long long p, int classes, Fault* fault) {
  return is_none(label, wide, p) ? -1 : row_at(label, wide, p, classes, fault);
}

// Where the score of the first class of pixel p stands.
__device__ inline long long first_score(const Planes& planes, long long p) {
  return p / planes.pixels * planes.classes * planes.pixels + p % planes.pixels;
}

extern "C" {

// `sums` is room for two numbers a block.
__global__ void softmax_with_loss_of_pixels(const float* x, const void* label, int wide, const float* weight,
                                            float* softmax, float* loss, volatile double* sums, unsigned* arrived,
                                            Fault* fault, float scale, Planes planes, long long n) {
  double total = 0, weights = 0;
  FOR_EACH(p, n) {
    const float* scores = x + first_score(planes, p);
    float* y = softmax + first_score(planes, p);
    long long end = (long long) planes.classes * planes.pixels;
    float largest = -INFINITY;
    for (long long at = 0; at < end; at += planes.pixels) largest = Largest::of(largest, scores[at]);
    double sum = 0;
    for (long long at = 0; at < end; at += planes.pixels) sum += expf(scores[at] - largest);
    float share = (float) (1 / sum);
    for (long long at = 0; at < end; at += planes.pixels) y[at] = expf(scores[at] - largest) * share;
    int c = class_at(label, wide, p, planes.classes, fault);
    double w = c < 0 ? 0 : weight ? weight[p] : 1;
    if (c >= 0) total += w * ((double) largest - scores[(long long) c * planes.pixels] + log(sum));
    if (c < 0 && !is_none(label, wide, p)) weights = NAN;
    weights += w;
  }
  total = block_sum(total);
  weights = block_sum(weights);
  if (threadIdx.x == 0) {
    sums[blockIdx.x] = total;
    sums[gridDim.x + blockIdx.x] = weights;
  }
  if (!is_last_block(arrived)) return;
  total = sum_of(sums, gridDim.x);
  weights = sum_of(sums + gridDim.x, gridDim.x);
  if (threadIdx.x == 0) loss[0] = weights == 0 ? 0 : (float) (scale * total / weights);
}

// The sum of the weights of all pixels that have a class. `sums` is room for a number a block.
__global__ void weights_of_pixels(const void* label, int wide, const float* weight, double* all,
                                  volatile double* sums, unsigned* arrived, Fault* fault, int classes, long long n) {
  double weights = 0;
  FOR_EACH(p, n) {
    if (class_at(label, wide, p, classes, fault) >= 0) weights += weight ? weight[p] : 1;
  }
  weights = block_sum(weights);
  if (threadIdx.x == 0) sums[blockIdx.x] = weights;
  if (!is_last_block(arrived)) return;
  weights = sum_of(sums, gridDim.x);
  if (threadIdx.x == 0) *all = weights;
}

// dX = dloss * scale * (softmax - wanted) * weight / sum of weights. dX may be softmax.
__global__ void softmax_with_loss_of_pixels_grad(const float* softmax, const void* label, int wide, const float* dloss,
                                                 const float* weight, const double* weights, float* dx, Fault* fault,
                                                 float scale, Planes planes, long long n) {
  double factor = *weights == 0 ? 0 : dloss[0] * (double) scale / *weights;
  FOR_EACH(p, n) {
    int c = class_at(label, wide, p, planes.classes, fault);
    double w = c < 0 ? 0 : weight ? weight[p] : 1;
    float f = (float) (factor * w);
    long long at = first_score(planes, p);
    for (int k = 0; k < planes.classes; k++, at += planes.pixels) dx[at] = f * (softmax[at] - (k == c ? 1 : 0));
  }
}

}
