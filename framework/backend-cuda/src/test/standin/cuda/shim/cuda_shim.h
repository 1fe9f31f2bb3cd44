// Compiles CUDA C kernels as plain C++ so that they run on the CPU (tests only).
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <tuple>
struct emu_uint3 { unsigned x, y, z; };
extern emu_uint3 threadIdx, blockIdx, blockDim, gridDim;   // one block at a time: set on every switch of fibre
#define __global__
#define __device__
#define __forceinline__ inline
#define __shared__ static                                  // blocks run one after another
#define __launch_bounds__(...)
#define __ldg(p) (*(p))
void emu_barrier();                                        // all threads of the block
uint32_t emu_shfl(uint32_t bits, int srcLane);             // all lanes of the warp
inline void __syncthreads() { emu_barrier(); }
inline int emu_lane() { return (int)((threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z)) & 31); }
template <class T> inline T emu_shfl_t(T v, int lane) { uint32_t b; std::memcpy(&b, &v, 4); b = emu_shfl(b, lane); std::memcpy(&v, &b, 4); return v; }
template <class T> inline T __shfl_down_sync(unsigned, T v, int o) { int l = emu_lane(); return emu_shfl_t(v, l + o < 32 ? l + o : l); }
template <class T> inline T __shfl_xor_sync(unsigned, T v, int o) { return emu_shfl_t(v, emu_lane() ^ o); }
template <class T> inline T __shfl_sync(unsigned, T v, int lane) { return emu_shfl_t(v, lane & 31); }
template <class T> inline T atomicAdd(T* p, T v) { T old = *p; *p = old + v; return old; }
inline float rsqrtf(float x) { return 1.0f / sqrtf(x); }
inline float __expf(float x) { return expf(x); }
typedef std::function<void()> emu_op;
struct emu_kernel { const char* name; std::function<emu_op(void**)> bind; };   // bind copies the arguments by value, as a launch does
std::map<std::string, emu_kernel>& emu_kernels();
template <class... A, size_t... I> emu_op emu_bind(void (*f)(A...), void** a, std::index_sequence<I...>) {
  auto t = std::make_tuple(*(std::remove_cv_t<A>*) a[I]...); return [f, t] { std::apply(f, t); };
}
namespace standin {
template <class... A> bool registerKernel(const char*, const char* n, void (*f)(A...)) {
  emu_kernels()[n] = { n, [f](void** a) { return emu_bind(f, a, std::index_sequence_for<A...>{}); } }; return true;
}
void* dynamicShared();
}
