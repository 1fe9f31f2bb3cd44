// Functions of one element at a time, and their gradients.
#include "common.cuh"

// What a kernel is made of: Y = f(x) for each x of X.
#define EACH(name, f) EACH_OF(name, float, float, f)
#define EACH_OF(name, X, Y, f) \
  __global__ void name(const X* xs, Y* ys, long long n) { for_each(xs, ys, n, [](X x) -> Y { return f; }); }

// The same where f costs so much that the memory does not matter.
#define COSTLY(name, f) \
  __global__ void name(const float* xs, float* ys, long long n) { \
    FOR_EACH(i, n) {                                              \
      float x = xs[i];                                            \
      ys[i] = f;                                                  \
    }                                                             \
  }

// The same where f also reads one or two numbers that the operator is given.
#define EACH_WITH(name, a, f) \
  __global__ void name(const float* xs, float* ys, float a, long long n) { for_each(xs, ys, n, [=](float x) -> float { return f; }); }
#define EACH_WITH_2(name, a, b, f)                                                       \
  __global__ void name(const float* xs, float* ys, float a, float b, long long n) {      \
    for_each(xs, ys, n, [=](float x) -> float { return f; });                            \
  }

// Gradients: dX = dY times the slope, which is read from the input x or the output y.
#define GRAD(name, kept, slope)                                                                         \
  __global__ void name(const float* kepts, const float* dys, float* dxs, long long n) {                 \
    for_each(kepts, dys, dxs, n, [](float kept, float dy) -> float { return dy * (slope); });           \
  }
#define GRAD_WITH(name, kept, a, slope)                                                                 \
  __global__ void name(const float* kepts, const float* dys, float* dxs, float a, long long n) {        \
    for_each(kepts, dys, dxs, n, [=](float kept, float dy) -> float { return dy * (slope); });          \
  }
#define GRAD_WITH_2(name, kept, a, b, slope)                                                            \
  __global__ void name(const float* kepts, const float* dys, float* dxs, float a, float b, long long n) { \
    for_each(kepts, dys, dxs, n, [=](float kept, float dy) -> float { return dy * (slope); });          \
  }

// -1, 1, or x itself: 0, or what is not a number.
template <typename T> __device__ T sign(T x) { return x > 0 ? T(1) : x < 0 ? T(-1) : x; }

__device__ float sigmoid_of(float x) { return 1 / (1 + expf(-x)); }

__device__ float swish_slope(float x) {
  float s = sigmoid_of(x);
  return s + x * s * (1 - s);
}

__device__ float softsign_slope(float y) { return (1 - fabsf(y)) * (1 - fabsf(y)); }

extern "C" {

// --- activations; what is not a number stays so
EACH(relu, x < 0 ? 0 : x)
EACH_WITH(leaky_relu, alpha, x >= 0 ? x : alpha * x)
GRAD_WITH(leaky_relu_grad, y, alpha, y > 0 ? 1 : alpha)
EACH_WITH(thresholded_relu, alpha, x > alpha ? x : 0)
GRAD(thresholded_relu_grad, y, y != 0 ? 1.0f : 0.0f)
EACH_WITH(elu, alpha, x > 0 ? x : alpha * expm1f(x))
GRAD_WITH(elu_grad, y, alpha, y > 0 ? 1 : y + alpha)
EACH_WITH_2(selu, alpha, scale, scale * (x > 0 ? x : alpha * expm1f(x)))
GRAD_WITH_2(selu_grad, y, alpha, scale, y > 0 ? scale : y + scale * alpha)
EACH(swish, x * sigmoid_of(x))
GRAD(swish_grad, x, swish_slope(x))
EACH(sigmoid, sigmoid_of(x))
GRAD(sigmoid_grad, y, y * (1 - y))
EACH(tanh_of, tanhf(x))
GRAD(tanh_grad, y, 1 - y * y)
EACH(softplus, (x < 0 ? 0 : x) + log1pf(expf(-fabsf(x))))
GRAD(softplus_grad, y, -expm1f(-y))
EACH(softsign, x / (1 + fabsf(x)))
GRAD(softsign_grad, y, softsign_slope(y))

__global__ void sin_grad(const float* x, const float* dy, float* dx, long long n) {
  FOR_EACH(i, n) dx[i] = dy[i] * cosf(x[i]);
}

__global__ void cos_grad(const float* x, const float* dy, float* dx, long long n) {
  FOR_EACH(i, n) dx[i] = dy[i] * -sinf(x[i]);
}

// An infinite gradient where Y is 0 leaves 0, not what is no number.
__global__ void relu_grad(const float* ys, const float* dys, float* dxs, long long n) {
  for_each(ys, dys, dxs, n, [](float y, float dy) -> float { return y > 0 ? dy : 0; });
}

// --- functions
EACH(abs_f32, fabsf(x))
EACH_OF(abs_i32, int, int, x < 0 ? 0u - x : x)
EACH_OF(abs_i64, long long, long long, x < 0 ? 0ull - x : x)
GRAD(abs_grad, x, sign(x))
EACH(sign_f32, sign(x))
EACH_OF(sign_i32, int, int, sign(x))
EACH_OF(sign_i64, long long, long long, sign(x))
EACH(negative_f32, -x)
EACH_OF(negative_i32, unsigned, unsigned, 0u - x)
EACH_OF(negative_i64, unsigned long long, unsigned long long, 0ull - x)
EACH(sqr, x * x)
GRAD(sqr_grad, x, 2 * x)
EACH(sqrt_of, sqrtf(x))
GRAD(sqrt_grad, y, 0.5f / y)
EACH(cube, x * x * x)
GRAD(cube_grad, x, 3 * x * x)
EACH(exp_of, expf(x))
GRAD(exp_grad, y, y)
EACH(log_of, logf(x))
GRAD(log_grad, x, 1 / x)
COSTLY(sin_of, sinf(x))
COSTLY(cos_of, cosf(x))
COSTLY(tan_of, tanf(x))
COSTLY(asin_of, asinf(x))
COSTLY(acos_of, acosf(x))
COSTLY(atan_of, atanf(x))
COSTLY(sinh_of, sinhf(x))
COSTLY(cosh_of, coshf(x))
COSTLY(asinh_of, asinhf(x))
COSTLY(acosh_of, acoshf(x))
COSTLY(atanh_of, atanhf(x))
COSTLY(log1p_of, log1pf(x))
COSTLY(expm1_of, expm1f(x))
COSTLY(erf_of, erff(x))
EACH(floor_of, floorf(x))
EACH(ceil_of, ceilf(x))
EACH(round_of, rintf(x))
EACH_WITH_2(clip, least, most, x < least ? least : x > most ? most : x)
GRAD_WITH_2(clip_grad, y, least, most, y > least && y < most ? 1.0f : 0.0f)
EACH_WITH(scale, factor, factor * x)

// --- questions
EACH_OF(is_nan, float, unsigned char, isnan(x))
EACH_OF(is_inf, float, unsigned char, isinf(x))
EACH_OF(not_of, unsigned char, unsigned char, x == 0)

}
