// Compiles CUDA C kernels as C++, so that they run on the processor: the words of the language, the variables that
// tell a thread where it is, and the functions that the device has and C++ has not.
//
// Everything that a kernel's file may include is included here: the file itself is put into a namespace.
#pragma once

#ifdef STANDIN_SCAN
// only the names of kernels are looked for: __global__ is left in the text
#else

#include <cassert>
#include <cfloat>
#include <climits>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <algorithm>
#include <limits>
#include <type_traits>

#include "fibres.h"
#include "kernels.h"

// --- the language
#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __noinline__ __attribute__((noinline))
#define __constant__
#define __shared__ static  // one block runs at a time
#define __launch_bounds__(...)
#define __align__(n) alignas(n)
#define __CUDACC__ 1
#define __CUDA_ARCH__ 500

#define threadIdx (standin::threadIndex)
#define blockIdx (standin::blockIndex)
#define blockDim (standin::blockSize)
#define gridDim (standin::gridSize)
constexpr int warpSize = 32;

#undef assert
#define assert(condition) \
    ((condition) ? (void)0 : standin::stopGrid(710, "assertion failed: " #condition))
[[noreturn]] inline void __trap() { standin::stopGrid(719, "__trap()"); }

// --- types of several numbers
#define STANDIN_VECTORS(T, name, alignment)                                                             \
    struct alignas(2 * sizeof(T)) name##2 { T x, y; };                                                  \
    struct name##3 { T x, y, z; };                                                                      \
    struct alignas(alignment) name##4 { T x, y, z, w; };                                                \
    inline name##2 make_##name##2(T x, T y) { return {x, y}; }                                          \
    inline name##3 make_##name##3(T x, T y, T z) { return {x, y, z}; }                                  \
    inline name##4 make_##name##4(T x, T y, T z, T w) { return {x, y, z, w}; }
STANDIN_VECTORS(float, float, 16)
STANDIN_VECTORS(double, double, 16)
STANDIN_VECTORS(int, int, 16)
STANDIN_VECTORS(unsigned, uint, 16)
STANDIN_VECTORS(long long, longlong, 16)
STANDIN_VECTORS(unsigned long long, ulonglong, 16)
STANDIN_VECTORS(short, short, 8)
STANDIN_VECTORS(unsigned short, ushort, 8)
STANDIN_VECTORS(signed char, char, 4)
STANDIN_VECTORS(unsigned char, uchar, 4)
#undef STANDIN_VECTORS

// --- threads that meet. The compiler must not keep shared memory in registers meanwhile.
#define STANDIN_MEMORY() asm volatile("" ::: "memory")
inline void __syncthreads() {
    STANDIN_MEMORY();
    standin::barrier();
    STANDIN_MEMORY();
}
inline void __threadfence() {}
inline void __threadfence_block() {}
inline void __threadfence_system() {}

inline int standin_lane() {
    return static_cast<int>(threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z)) & 31;
}
inline uint64_t standin_exchange(standin::Exchange kind, unsigned mask, uint64_t value, int source) {
    STANDIN_MEMORY();
    uint64_t result = standin::exchange(kind, mask, value, source);
    STANDIN_MEMORY();
    return result;
}
template <class T>
inline T standin_shuffle(unsigned mask, T value, int source) {
    static_assert(sizeof(T) <= 8);
    uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    bits = standin_exchange(standin::Exchange::SHUFFLE, mask, bits, source);
    std::memcpy(&value, &bits, sizeof value);
    return value;
}
// Lanes exchange inside of groups of `width` of them; one that would reach out of its group gets its own value.
template <class T>
inline T __shfl_sync(unsigned mask, T value, int source, int width = 32) {
    return standin_shuffle(mask, value, (standin_lane() & ~(width - 1)) + (source & (width - 1)));
}
template <class T>
inline T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = 32) {
    int lane = standin_lane(), within = lane & (width - 1);
    return standin_shuffle(mask, value, within >= static_cast<int>(delta) ? lane - static_cast<int>(delta) : lane);
}
template <class T>
inline T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = 32) {
    int lane = standin_lane(), within = lane & (width - 1);
    return standin_shuffle(mask, value, within + static_cast<int>(delta) < width ? lane + static_cast<int>(delta) : lane);
}
template <class T>
inline T __shfl_xor_sync(unsigned mask, T value, int bits, int width = 32) {
    int lane = standin_lane(), other = lane ^ bits;
    return standin_shuffle(mask, value, (other & ~(width - 1)) <= (lane & ~(width - 1)) ? other : lane);
}
inline void __syncwarp(unsigned mask = 0xffffffffu) { standin_exchange(standin::Exchange::SYNC, mask, 0, 0); }
inline unsigned __ballot_sync(unsigned mask, int predicate) {
    return static_cast<unsigned>(standin_exchange(standin::Exchange::BALLOT, mask, predicate != 0 ? 1 : 0, 0));
}
inline int __any_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) != 0; }
inline int __all_sync(unsigned mask, int predicate) { return __ballot_sync(mask, !predicate) == 0; }

