// Products of matrices, one or many, each of which may be transposed. A block computes a square tile of the product;
// each of its threads a small square of that, so that what it reads of shared memory serves for several sums.
#include "common.cuh"

#define TILE 64   // rows and columns of a block's tile
#define DEPTH 16  // terms of all its sums that are in shared memory at a time
#define SIDE 16   // threads along a side of a tile
#define EACH (TILE / SIDE)

// y = a * b: m x n, sums of k terms; a stands k x m where it is transposed, b stands n x k.
struct Product {
  int m, n, k, trans_a, trans_b, batch;
};

// Brings TILE rows and DEPTH columns of a matrix of rows x columns into shared memory, column by column.
__device__ void load(const float* from, bool transposed, int rows, int columns, int row, int column,
                     float to[DEPTH][TILE + 1]) {
  for (int e = threadIdx.x; e < TILE * DEPTH; e += blockDim.x) {
    int r = transposed ? e % TILE : e / DEPTH, c = transposed ? e / TILE : e % DEPTH;
    long long i = row + r, j = column + c;
    bool inside = i < rows && j < columns;
    to[c][r] = inside ? from[transposed ? j * rows + i : i * columns + j] : 0;
  }
}

extern "C" {

// With a bias for each column, where there is one, and nothing below zero if relu is 1. Blocks have SIDE * SIDE threads.
__global__ void product(const float* a, const float* b, float* y, Product s, const float* bias, int relu) {
  __shared__ float of_a[DEPTH][TILE + 1], of_b[DEPTH][TILE + 1];
  int across = (s.n + TILE - 1) / TILE;
  int row = blockIdx.x / across * TILE, column = blockIdx.x % across * TILE;
  int top = row + threadIdx.x / SIDE * EACH, left = column + threadIdx.x % SIDE * EACH;
  for (long long pair = blockIdx.y; pair < s.batch; pair += gridDim.y) {
    const float* this_a = a + pair * s.m * s.k;
    const float* this_b = b + pair * s.k * s.n;
    float* this_y = y + pair * s.m * s.n;
    float sums[EACH][EACH] = {};
    for (int term = 0; term < s.k; term += DEPTH) {
      __syncthreads();
      load(this_a, s.trans_a, s.m, s.k, row, term, of_a);
      load(this_b, !s.trans_b, s.n, s.k, column, term, of_b);
      __syncthreads();
      int terms = min(DEPTH, s.k - term);
      for (int t = 0; t < terms; t++) {
        for (int i = 0; i < EACH; i++) {
          float factor = of_a[t][top - row + i];
          for (int j = 0; j < EACH; j++) sums[i][j] = fmaf(factor, of_b[t][left - column + j], sums[i][j]);
        }
      }
    }
    for (int i = 0; i < EACH && top + i < s.m; i++) {
      for (int j = 0; j < EACH && left + j < s.n; j++) {
        float sum = bias ? sums[i][j] + bias[left + j] : sums[i][j];
        this_y[(long long) (top + i) * s.n + left + j] = relu && sum < 0 ? 0 : sum;
      }
    }
  }
}

}
