// Devices, their primary contexts, and which context is current on a thread.
#pragma once

#include "errors.h"

#include <memory>
#include <mutex>
#include <set>
#include <string>

struct CUstream_st;

// A CUcontext points to one. Contexts are never deleted: a handle of a destroyed one is still to be recognised.
struct CUctx_st {
    int device;
    bool destroyed = false;
    CUresult error = CUDA_SUCCESS;  // an error that stays: every later call gives it
    std::set<CUctx_st*> peers;      // whose memory may be reached from here
    std::shared_ptr<CUstream_st> legacyStream;
};

namespace standin {

using Context = CUctx_st;

// One lock for the whole driver: what one thread runs is finished before another one's call begins.
extern std::recursive_mutex lock;

void initialise();  // cuInit
bool initialised();
int deviceCount();
size_t memoryOf(int device);  // in bytes
int attributeOf(int device, int attribute);

Context* retainPrimary(int device);
void releasePrimary(int device);
void resetPrimary(int device);
bool primaryActive(int device);

Context* currentContext();  // or null
void setCurrent(Context* context);
void pushCurrent(Context* context);
Context* popCurrent();
Context& checked(Context* context);  // refuses what is no living context

// The error that all calls in this context give now, or 0.
CUresult errorOf(const Context& context);

}  // namespace standin