inline int __syncthreads_count(int predicate) {
    static int count;
    count = 0;
    __syncthreads();
    count += predicate != 0;
    __syncthreads();
    int result = count;
    __syncthreads();
    return result;
}
inline int __syncthreads_or(int predicate) { return __syncthreads_count(predicate) != 0; }
inline int __syncthreads_and(int predicate) { return __syncthreads_count(!predicate) == 0; }

// --- atomic operations: threads change at barriers only, so plain ones will do
template <class T>
struct standin_same {  // keeps T from being deduced by the second argument
    using type = T;
};
template <class T>
using standin_same_t = typename standin_same<T>::type;
template <class T, class F>
inline T standin_atomic(T* at, F change) {
    T old = *at;
    *at = change(old);
    return old;
}
#define STANDIN_ATOMIC(name, expression)                                          \
    template <class T>                                                            \
    inline T name(T* at, standin_same_t<T> value) {                               \
        return standin_atomic(at, [=](T old) { return static_cast<T>(expression); }); \
    }
STANDIN_ATOMIC(atomicAdd, old + value)
STANDIN_ATOMIC(atomicSub, old - value)
STANDIN_ATOMIC(atomicExch, value)
STANDIN_ATOMIC(atomicMin, value < old ? value : old)
STANDIN_ATOMIC(atomicMax, value > old ? value : old)
STANDIN_ATOMIC(atomicAnd, old & value)
STANDIN_ATOMIC(atomicOr, old | value)
STANDIN_ATOMIC(atomicXor, old ^ value)
STANDIN_ATOMIC(atomicInc, old >= value ? 0 : old + 1)
STANDIN_ATOMIC(atomicDec, old == 0 || old > value ? value : old - 1)
#undef STANDIN_ATOMIC
template <class T>
inline T atomicCAS(T* at, standin_same_t<T> expected, standin_same_t<T> value) {
    return standin_atomic(at, [=](T old) { return old == expected ? value : old; });
}

// --- bits
template <class To, class From>
inline To standin_bits(From from) {
    static_assert(sizeof(To) == sizeof(From));
    To to;
    std::memcpy(&to, &from, sizeof to);
    return to;
}
inline int __float_as_int(float x) { return standin_bits<int>(x); }
inline unsigned __float_as_uint(float x) { return standin_bits<unsigned>(x); }
inline float __int_as_float(int x) { return standin_bits<float>(x); }
inline float __uint_as_float(unsigned x) { return standin_bits<float>(x); }
inline long long __double_as_longlong(double x) { return standin_bits<long long>(x); }
inline double __longlong_as_double(long long x) { return standin_bits<double>(x); }
inline int __popc(unsigned x) { return __builtin_popcount(x); }
inline int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
inline int __clz(int x) { return x == 0 ? 32 : __builtin_clz(static_cast<unsigned>(x)); }
inline int __clzll(long long x) { return x == 0 ? 64 : __builtin_clzll(static_cast<unsigned long long>(x)); }
inline int __ffs(int x) { return __builtin_ffs(x); }
inline unsigned __brev(unsigned x) {
    unsigned y = 0;
    for (int i = 0; i < 32; i++) y |= (x >> i & 1u) << (31 - i);
    return y;
}
inline unsigned __umulhi(unsigned a, unsigned b) {
    return static_cast<unsigned>(static_cast<unsigned long long>(a) * b >> 32);
}
inline int __mulhi(int a, int b) { return static_cast<int>(static_cast<long long>(a) * b >> 32); }
inline unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
    return static_cast<unsigned long long>(static_cast<unsigned __int128>(a) * b >> 64);
}

