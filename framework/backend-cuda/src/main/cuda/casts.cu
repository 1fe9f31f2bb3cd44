// Conversions between element types. A real number is cut towards zero; what a whole type can't hold wraps, but what
// int32 and int64 can't hold of a real number becomes the nearest that they can, and what is no number becomes 0.
#include "common.cuh"
#include <cuda_bf16.h>
#include <cuda_fp16.h>

template <typename To> __device__ To cut(double x, double least, double greatest) {
  if (x != x) return 0;
  To last = (To) ~((unsigned long long) 1 << (8 * sizeof(To) - 1));
  return x >= greatest ? last : x <= least ? (To) -last - 1 : (To) x;
}

__device__ inline long long cut_whole(double x) { return cut<long long>(x, -0x1p63, 0x1p63); }

// From real numbers
template <typename To> struct FromReal {
  __device__ static To of(double x) { return (To) cut_whole(x); }
};
template <> struct FromReal<float> {
  __device__ static float of(double x) { return (float) x; }
};
template <> struct FromReal<double> {
  __device__ static double of(double x) { return x; }
};
template <> struct FromReal<int> {
  __device__ static int of(double x) { return cut<int>(x, -0x1p31, 0x1p31); }
};
template <> struct FromReal<bool> {
  __device__ static bool of(double x) { return x != 0; }
};

template <typename To, typename From> struct Conversion {
  __device__ static To of(From x) { return (To) x; }
};
template <typename To> struct Conversion<To, float> {
  __device__ static To of(float x) { return FromReal<To>::of(x); }
};
template <typename To> struct Conversion<To, double> {
  __device__ static To of(double x) { return FromReal<To>::of(x); }
};

#define CAST(name, From, To)                                                                \
  __global__ void name(const From* x, To* y, long long n) {                                 \
    FOR_EACH(i, n) y[i] = Conversion<To, From>::of(x[i]);                                   \
  }

#define CASTS(from, From)              \
  CAST(from##_to_f32, From, float)     \
  CAST(from##_to_f64, From, double)    \
  CAST(from##_to_i32, From, int)       \
  CAST(from##_to_i64, From, long long) \
  CAST(from##_to_u8, From, unsigned char) \
  CAST(from##_to_i8, From, signed char) \
  CAST(from##_to_bool, From, bool)

#define SHORT_CAST(name, From, To, f)                             \
  __global__ void name(const From* xs, To* ys, long long n) {     \
    for_each(xs, ys, n, [](From x) -> To { return f(x); });       \
  }

extern "C" {

CASTS(f32, float)
CASTS(f64, double)
CASTS(i32, int)
CASTS(i64, long long)
CASTS(u8, unsigned char)
CASTS(i8, signed char)
CASTS(bool, bool)

SHORT_CAST(f32_to_f16, float, __half, __float2half_rn)
SHORT_CAST(f16_to_f32, __half, float, __half2float)
SHORT_CAST(f32_to_bf16, float, __nv_bfloat16, __float2bfloat16_rn)
SHORT_CAST(bf16_to_f32, __nv_bfloat16, float, __bfloat162float)

}
