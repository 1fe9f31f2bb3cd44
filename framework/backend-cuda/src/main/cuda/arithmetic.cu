// Arithmetic of two operands, either of which may be stretched; sums and the largest of many.
#include "common.cuh"
#include "fault.cuh"

#define COSTLY_BINARY(name, T, R, f)                                                  \
  __global__ void name(const T* as, const T* bs, R* ys, Ways<2> ways, long long n) {  \
    FOR_EACH(i, n) {                                                                  \
      Places<2> at = places(ways, i);                                                 \
      T a = as[at.of[0]], b = bs[at.of[1]];                                           \
      ys[i] = f;                                                                      \
    }                                                                                 \
  }

// Whole numbers without a sign wrap as those with one do, and may.
#define ARITHMETIC(name, f)                     \
  BINARY(name##_f32, float, float, f)           \
  BINARY(name##_i32, unsigned, unsigned, f)     \
  BINARY(name##_i64, unsigned long long, unsigned long long, f)

// Y = f(... f(X0, X1) ..., X3); what is null is left out.
#define FOLD(name, T, f)                                                                                      \
  __global__ void name(const T* x0, const T* x1, const T* x2, const T* x3, T* y, long long n) {               \
    FOR_EACH(i, n) {                                                                                          \
      T all = x0[i];                                                                                          \
      if (x1) all = f(all, x1[i]);                                                                            \
      if (x2) all = f(all, x2[i]);                                                                            \
      if (x3) all = f(all, x3[i]);                                                                            \
      y[i] = all;                                                                                             \
    }                                                                                                         \
  }
#define EXTREME(name, f)          \
  FOLD(name##_f32, float, f)      \
  FOLD(name##_i32, int, f)        \
  FOLD(name##_i64, long long, f)

// Division of whole numbers by 0 is reported, with what was to be divided, and gives 0.
#define DIVISION_OF(name, T, f)                                                                          \
  __global__ void name(const T* as, const T* bs, T* ys, Ways<2> ways, Fault* fault, long long n) {       \
    FOR_EACH(i, n) {                                                                                     \
      Places<2> at = places(ways, i);                                                                    \
      T a = as[at.of[0]], b = bs[at.of[1]];                                                              \
      if (b == 0) report(fault, i, a);                                                                   \
      ys[i] = b == 0 ? 0 : f(a, b);                                                                      \
    }                                                                                                    \
  }
#define DIVISION(name, f)             \
  DIVISION_OF(name##_i32, int, f)     \
  DIVISION_OF(name##_i64, long long, f)

// The least number divided by -1 wraps; a processor would stop at it.
template <typename T> __device__ T quotient(T a, T b) {
  return b == -1 ? (T) (0ull - (unsigned long long) a) : a / b;
}

// What is left over; it has the sign of a, or with floor_mod that of b.
template <typename T> __device__ T rest(T a, T b) { return b == -1 ? 0 : a % b; }

template <typename T> __device__ T floor_rest(T a, T b) {
  T left = rest(a, b);
  return left != 0 && (left < 0) != (b < 0) ? left + b : left;
}

__device__ float floor_mod(float a, float b) {
  float rest = fmodf(a, b);
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

// As Java has it: 1 to a power that is no number is none, and so is 1 or -1 to an infinite one.
__device__ float power(float a, float b) {
  bool none = b != b || (isinf(b) && fabsf(a) == 1);
  return none ? b - b : powf(a, b);
}

// b * a^(b - 1), which is zero everywhere where b is.
__device__ float slope_in_a(float a, float b) { return b == 0 ? 0 : b * power(a, b - 1); }

// a^b * log(a), which nears zero with a where b is not negative.
__device__ float slope_in_b(float a, float b) {
  float p = power(a, b);
  return p == 0 || (a == 0 && b == 0) ? 0 : p * logf(a);
}

template <typename T> __device__ T added(T a, T b) { return Sum::of(a, b); }
template <typename T> __device__ T largest_of(T a, T b) { return Largest::of(a, b); }
template <typename T> __device__ T smallest_of(T a, T b) { return Smallest::of(a, b); }

extern "C" {

ARITHMETIC(add, a + b)
ARITHMETIC(sub, a - b)
ARITHMETIC(mul, a * b)
BINARY(div_f32, float, float, a / b)
COSTLY_BINARY(mod_f32, float, float, fmodf(a, b))
COSTLY_BINARY(floor_mod_f32, float, float, floor_mod(a, b))

DIVISION(div, quotient)
DIVISION(mod, rest)
DIVISION(floor_mod, floor_rest)

FOLD(sum_f32, float, added)
FOLD(sum_i32, unsigned, added)
FOLD(sum_i64, unsigned long long, added)
EXTREME(largest, largest_of)
EXTREME(smallest, smallest_of)

// All inputs that are as large, or as small, get dY.
__global__ void extreme_grad(const float* x, const float* y, const float* dy, float* dx, long long n) {
  FOR_EACH(i, n) dx[i] = x[i] == y[i] ? dy[i] : 0;
}

// Two arrays, each times a weight: 1 for one that is null. There may be but one array.
__global__ void weighted_sum(const float* x0, const float* w0, const float* x1, const float* w1, float* y, long long n) {
  float a = w0 ? *w0 : 1, b = w1 ? *w1 : 1;
  FOR_EACH(i, n) y[i] = x1 ? x0[i] * a + x1[i] * b : x0[i] * a;
}

// --- powers, with an exponent for each element or one for all
COSTLY_BINARY(pow_of, float, float, power(a, b))

__global__ void pow_of_by(const float* a, float* y, float exponent, long long n) {
  FOR_EACH(i, n) y[i] = power(a[i], exponent);
}

__global__ void pow_grad_a(const float* dy, const float* a, const float* b, float* da, Ways<2> ways, long long n) {
  FOR_EACH(i, n) {
    Places<2> at = places(ways, i);
    da[i] = dy[i] * slope_in_a(a[at.of[0]], b[at.of[1]]);
  }
}

__global__ void pow_grad_a_by(const float* dy, const float* a, float* da, float exponent, long long n) {
  FOR_EACH(i, n) da[i] = dy[i] * slope_in_a(a[i], exponent);
}

__global__ void pow_grad_b(const float* dy, const float* a, const float* b, float* db, Ways<2> ways, long long n) {
  FOR_EACH(i, n) {
    Places<2> at = places(ways, i);
    db[i] = dy[i] * slope_in_b(a[at.of[0]], b[at.of[1]]);
  }
}

}
