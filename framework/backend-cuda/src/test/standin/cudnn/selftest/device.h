// What the stand-in's own tests need: a context, memory of the device, and expectations.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

struct CUctx_st;
struct CUstream_st;
struct cudnnContext;
extern "C" {
int cuInit(unsigned flags);
int cuDevicePrimaryCtxRetain(CUctx_st** context, int device);
int cuCtxSetCurrent(CUctx_st* context);
int cuMemAlloc_v2(uint64_t* pointer, size_t bytes);
int cuMemFree_v2(uint64_t pointer);
int cuMemcpyHtoD_v2(uint64_t to, const void* from, size_t bytes);
int cuMemcpyDtoH_v2(void* to, uint64_t from, size_t bytes);
int cuStreamSynchronize(CUstream_st* stream);
const char* cudnnGetErrorString(int status);
void cudnnGetLastErrorString(char* message, size_t size);
int cudnnCreate(cudnnContext** handle);
}

namespace selftest {

inline int failures = 0;

inline void expect(bool condition, const std::string& what) {
  if (condition) return;
  failures++;
  std::printf("FAILED: %s\n", what.c_str());
}

/** A call that must give this status. */
inline void status(int wanted, int found, const std::string& what) {
  if (wanted == found) return;
  char why[500];
  cudnnGetLastErrorString(why, sizeof why);
  expect(false, what + ": " + cudnnGetErrorString(found) + ", not " + cudnnGetErrorString(wanted) + "; " + why);
}

inline void ok(int found, const std::string& what) { status(0, found, what); }

/** Numbers on the device; they are read behind all work that was queued. */
template <class Real>
struct ArrayOf {
  uint64_t address = 0;
  size_t count;

  explicit ArrayOf(const std::vector<Real>& values) : count(values.size()) {
    ok(cuMemAlloc_v2(&address, std::max<size_t>(count, 1) * sizeof(Real)), "cuMemAlloc");
    write(values);
  }
  ArrayOf(const ArrayOf&) = delete;
  ~ArrayOf() { cuMemFree_v2(address); }

  void write(const std::vector<Real>& values) {
    ok(cuMemcpyHtoD_v2(address, values.data(), count * sizeof(Real)), "write");
  }
  std::vector<Real> read() const {
    ok(cuStreamSynchronize(nullptr), "synchronize");
    std::vector<Real> values(count);
    ok(cuMemcpyDtoH_v2(values.data(), address, count * sizeof(Real)), "read");
    return values;
  }
  void* at() const { return reinterpret_cast<void*>(address); }
};
typedef ArrayOf<float> Array;
typedef ArrayOf<double> Doubles;

/** The same numbers on every machine, between -1 and 1. */
inline std::vector<float> draw(size_t count, uint32_t seed) {
  std::vector<float> values(count);
  uint32_t state = seed * 2654435761u + 1;
  for (float& value : values) {
    state = state * 1664525u + 1013904223u;
    value = float(int32_t(state)) / 2147483648.0f;
  }
  return values;
}

template <class Real>
double distance(const std::vector<Real>& a, const std::vector<double>& b) {
  double largest = a.size() == b.size() ? 0 : INFINITY;
  for (size_t i = 0; i < a.size() && i < b.size(); i++) {
    double apart = std::fabs(a[i] - b[i]);
    largest = apart <= largest ? largest : apart;  // NaN counts as far
    if (std::isnan(apart)) largest = INFINITY;
  }
  return largest;
}

template <class Real>
void close(const ArrayOf<Real>& found, const std::vector<double>& wanted, double within, const std::string& what) {
  double apart = distance(found.read(), wanted);
  expect(apart <= within, what + ": apart by " + std::to_string(apart));
}

inline std::vector<double> doubles(const std::vector<float>& values) { return {values.begin(), values.end()}; }

inline cudnnContext* handle() {
  static cudnnContext* made = [] {
    CUctx_st* context;
    cudnnContext* handle = nullptr;
    ok(cuInit(0), "cuInit");
    ok(cuDevicePrimaryCtxRetain(&context, 0), "cuDevicePrimaryCtxRetain");
    ok(cuCtxSetCurrent(context), "cuCtxSetCurrent");
    ok(cudnnCreate(&handle), "cudnnCreate");
    return handle;
  }();
  return made;
}

}  // namespace selftest
