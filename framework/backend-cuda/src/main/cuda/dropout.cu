// Dropout, with the CPU's masks.
#include "common.cuh"
#include "philox.cuh"

extern "C" {

// A number is kept where the upper 24 bits of its draw are at least `least`. One thread makes use of all four draws of
// a block. The product is rounded once, from double, as on the CPU.
__global__ void dropout(const float* x, float* y, unsigned char* mask, long long seed, long long node,
                        const long long* step, int least, double scale, long long n) {
  Philox random = philox_of(seed, node, *step);
  FOR_EACH(block, (n + 3) / 4) {
    unsigned draws[4];
    philox_block(random, (unsigned long long) block, draws);
    for (int k = 0; k < 4; k++) {
      long long i = 4 * block + k;
      if (i < n) {
        bool kept = (int) (draws[k] >> 8) >= least;
        y[i] = kept ? (float) (x[i] * scale) : 0.0f;
        mask[i] = kept ? 1 : 0;
      }
    }
  }
}

__global__ void dropout_grad(const unsigned char* mask, const float* dy, float* dx, double scale, long long n) {
  FOR_EACH(i, n) dx[i] = mask[i] != 0 ? (float) (dy[i] * scale) : 0.0f;
}

}
