// What is done with each line along an axis, by a block for each: where its largest numbers stand, its running sum.
#include "common.cuh"

#define LINE_THREADS 256  // as many as a block has

// Where the first element of a line stands; the next are `step` apart.
__device__ inline long long start_of(long long line, long long length, long long step) {
  return line / step * length * step + line % step;
}

struct Greater {
  template <typename T> __device__ static bool of(T a, T b) { return a > b; }
};

struct Less {
  template <typename T> __device__ static bool of(T a, T b) { return a < b; }
};

// The place, -1 for none, of the best number that any thread of the block has found; of equals the first.
template <typename Better, typename T> __device__ long long best_of_block(T value, long long place) {
  __shared__ T values[LINE_THREADS];
  __shared__ long long found[LINE_THREADS];
  int t = threadIdx.x;
  __syncthreads();
  values[t] = value;
  found[t] = place;
  __syncthreads();
  for (int distance = LINE_THREADS / 2; distance > 0; distance /= 2) {
    if (t < distance) {
      long long mine = found[t], other = found[t + distance];
      bool equal = values[t] == values[t + distance];
      bool better = Better::of(values[t + distance], values[t]) || (equal && other < mine);
      if (other >= 0 && (mine < 0 || better)) {
        values[t] = values[t + distance];
        found[t] = other;
      }
    }
    __syncthreads();
  }
  return found[0];
}

// The best number of a line that is not taken; of equals the first, -1 where all are taken. As in a search from the
// first to the last, what is not a number is never better than another, but stays where it is the first.
template <typename Better, typename T>
__device__ long long best_of_line(const T* x, const unsigned char* taken, long long start, long long length, long long step) {
  T value = 0;
  long long place = -1, first = length;
  IN_ROW(i, length) {
    if (taken && taken[start + i * step]) continue;
    T one = x[start + i * step];
    first = first < i ? first : i;
    if (one == one && (place < 0 || Better::of(one, value))) {
      value = one;
      place = i;
    }
  }
  first = block_reduce<Smallest>(first);
  place = best_of_block<Better>(value, place);
  if (first == length) return -1;
  T begin = x[start + first * step];
  return begin == begin ? place : first;
}

#define BEST(name, T, Better)                                                                               \
  __global__ void name(const T* x, long long* y, long long lines, long long length, long long step) {       \
    FOR_EACH_ROW(line, lines) {                                                                             \
      long long best = best_of_line<Better>(x, (const unsigned char*) 0, start_of(line, length, step), length, step); \
      if (threadIdx.x == 0) y[line] = best;                                                                 \
    }                                                                                                       \
  }

// The sums of all before each element of a line, or from its end; with it or, if they are exclusive, without it.
// Each thread has one of some elements side by side; `before` is the sum of those before them all.
template <typename All, typename T>
__device__ void running_sum(const T* x, T* y, long long start, long long length, long long step, int reverse, int exclusive) {
  __shared__ All sums[LINE_THREADS];
  int t = threadIdx.x;
  All before = 0;
  for (long long some = 0; some < length; some += LINE_THREADS) {
    long long i = some + t;
    long long at = start + (reverse ? length - 1 - i : i) * step;
    sums[t] = i < length ? (All) x[at] : (All) 0;
    __syncthreads();
    for (int distance = 1; distance < LINE_THREADS; distance *= 2) {
      All other = t >= distance ? sums[t - distance] : (All) 0;
      __syncthreads();
      sums[t] += other;
      __syncthreads();
    }
    All sum = exclusive ? (t > 0 ? sums[t - 1] : (All) 0) : sums[t];
    if (i < length) y[at] = (T) (before + sum);
    before += sums[LINE_THREADS - 1];
    __syncthreads();
  }
}

#define RUNNING_SUM(name, T, All)                                                                                     \
  __global__ void name(const T* x, T* y, long long lines, long long length, long long step, int reverse, int exclusive) { \
    FOR_EACH_ROW(line, lines) {                                                                                       \
      running_sum<All>(x, y, start_of(line, length, step), length, step, reverse, exclusive);                         \
    }                                                                                                                 \
  }

// The k largest of each line, their places along it and in all of X; 0 and -1 where there are fewer. `taken` has a
// byte for each element of X.
#define LARGEST(name, T)                                                                                          \
  __global__ void name(const T* x, T* values, long long* places, long long* flat, unsigned char* taken,           \
                       long long lines, long long length, long long k, long long step) {                          \
    FOR_EACH_ROW(line, lines) {                                                                                   \
      long long from = start_of(line, length, step), to = start_of(line, k, step);                                \
      IN_ROW(i, length) taken[from + i * step] = 0;                                                               \
      for (long long j = 0; j < k; j++) {                                                                         \
        __syncthreads();                                                                                          \
        long long best = best_of_line<Greater>(x, taken, from, length, step);                                     \
        if (threadIdx.x == 0) {                                                                                   \
          values[to + j * step] = best < 0 ? (T) 0 : x[from + best * step];                                       \
          places[to + j * step] = best;                                                                           \
          flat[to + j * step] = best < 0 ? -1 : from + best * step;                                               \
          if (best >= 0) taken[from + best * step] = 1;                                                           \
        }                                                                                                         \
      }                                                                                                           \
    }                                                                                                             \
  }

extern "C" {

BEST(arg_max_f32, float, Greater)
BEST(arg_max_i32, int, Greater)
BEST(arg_max_i64, long long, Greater)
BEST(arg_min_f32, float, Less)
BEST(arg_min_i32, int, Less)
BEST(arg_min_i64, long long, Less)

RUNNING_SUM(running_sum_f32, float, double)
RUNNING_SUM(running_sum_i32, int, long long)
RUNNING_SUM(running_sum_i64, long long, long long)

LARGEST(largest_f32, float)
LARGEST(largest_i32, int)
LARGEST(largest_i64, long long)

}
