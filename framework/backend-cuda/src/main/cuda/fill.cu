// Arrays full of one number, and of random ones.
#include "common.cuh"
#include "philox.cuh"

#define MOST_IN_ORDER 8192  // as RandomFillKernels says

extern "C" {

#define FILL(bytes, T) \
  __global__ void fill_##bytes(T* y, long long value, long long n) { FOR_EACH(i, n) y[i] = (T) value; }

FILL(1, unsigned char)
FILL(2, unsigned short)
FILL(4, unsigned)
FILL(8, unsigned long long)

// A number at every so-many-th place, and zeros between.
#define FILL_EVERY(bytes, T)                                                                        \
  __global__ void fill_every_##bytes(T* y, long long value, int step, long long n) {                \
    FOR_EACH(i, n) y[i] = i % step == 0 ? (T) value : (T) 0;                                        \
  }

FILL_EVERY(1, unsigned char)
FILL_EVERY(2, unsigned short)
FILL_EVERY(4, unsigned)
FILL_EVERY(8, unsigned long long)

// 0, 1, 2 and so on.
__global__ void fill_range(float* y, long long n) { FOR_EACH(i, n) y[i] = (float) i; }

// y[i] = zero + unit * draw i of the node's stream at this step.
#define RANDOM_FILL(law)                                                                                         \
  __global__ void fill_##law(float* y, double zero, double unit, long long seed, long long node,                 \
                             const long long* step, long long n) {                                               \
    Philox random = philox_of(seed, node, *step);                                                                \
    FOR_EACH(block, (n + 3) / 4) {                                                                               \
      unsigned draws[4];                                                                                         \
      philox_block(random, (unsigned long long) block, draws);                                                   \
      for (int k = 0; k < 4; k++) {                                                                              \
        if (4 * block + k < n) y[4 * block + k] = (float) (zero + unit * philox_##law(draws[k]));                \
      }                                                                                                          \
    }                                                                                                            \
  }

RANDOM_FILL(uniform)
RANDOM_FILL(gaussian)

// y[i] = one of `count` whole numbers from low on.
__global__ void fill_whole(int* y, int low, int count, long long seed, long long node, const long long* step,
                           long long n) {
  Philox random = philox_of(seed, node, *step);
  FOR_EACH(block, (n + 3) / 4) {
    unsigned draws[4];
    philox_block(random, (unsigned long long) block, draws);
    for (int k = 0; k < 4 && 4 * block + k < n; k++) y[4 * block + k] = low + (int) __umulhi(draws[k], (unsigned) count);
  }
}

// TensorFlow's numbers, from block `start` of a stream on (org.duograph.ops.fill.PhiloxNumbers).

__device__ float unit_float(unsigned draw) { return __uint_as_float(0x3f800000u | (draw & 0x7fffffu)) - 1; }

// Box and Muller's two normal numbers. Functions in double and then rounded, as in Java: the last bit of a double,
// which a GPU may see otherwise, is hardly ever seen.
__device__ float box_muller(unsigned first, unsigned second, bool sine) {
  float u = fmaxf(unit_float(first), 1e-7f);
  float angle = 6.2831855f * unit_float(second);
  float radius = (float) sqrt((double) (-2 * (float) log((double) u)));
  return (float) (sine ? sin((double) angle) : cos((double) angle)) * radius;
}

#define EACH_BLOCK(count)                                                                       \
  Philox random = philox_stream(key, (unsigned long long) stream);                              \
  FOR_EACH(group, (n + count - 1) / count)

__global__ void philox_uniform_numbers(float* y, long long key, long long stream, const long long* start, long long n) {
  EACH_BLOCK(4) {
    unsigned draws[4];
    philox_block(random, (unsigned long long) (*start + group), draws);
    for (int k = 0; k < 4 && 4 * group + k < n; k++) y[4 * group + k] = unit_float(draws[k]);
  }
}

__global__ void philox_normal_numbers(float* y, long long key, long long stream, const long long* start, long long n) {
  EACH_BLOCK(4) {
    unsigned draws[4];
    philox_block(random, (unsigned long long) (*start + group), draws);
    for (int k = 0; k < 4 && 4 * group + k < n; k++) {
      y[4 * group + k] = box_muller(draws[k & 2], draws[(k & 2) + 1], k % 2 == 0);
    }
  }
}

// Those below 2 in size; each group of four has 256 blocks of its own.
__global__ void philox_truncated_numbers(float* y, long long key, long long stream, const long long* start,
                                         long long n) {
  EACH_BLOCK(4) {
    unsigned draws[4];
    int found = 0;
    for (int half = 0; found < 4; half++) {
      if (half % 2 == 0) philox_block(random, (unsigned long long) (*start + 256 * group + half / 2), draws);
      int at = half % 2 * 2;
      for (int k = 0; k < 2 && found < 4; k++) {
        float number = box_muller(draws[at], draws[at + 1], k == 0);
        if (fabsf(number) < 2) {
          if (4 * group + found < n) y[4 * group + found] = number;
          found++;
        }
      }
    }
  }
}

__global__ void philox_whole_4(int* y, long long key, long long stream, const long long* start, long long low,
                               unsigned long long range, long long n) {
  EACH_BLOCK(4) {
    unsigned draws[4];
    philox_block(random, (unsigned long long) (*start + group), draws);
    for (int k = 0; k < 4 && 4 * group + k < n; k++) y[4 * group + k] = (int) (low + (long long) (draws[k] % range));
  }
}

__global__ void philox_whole_8(long long* y, long long key, long long stream, const long long* start, long long low,
                               unsigned long long range, long long n) {
  EACH_BLOCK(2) {
    unsigned draws[4];
    philox_block(random, (unsigned long long) (*start + group), draws);
    for (int k = 0; k < 2 && 2 * group + k < n; k++) {
      unsigned long long draw = draws[2 * k] | (unsigned long long) draws[2 * k + 1] << 32;
      y[2 * group + k] = (long long) ((unsigned long long) low + draw % range);
    }
  }
}

// The whole numbers below n in a random order, by one block. Which two change places is drawn by all threads; but each
// exchange needs what those before it have left, so one thread makes them, in memory that is near.
__global__ void philox_order(long long* y, long long key, long long stream, const long long* start, int n) {
  __shared__ unsigned short order[MOST_IN_ORDER], other[MOST_IN_ORDER];
  Philox random = philox_stream(key, (unsigned long long) stream);
  IN_ROW(group, (n + 3) / 4) {
    unsigned draws[4];
    philox_block(random, (unsigned long long) (*start + group), draws);
    for (int i = 4 * (int) group, k = 0; k < 4 && i < n; i++, k++) {
      order[i] = (unsigned short) i;
      other[i] = (unsigned short) (i + draws[k] % (n - i));
    }
  }
  __syncthreads();
  for (int i = 0; threadIdx.x == 0 && i < n - 1; i++) {
    unsigned short one = order[i];
    order[i] = order[other[i]];
    order[other[i]] = one;
  }
  __syncthreads();
  IN_ROW(i, n) y[i] = order[i];
}

}
