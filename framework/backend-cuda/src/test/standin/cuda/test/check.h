// A small frame for tests, and the driver's functions that they call.
#pragma once

#include "../errors.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

struct CUctx_st;
struct CUstream_st;
struct CUevent_st;
struct CUmod_st;
struct CUfunc_st;
struct CUgraph_st;
struct CUgraphExec_st;
struct CUgraphNode_st;
typedef uint64_t CUdeviceptr;

extern "C" {
CUresult cuInit(unsigned);
CUresult cuDriverGetVersion(int*);
CUresult cuDeviceGetCount(int*);
CUresult cuDeviceGet(int*, int);
CUresult cuDeviceCanAccessPeer(int*, int, int);
CUresult cuDevicePrimaryCtxRetain(CUctx_st**, int);
CUresult cuDevicePrimaryCtxRelease_v2(int);
CUresult cuDevicePrimaryCtxReset_v2(int);
CUresult cuCtxSetCurrent(CUctx_st*);
CUresult cuCtxGetCurrent(CUctx_st**);
CUresult cuCtxPushCurrent_v2(CUctx_st*);
CUresult cuCtxPopCurrent_v2(CUctx_st**);
CUresult cuCtxSynchronize();
CUresult cuCtxEnablePeerAccess(CUctx_st*, unsigned);
CUresult cuCtxDisablePeerAccess(CUctx_st*);
CUresult cuMemGetInfo_v2(size_t*, size_t*);
CUresult cuMemAlloc_v2(CUdeviceptr*, size_t);
CUresult cuMemFree_v2(CUdeviceptr);
CUresult cuMemHostAlloc(void**, size_t, unsigned);
CUresult cuMemFreeHost(void*);
CUresult cuMemcpyHtoD_v2(CUdeviceptr, const void*, size_t);
CUresult cuMemcpyDtoH_v2(void*, CUdeviceptr, size_t);
CUresult cuMemcpyDtoD_v2(CUdeviceptr, CUdeviceptr, size_t);
CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr, const void*, size_t, CUstream_st*);
CUresult cuMemcpyDtoHAsync_v2(void*, CUdeviceptr, size_t, CUstream_st*);
CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr, CUdeviceptr, size_t, CUstream_st*);
CUresult cuMemcpyPeerAsync(CUdeviceptr, CUctx_st*, CUdeviceptr, CUctx_st*, size_t, CUstream_st*);
CUresult cuMemcpy2DAsync_v2(const void*, CUstream_st*);
CUresult cuMemsetD2D32Async(CUdeviceptr, size_t, unsigned, size_t, size_t, CUstream_st*);
CUresult cuMemsetD32Async(CUdeviceptr, unsigned, size_t, CUstream_st*);
CUresult cuMemsetD32_v2(CUdeviceptr, unsigned, size_t);
CUresult cuStreamCreate(CUstream_st**, unsigned);
CUresult cuStreamDestroy_v2(CUstream_st*);
CUresult cuStreamSynchronize(CUstream_st*);
CUresult cuStreamQuery(CUstream_st*);
CUresult cuStreamWaitEvent(CUstream_st*, CUevent_st*, unsigned);
CUresult cuStreamBeginCapture_v2(CUstream_st*, int);
CUresult cuStreamEndCapture(CUstream_st*, CUgraph_st**);
CUresult cuStreamIsCapturing(CUstream_st*, int*);
CUresult cuThreadExchangeStreamCaptureMode(int*);
CUresult cuEventCreate(CUevent_st**, unsigned);
CUresult cuEventDestroy_v2(CUevent_st*);
CUresult cuEventRecord(CUevent_st*, CUstream_st*);
CUresult cuEventRecordWithFlags(CUevent_st*, CUstream_st*, unsigned);
CUresult cuEventQuery(CUevent_st*);
CUresult cuEventSynchronize(CUevent_st*);
CUresult cuEventElapsedTime(float*, CUevent_st*, CUevent_st*);
CUresult cuGraphInstantiateWithFlags(CUgraphExec_st**, CUgraph_st*, unsigned long long);
CUresult cuGraphGetNodes(CUgraph_st*, CUgraphNode_st**, size_t*);
CUresult cuGraphGetRootNodes(CUgraph_st*, CUgraphNode_st**, size_t*);
CUresult cuGraphGetEdges(CUgraph_st*, CUgraphNode_st**, CUgraphNode_st**, size_t*);
CUresult cuGraphNodeGetType(CUgraphNode_st*, int*);
CUresult cuGraphLaunch(CUgraphExec_st*, CUstream_st*);
CUresult cuGraphDestroy(CUgraph_st*);
CUresult cuGraphExecDestroy(CUgraphExec_st*);
CUresult cuModuleLoadData(CUmod_st**, const void*);
CUresult cuModuleUnload(CUmod_st*);
CUresult cuModuleGetFunction(CUfunc_st**, CUmod_st*, const char*);
CUresult cuFuncSetAttribute(CUfunc_st*, int, int);
CUresult cuLaunchKernel(CUfunc_st*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, CUstream_st*,
                        void**, void**);
CUresult cuGetErrorName(CUresult, const char**);
CUresult cuGetErrorString(CUresult, const char**);
}

enum { NON_BLOCKING = 1, NO_TIMING = 2, GLOBAL = 0, THREAD_LOCAL = 1, RELAXED = 2 };

// --- the frame: a test is a function that ends early by the first check that fails
struct Test {
    Test(const char* name, std::function<void()> body);
};
#define TEST(name)                                      \
    static void test_##name();                          \
    static const Test register_##name(#name, test_##name); \
    static void test_##name()

[[noreturn]] void fail(const char* file, int line, const std::string& what);

template <class T>
void expect(const T& expected, const T& found, const char* file, int line, const char* text) {
    if (expected == found) return;
    fail(file, line, std::string(text) + ": expected " + std::to_string(expected) + ", found " + std::to_string(found));
}
#define EXPECT(expected, found) expect<std::decay_t<decltype(found)>>(expected, found, __FILE__, __LINE__, #found)
#define OK(call) EXPECT(CUDA_SUCCESS, call)
#define CHECK(condition) \
    if (!(condition)) fail(__FILE__, __LINE__, #condition)

// --- what tests have in common. Before each of them, device 0's context is made and current, and after it gone.
CUctx_st* contextOf(int device);  // retained until the end of the test
CUdeviceptr memory(size_t bytes);
template <class T>
CUdeviceptr memoryOf(const std::vector<T>& values) {
    CUdeviceptr at = memory(values.size() * sizeof(T));
    OK(cuMemcpyHtoD_v2(at, values.data(), values.size() * sizeof(T)));
    return at;
}
template <class T>
std::vector<T> read(CUdeviceptr at, size_t count) {
    std::vector<T> values(count);
    OK(cuMemcpyDtoH_v2(values.data(), at, count * sizeof(T)));
    return values;
}
CUstream_st* stream(unsigned flags = NON_BLOCKING);
CUevent_st* event();
CUfunc_st* kernel(const char* family, const char* name);  // of the folder kernels

// Launches with arguments by value.
template <class... A>
CUresult launch(CUfunc_st* function, unsigned blocks, unsigned threads, CUstream_st* on, A... arguments) {
    void* pointers[] = {&arguments..., nullptr};
    return cuLaunchKernel(function, blocks, 1, 1, threads, 1, 1, 0, on, pointers, nullptr);
}

// Gives the stand-in a command.
void command(const std::string& line);
std::map<std::string, long long> report();

// What the stand-in writes on the standard error meanwhile.
std::string complaints(const std::function<void()>& body);
