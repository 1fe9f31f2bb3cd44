// Losses and accuracy, a block for each row. What is summed is summed in double precision: there is little of it.
//
// A kernel can't refuse a label that is no class of its row, as the processor's kernels do: whatever it would decide
// about is NaN instead.
#include "common.cuh"

// Smaller probabilities are taken for this, so that no logarithm is infinite.
#define LEAST 1e-20

__device__ inline bool is_class(int label, long long d) { return label >= 0 && label < d; }

__device__ inline double at_least(double p) { return p < LEAST ? LEAST : p; }

// log(sigmoid(x)); log(1 - sigmoid(x)) is log_sigmoid(-x).
__device__ inline float log_sigmoid(float x) { return (x > 0 ? 0 : x) - log1pf(expf(-fabsf(x))); }

__device__ inline float sigmoid(float x) {
  float e = expf(-fabsf(x));
  return (x < 0 ? e : 1) / (1 + e);
}

extern "C" {

// --- softmax and cross entropy in one

// Softmax of each row, and the weighted mean of -log(softmax at the label). `terms` is room for two numbers a row.
__global__ void softmax_with_loss(const float* x, const int* label, const float* weight, float* softmax, float* loss,
                                  volatile double* terms, unsigned* arrived, float scale, long long n, long long d) {
  FOR_EACH_ROW(row, n) {
    const float* scores = x + row * d;
    float* y = softmax + row * d;
    float largest = -INFINITY;
    IN_ROW(i, d) largest = Largest::of(largest, scores[i]);
    largest = block_reduce<Largest>(largest);
    double sum = 0;
    IN_ROW(i, d) sum += expf(scores[i] - largest);
    sum = block_sum(sum);
    float share = (float) (1 / sum);
    IN_ROW(i, d) y[i] = expf(scores[i] - largest) * share;
    if (threadIdx.x == 0) {
      double w = weight ? weight[row] : 1;
      double surprise = is_class(label[row], d) ? (double) largest - scores[label[row]] + log(sum) : NAN;
      terms[row] = w * surprise;
      terms[n + row] = w;
    }
  }
  if (!is_last_block(arrived)) return;
  double total = sum_of(terms, n);
  double weights = sum_of(terms + n, n);
  if (threadIdx.x == 0) loss[0] = weights == 0 ? 0 : (float) (scale * total / weights);
}

// dX = dloss * scale * (softmax - wanted) * weight / sum of weights.
__global__ void softmax_with_loss_grad(const float* softmax, const int* label, const float* dloss, const float* weight,
                                       float* dx, float scale, long long n, long long d) {
  double weights = weight ? sum_of(weight, n) : n;
  double factor = weights == 0 ? 0 : dloss[0] * (double) scale / weights;
  FOR_EACH_ROW(row, n) {
    float f = is_class(label[row], d) ? (float) (weight ? factor * weight[row] : factor) : NAN;
    IN_ROW(i, d) dx[row * d + i] = f * (softmax[row * d + i] - (i == label[row] ? 1 : 0));
  }
}

// --- cross entropy of probabilities

__global__ void label_cross_entropy(const float* x, const int* label, float* y, long long n, long long d) {
  FOR_EACH(row, n) y[row] = is_class(label[row], d) ? (float) -log(at_least(x[row * d + label[row]])) : NAN;
}

__global__ void label_cross_entropy_grad(const float* x, const int* label, const float* dy, float* dx, long long n,
                                         long long d) {
  FOR_EACH_ROW(row, n) {
    float otherwise = is_class(label[row], d) ? 0 : NAN;
    IN_ROW(i, d) {
      long long at = row * d + i;
      dx[at] = i == label[row] ? (float) (-dy[row] / at_least(x[at])) : otherwise;
    }
  }
}

__global__ void cross_entropy(const float* x, const float* wanted, float* y, long long n, long long d) {
  FOR_EACH_ROW(row, n) {
    double sum = 0;
    IN_ROW(i, d) sum -= wanted[row * d + i] * log(at_least(x[row * d + i]));
    sum = block_sum(sum);
    if (threadIdx.x == 0) y[row] = (float) sum;
  }
}

__global__ void cross_entropy_grad(const float* x, const float* wanted, const float* dy, float* dx, long long n,
                                   long long d) {
  FOR_EACH_ROW(row, n) {
    IN_ROW(i, d) {
      long long at = row * d + i;
      dx[at] = (float) (-(double) dy[row] * wanted[at] / at_least(x[at]));
    }
  }
}

// --- cross entropy of sigmoids: the ordinary one, and the two variants that Caffe2 has

#define SIGMOID_CROSS_ENTROPY(name, loss, slope)                                                                   \
  __global__ void name(const float* x, const float* target, float* y, long long n, long long d) {                  \
    FOR_EACH_ROW(row, n) {                                                                                         \
      double sum = 0;                                                                                              \
      IN_ROW(i, d) {                                                                                               \
        float logit = x[row * d + i], t = target[row * d + i];                                                     \
        sum += loss;                                                                                               \
      }                                                                                                            \
      sum = block_sum(sum);                                                                                        \
      if (threadIdx.x == 0) y[row] = (float) (sum / d);                                                            \
    }                                                                                                              \
  }                                                                                                                \
  __global__ void name##_grad(const float* x, const float* target, const float* dy, float* dx, long long n,        \
                              long long d) {                                                                       \
    FOR_EACH_ROW(row, n) {                                                                                         \
      IN_ROW(i, d) {                                                                                               \
        float logit = x[row * d + i], t = target[row * d + i];                                                     \
        dx[row * d + i] = dy[row] * (slope) / d;                                                                   \
      }                                                                                                            \
    }                                                                                                              \
  }