// --- arithmetic; the device's faster, less exact functions are the exact ones here
template <class T>
inline T __ldg(const T* at) {
    return *at;
}
inline float rsqrtf(float x) { return 1.0f / sqrtf(x); }
inline double rsqrt(double x) { return 1.0 / sqrt(x); }
inline float __expf(float x) { return expf(x); }
inline float __logf(float x) { return logf(x); }
inline float __log2f(float x) { return log2f(x); }
inline float __powf(float x, float y) { return powf(x, y); }
inline float __sinf(float x) { return sinf(x); }
inline float __cosf(float x) { return cosf(x); }
inline float __fdividef(float x, float y) { return x / y; }
inline float __saturatef(float x) { return x > 0 ? (x < 1 ? x : 1.0f) : 0.0f; }
inline float __fadd_rn(float x, float y) { return x + y; }
inline float __fsub_rn(float x, float y) { return x - y; }
inline float __fmul_rn(float x, float y) { return x * y; }
inline float __fdiv_rn(float x, float y) { return x / y; }
inline float __frcp_rn(float x) { return 1.0f / x; }
inline float __fsqrt_rn(float x) { return sqrtf(x); }
inline float __fmaf_rn(float x, float y, float z) { return fmaf(x, y, z); }
inline double __dadd_rn(double x, double y) { return x + y; }
inline double __dmul_rn(double x, double y) { return x * y; }
inline double __fma_rn(double x, double y, double z) { return fma(x, y, z); }
inline float normcdff(float x) { return 0.5f * erfcf(-x * 0.70710678f); }
inline float exp10f(float x) { return powf(10.0f, x); }
inline int __float2int_rn(float x) { return static_cast<int>(rintf(x)); }
inline int __float2int_rz(float x) { return static_cast<int>(x); }
inline int __float2int_rd(float x) { return static_cast<int>(floorf(x)); }
inline int __float2int_ru(float x) { return static_cast<int>(ceilf(x)); }
inline float __int2float_rn(int x) { return static_cast<float>(x); }
inline float __uint2float_rn(unsigned x) { return static_cast<float>(x); }
inline float __double2float_rn(double x) { return static_cast<float>(x); }
using std::isfinite;
using std::isinf;
using std::isnan;
using std::max;  // of two numbers of one type, as on the device; floats through fmaxf, which skips what is no number
using std::min;
inline float max(float x, float y) { return fmaxf(x, y); }
inline float min(float x, float y) { return fminf(x, y); }
inline double max(double x, double y) { return fmax(x, y); }
inline double min(double x, double y) { return fmin(x, y); }
inline long long max(int x, long long y) { return x > y ? x : y; }
inline long long max(long long x, int y) { return x > y ? x : y; }
inline long long min(int x, long long y) { return x < y ? x : y; }
inline long long min(long long x, int y) { return x < y ? x : y; }
inline unsigned max(int x, unsigned y) { return std::max(static_cast<unsigned>(x), y); }
inline unsigned max(unsigned x, int y) { return std::max(x, static_cast<unsigned>(y)); }
inline unsigned min(int x, unsigned y) { return std::min(static_cast<unsigned>(x), y); }
inline unsigned min(unsigned x, int y) { return std::min(x, static_cast<unsigned>(y)); }
inline long long clock64() { return 0; }

#include "cuda_fp16.h"
#include "cuda_bf16.h"

#endif
