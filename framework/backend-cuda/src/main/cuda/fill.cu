// Arrays full of one number, and of random ones.
#include "common.cuh"
#include "philox.cuh"

extern "C" {

#define FILL(bytes, T) \
  __global__ void fill_##bytes(T* y, long long value, long long n) { FOR_EACH(i, n) y[i] = (T) value; }

FILL(1, unsigned char)
FILL(2, unsigned short)
FILL(4, unsigned)
FILL(8, unsigned long long)

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

}
