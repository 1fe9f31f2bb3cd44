// The head of every function that libcuda.so.1 exports.
#pragma once

#include "contexts.h"
#include "control.h"
#include "graphs.h"
#include "modules.h"
#include "standin.h"

#include <new>

#define CUDA_API extern "C" STANDIN_EXPORTED CUresult

typedef uint64_t CUdeviceptr;
typedef int CUdevice;
typedef CUctx_st* CUcontext;
typedef CUstream_st* CUstream;
typedef CUevent_st* CUevent;
typedef CUmod_st* CUmodule;
typedef CUfunc_st* CUfunction;
typedef CUgraph_st* CUgraph;
typedef CUgraphExec_st* CUgraphExec;
typedef CUgraphNode_st* CUgraphNode;

namespace standin {

// What a function needs, besides its arguments.
enum Needs : unsigned {
    NOTHING = 0,
    DRIVER = 1,    // cuInit
    CONTEXT = 2,   // a current context, which is not broken
    SAFETY = 4,    // that no capture forbids to allocate, free or wait
    GIVES_UP = 8,  // something, which succeeds in a broken context too, although the function tells the error
};

// Does the body of an exported function, with the current context. A refusal becomes its result.
template <class Body>
CUresult call(const char* function, unsigned needs, Body body) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    try {
        Context* context = currentContext();
        if (context != nullptr) countCallOf(context->device);
        int failure = enterFunction(function);
        if (failure != 0) {
            if (context != nullptr && breaksContext(failure)) context->error = static_cast<CUresult>(failure);
            return static_cast<CUresult>(failure);
        }
        if (needs == NOTHING) {
            body(context);
            return CUDA_SUCCESS;
        }
        require(initialised(), CUDA_ERROR_NOT_INITIALIZED);
        if ((needs & CONTEXT) != 0) {
            require(context != nullptr, CUDA_ERROR_INVALID_CONTEXT);
            CUresult error = errorOf(*context);
            if ((needs & GIVES_UP) == 0 || context->destroyed) require(error == 0, error);
        }
        if ((needs & SAFETY) != 0) refuseUnsafe();
        body(context);
        // work that ran meanwhile may have broken the context
        return (needs & CONTEXT) != 0 ? errorOf(*context) : CUDA_SUCCESS;
    } catch (const Refusal& refusal) {
        return refusal.result;
    } catch (const std::bad_alloc&) {
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
}

template <class T>
T& given(T* pointer) {
    require(pointer != nullptr, CUDA_ERROR_INVALID_VALUE);
    return *pointer;
}

inline void* address(CUdeviceptr pointer) { return reinterpret_cast<void*>(pointer); }

}  // namespace standin
