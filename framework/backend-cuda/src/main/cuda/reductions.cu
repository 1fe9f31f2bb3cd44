// Sums, products and the largest over some axes, and their gradients.
//
// A fold goes over two sets of axes: for each element along the kept ones it folds all along the others. Where these
// stand side by side a block folds a line of them, else a thread does, so that threads side by side read numbers that
// are. Long folds are cut into chunks, one for each row of blocks, whose results a second fold takes together.
#include "common.cuh"

struct Product {
  template <typename T> __device__ static T of(T a, T b) { return a * b; }
};

// Folds f(i) over every so-many-th element from one on, i being where it stands.
template <typename Fold, typename All, typename F>
__device__ All folded(const Ways<1>& ways, long long start, long long from, long long to, int by, All all, F f) {
  if (ways.rank == 1) {
    long long step = ways.steps[0][0];
#pragma unroll 4
    for (long long k = from; k < to; k += by) all = Fold::of(all, (All) f(start + k * step));
    return all;
  }
#pragma unroll 1
  for (long long k = from; k < to; k += by) all = Fold::of(all, (All) f(start + places(ways, k).of[0]));
  return all;
}

// What a fold reads and writes. Sums are divided by a count, which is 1 or makes them means. Y has a row for each
// chunk.
#define FOLD_PARAMETERS(T)                                                                                     \
  const T *x, const T *z, T *y, Ways<1> kept, Ways<1> ways, long long outputs, long long length, long long chunk, \
      long long count

// A kernel for lines. `All` is the type in which is folded, and `none` what nothing folds to.
#define FOLD_LINES(name, T, All, Fold, none, term)                                                                    \
  __global__ void name##_lines(FOLD_PARAMETERS(T)) {                                                              \
    long long from = blockIdx.y * chunk, to = min(from + chunk, length);                                          \
    FOR_EACH_ROW(line, outputs) {                                                                                 \
      long long start = places(kept, line).of[0];                                                                 \
      All all = folded<Fold, All>(ways, start, from + threadIdx.x, to, blockDim.x, none,                          \
                                  [=](long long i) -> All { return term; });                                      \
      all = block_reduce<Fold>(all);                                                                              \
      if (threadIdx.x == 0) y[blockIdx.y * outputs + line] = (T) (all / (All) count);                             \
    }                                                                                                             \
  }

// One for columns.
#define FOLD_COLUMNS(name, T, All, Fold, none, term)                                                              \
  __global__ void name##_columns(FOLD_PARAMETERS(T)) {                                                            \
    long long from = blockIdx.y * chunk, to = min(from + chunk, length);                                          \
    FOR_EACH(column, outputs) {                                                                                   \
      long long start = places(kept, column).of[0];                                                               \
      All all = folded<Fold, All>(ways, start, from, to, 1, none, [=](long long i) -> All { return term; });      \
      y[blockIdx.y * outputs + column] = (T) (all / (All) count);                                                 \
    }                                                                                                             \
  }

#define FOLD(name, All, Fold, none, term)                \
  FOLD_LINES(name, float, All, Fold, none, term)         \
  FOLD_COLUMNS(name, float, All, Fold, none, term)

#define FOLD_WHOLES(name, Fold, none)                            \
  FOLD_LINES(name##_i32, int, long long, Fold, none, x[i])       \
  FOLD_LINES(name##_i64, long long, long long, Fold, none, x[i])

#define LEAST (-0x7fffffffffffffffll - 1)
#define GREATEST 0x7fffffffffffffffll
#define INFINITE __int_as_float(0x7f800000)

extern "C" {

FOLD(sum_f32, double, Sum, 0, x[i])
FOLD_WHOLES(sum, Sum, 0)
FOLD_LINES(product_f32, float, double, Product, 1, x[i])  // uncut: a part of a product may be far from all of it
FOLD_WHOLES(product, Product, 1)
FOLD(largest_f32, float, Largest, -INFINITE, x[i])
FOLD_WHOLES(largest, Largest, LEAST)
FOLD(smallest_f32, float, Smallest, INFINITE, x[i])
FOLD_WHOLES(smallest, Smallest, GREATEST)
FOLD(sum_squares_f32, double, Sum, 0, (double) x[i] * x[i])
FOLD(sum_products_f32, double, Sum, 0, (double) x[i] * z[i])

// The gradient of PRelu's slopes, from X and dY.
FOLD(sum_negative_products_f32, double, Sum, 0, x[i] <= 0 ? (double) x[i] * z[i] : 0)

// Each element gets the gradient of what it was folded into, times a factor.
__global__ void spread(const float* dy, float* dx, Ways<1> ways, float factor, long long n) {
  FOR_EACH(i, n) dx[i] = dy[places(ways, i).of[0]] * factor;
}

// All that are as large, or as small, as what they were folded into get its gradient.
__global__ void spread_to_extremes(const float* x, const float* y, const float* dy, float* dx, Ways<1> ways, long long n) {
  FOR_EACH(i, n) {
    long long at = places(ways, i).of[0];
    dx[i] = x[i] == y[at] ? dy[at] : 0;
  }
}

// The gradient of the sum of squares, or of their mean.
__global__ void squares_grad(const float* x, const float* dy, float* dx, long long n, long long count) {
  float factor = 2.0 * *dy / count;
  FOR_EACH(i, n) dx[i] = factor * x[i];
}

// The product of all that is not zero, and how many zeros there are.
__global__ void product_and_zeros(const float* x, double* product, int* zeros, Ways<1> kept, Ways<1> ways, long long outputs,
                                  long long length) {
  FOR_EACH_ROW(line, outputs) {
    long long start = places(kept, line).of[0];
    double all = 1;
    int none = 0;
    IN_ROW(k, length) {
      float one = x[start + places(ways, k).of[0]];
      none += one == 0;
      all *= one == 0 ? 1 : one;
    }
    all = block_reduce<Product>(all);
    none = block_sum(none);
    if (threadIdx.x == 0) {
      product[line] = all;
      zeros[line] = none;
    }
  }
}

// dY times the product of all others: a zero that is alone gets that of all that is not zero.
__global__ void product_grad(const float* x, const float* dy, const double* product, const int* zeros, float* dx, Ways<1> ways,
                             long long n) {
  FOR_EACH(i, n) {
    long long at = places(ways, i).of[0];
    bool itself = x[i] == 0;
    double others = itself ? product[at] : product[at] / x[i];
    dx[i] = zeros[at] > itself ? 0 : (float) (dy[at] * others);
  }
}

}
