// Functions of one element at a time, and their gradients.
#include "common.cuh"

extern "C" {

// What is not a number stays so.
__global__ void relu(const float* x, float* y, long long n) {
  FOR_EACH(i, n) y[i] = x[i] < 0 ? 0 : x[i];
}

// From y, which is greater than zero where x is.
__global__ void relu_grad(const float* y, const float* dy, float* dx, long long n) {
  FOR_EACH(i, n) dx[i] = y[i] > 0 ? dy[i] : 0;
}

}