SIGMOID_CROSS_ENTROPY(sigmoid_cross_entropy, -(t * log_sigmoid(logit) + (1 - t) * log_sigmoid(-logit)),
                      sigmoid(logit) - t)
SIGMOID_CROSS_ENTROPY(unjoined_cross_entropy, -(t * logit + (1 - t) * log_sigmoid(-logit)),
                      (1 - t) * sigmoid(logit) - t)
SIGMOID_CROSS_ENTROPY(log_d_cross_entropy, -(2 * t - 1) * log_sigmoid(logit), -(2 * t - 1) * sigmoid(-logit))

// --- distances of rows

#define DISTANCE(name, term)                                                                      \
  __global__ void name(const float* x, const float* y, float* z, long long n, long long d) {      \
    FOR_EACH_ROW(row, n) {                                                                        \
      double sum = 0;                                                                             \
      IN_ROW(i, d) {                                                                              \
        double a = x[row * d + i], b = y[row * d + i];                                            \
        sum += term;                                                                              \
      }                                                                                           \
      sum = block_sum(sum);                                                                       \
      if (threadIdx.x == 0) z[row] = (float) sum;                                                 \
    }                                                                                             \
  }

DISTANCE(squared_l2_distance, 0.5 * (a - b) * (a - b))
DISTANCE(l1_distance, fabs(a - b))
DISTANCE(dot_product, a * b)

// --- one number for all rows

// The mean of all numbers. Each block sums a piece; `sums` is room for one number a block.
__global__ void mean(const float* x, float* y, volatile double* sums, unsigned* arrived, long long n) {
  double sum = 0;
  FOR_EACH(i, n) sum += x[i];
  sum = block_sum(sum);
  if (threadIdx.x == 0) sums[blockIdx.x] = sum;
  if (!is_last_block(arrived)) return;
  sum = sum_of(sums, gridDim.x);
  if (threadIdx.x == 0) y[0] = (float) (sum / n);
}

// The share of rows whose label is among the best scores. Of equal scores the lower class is better; what is not a
// number is better than any score, and a label with such a score is wrong.
__global__ void accuracy(const float* x, const int* label, float* y, volatile double* hits, unsigned* arrived,
                         long long best, long long n, long long d) {
  FOR_EACH_ROW(row, n) {
    const float* scores = x + row * d;
    bool known = is_class(label[row], d);
    float score = known ? scores[label[row]] : NAN;
    int better = 0;
    IN_ROW(i, d) better += !(scores[i] <= score) || (scores[i] == score && i < label[row]);
    better = block_sum(better);
    if (threadIdx.x == 0) hits[row] = !known ? NAN : better < best && score == score ? 1 : 0;
  }
  if (!is_last_block(arrived)) return;
  double right = sum_of(hits, n);
  if (threadIdx.x == 0) y[0] = (float) right / n;
}

}
