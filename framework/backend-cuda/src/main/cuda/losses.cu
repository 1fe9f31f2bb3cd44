// Losses and accuracy, a block for each row. What is summed is summed in double precision: there is little of it.
//
// A label that is no class of its row is reported. Until that is told, its row's loss is NaN and its gradient 0: so
// nobody takes the loss for one, and no weight becomes NaN by it.
#include "common.cuh"
#include "fault.cuh"

// Smaller probabilities are taken for this, so that no logarithm is infinite.
#define LEAST 1e-20

// How far the probabilities that are wanted in a row may be from 1 in sum.
#define ROUNDING 1e-4

__device__ inline double at_least(double p) { return p < LEAST ? LEAST : p; }

// log(sigmoid(x)); log(1 - sigmoid(x)) is log_sigmoid(-x).
__device__ inline float log_sigmoid(float x) { return (x > 0 ? 0 : x) - log1pf(expf(-fabsf(x))); }

__device__ inline float sigmoid(float x) {
  float e = expf(-fabsf(x));
  return (x < 0 ? e : 1) / (1 + e);
}

// What the exponentials of a row are divided by: the largest score is taken from all scores before.
struct Divisor {
  float largest;
  double sum;
};

// Softmax of a row, by a block.
__device__ inline Divisor softmax_of_row(const float* scores, float* y, int d) {
  float largest = -INFINITY;
  IN_ROW(i, d) largest = Largest::of(largest, scores[i]);
  largest = block_reduce<Largest>(largest);
  double sum = 0;
  IN_ROW(i, d) sum += expf(scores[i] - largest);
  sum = block_sum(sum);
  float share = (float) (1 / sum);
  IN_ROW(i, d) y[i] = expf(scores[i] - largest) * share;
  return {largest, sum};
}

// Of each row what it adds to the sum of losses, and its weight.
__device__ inline void put_term(volatile double* terms, long long row, long long n, double surprise,
                                const float* weight) {
  double w = weight ? weight[row] : 1;
  terms[row] = w * surprise;
  terms[n + row] = w;
}

// The weighted mean, by the block that is done last.
__device__ inline void mean_of_terms(volatile double* terms, unsigned* arrived, float* loss, float scale, long long n) {
  if (!is_last_block(arrived)) return;
  double total = sum_of(terms, n);
  double weights = sum_of(terms + n, n);
  if (threadIdx.x == 0) loss[0] = weights == 0 ? 0 : (float) (scale * total / weights);
}

// What the gradients of all rows have in common. All threads of a block must ask for it.
__device__ inline double factor_of(const float* dloss, const float* weight, float scale, long long n) {
  double weights = weight ? sum_of(weight, n) : n;
  return weights == 0 ? 0 : dloss[0] * (double) scale / weights;
}

extern "C" {

// --- softmax and cross entropy in one

// Softmax of each row, and the weighted mean of -log(softmax at the label). `terms` is room for two numbers a row.
__global__ void softmax_with_loss(const float* x, const void* label, int wide, const float* weight, float* softmax,
                                  float* loss, volatile double* terms, unsigned* arrived, Fault* fault, float scale,
                                  long long n, int d) {
  FOR_EACH_ROW(row, n) {
    const float* scores = x + row * d;
    Divisor divisor = softmax_of_row(scores, softmax + row * d, d);
    if (threadIdx.x == 0) {
      int c = row_at(label, wide, row, d, fault);
      put_term(terms, row, n, c < 0 ? NAN : (double) divisor.largest - scores[c] + log(divisor.sum), weight);
    }
  }
  mean_of_terms(terms, arrived, loss, scale, n);
}

// The same with the probabilities that are wanted, -sum of wanted * log(softmax). They must sum to 1.
__global__ void softmax_with_wanted(const float* x, const float* wanted, const float* weight, float* softmax,
                                    float* loss, volatile double* terms, unsigned* arrived, Fault* fault, float scale,
                                    long long n, int d) {
  FOR_EACH_ROW(row, n) {
    const float* share = wanted + row * d;
    float* y = softmax + row * d;
    softmax_of_row(x + row * d, y, d);
    double surprise = 0, total = 0;
    IN_ROW(i, d) {
      surprise -= share[i] * log(at_least(y[i]));  // each thread reads what it has written
      total += share[i];
    }
    surprise = block_sum(surprise);
    total = block_sum(total);
    if (threadIdx.x == 0) {
      bool wrong = fabs(total - 1) >= ROUNDING;
      if (wrong) report(fault, row, __double_as_longlong(total));
      put_term(terms, row, n, wrong ? NAN : surprise, weight);
    }
  }
  mean_of_terms(terms, arrived, loss, scale, n);
}

// dX = dloss * scale * (softmax - wanted) * weight / sum of weights.
__global__ void softmax_with_loss_grad(const float* softmax, const void* label, int wide, const float* dloss,
                                       const float* weight, float* dx, Fault* fault, float scale, long long n, int d) {
  double factor = factor_of(dloss, weight, scale, n);
  FOR_EACH_ROW(row, n) {
    int c = row_at(label, wide, row, d, fault);
    float f = c < 0 ? 0 : (float) (weight ? factor * weight[row] : factor);
    IN_ROW(i, d) dx[row * d + i] = f * (softmax[row * d + i] - (i == c ? 1 : 0));
  }
}

__global__ void softmax_with_wanted_grad(const float* softmax, const float* wanted, const float* dloss,
                                         const float* weight, float* dx, float scale, long long n, int d) {
  double factor = factor_of(dloss, weight, scale, n);
  FOR_EACH_ROW(row, n) {
    float f = (float) (weight ? factor * weight[row] : factor);
    IN_ROW(i, d) dx[row * d + i] = f * (softmax[row * d + i] - wanted[row * d + i]);
  }
}

// --- cross entropy of probabilities

__global__ void label_cross_entropy(const float* x, const void* label, int wide, float* y, Fault* fault, long long n,
                                    int d) {
  FOR_EACH(row, n) {
    int c = row_at(label, wide, row, d, fault);
    y[row] = c < 0 ? NAN : (float) -log(at_least(x[row * d + c]));
  }
}

__global__ void label_cross_entropy_grad(const float* x, const void* label, int wide, const float* dy, float* dx,
                                         Fault* fault, long long n, int d) {
  FOR_EACH_ROW(row, n) {
    int c = row_at(label, wide, row, d, fault);
    IN_ROW(i, d) dx[row * d + i] = i == c ? (float) (-dy[row] / at_least(x[row * d + i])) : 0;
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
__global__ void accuracy(const float* x, const void* label, int wide, float* y, volatile double* hits,
                         unsigned* arrived, Fault* fault, long long best, long long n, int d) {
  FOR_EACH_ROW(row, n) {
    const float* scores = x + row * d;
    int c = row_at(label, wide, row, d, fault);
    float score = c < 0 ? NAN : scores[c];
    int better = 0;
    IN_ROW(i, d) better += !(scores[i] <= score) || (scores[i] == score && i < c);
    better = block_sum(better);
    if (threadIdx.x == 0) hits[row] = c < 0 ? NAN : better < best && score == score ? 1 : 0;
  }
  if (!is_last_block(arrived)) return;
  double right = sum_of(hits, n);
  if (threadIdx.x == 0) y[0] = (float) right / n;
}

}
