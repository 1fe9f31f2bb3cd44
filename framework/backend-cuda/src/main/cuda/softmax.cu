// Softmax and its logarithm over rows, and their gradients. A block for each row.
#include "common.cuh"

extern "C" {

// What is not a number, anywhere in a row, makes all of it so. x may be y.
__global__ void softmax(const float* x, float* y, long long rows, int d, int is_log) {
  FOR_EACH_ROW(row, rows) {
    const float* from = x + row * d;
    float* to = y + row * d;
    float largest = -INFINITY;
    IN_ROW(i, d) largest = Largest::of(largest, from[i]);
    largest = block_reduce<Largest>(largest);
    double sum = 0;
    IN_ROW(i, d) sum += expf(from[i] - largest);
    sum = block_sum(sum);
    float logarithm = log(sum), factor = 1 / sum;
    IN_ROW(i, d) {
      float distance = from[i] - largest;
      to[i] = is_log ? distance - logarithm : expf(distance) * factor;
    }
  }
}

// dx = y * (dy - sum of y * dy). dy may be dx.
__global__ void softmax_gradient(const float* y, const float* dy, float* dx, long long rows, int d) {
  FOR_EACH_ROW(row, rows) {
    long long from = row * d;
    double dot = 0;
    IN_ROW(i, d) dot += (double) y[from + i] * dy[from + i];
    dot = block_sum(dot);
    IN_ROW(i, d) dx[from + i] = y[from + i] * (dy[from + i] - dot);
  }
}

// dx = dy - exp(y) * sum of dy. dy may be dx.
__global__ void log_softmax_gradient(const float* y, const float* dy, float* dx, long long rows, int d) {
  FOR_EACH_ROW(row, rows) {
    long long from = row * d;
    double sum = 0;
    IN_ROW(i, d) sum += dy[from + i];
    sum = block_sum(sum);
    IN_ROW(i, d) dx[from + i] = dy[from + i] - expf(y[from + i]) * sum;
  }
}

}
