// What the stand-in of the driver offers to the other stand-ins (cuDNN's) besides the driver's own functions.
#pragma once
#include <cstddef>
#include <functional>
#include <vector>

struct CUstream_st; // a CUstream, and a cudaStream_t too, points to one

#define STANDIN_EXPORTED __attribute__((visibility("default")))

namespace standin {

// A piece of memory that an operation reads or writes; null with no bytes is allowed.
struct Range {
  const void* at;
  size_t bytes;
};

// Puts work on a stream: it runs when the stream's turn comes, or is recorded where the stream is being captured.
// `name` must live for ever (a literal); it is what counts and messages call the work. The ranges are checked when
// the work runs: each must lie in one living piece of memory that the stream's device may reach, else the work
// doesn't run and the context is broken, as after an illegal access on a GPU. Returns a CUresult (0: put there).
STANDIN_EXPORTED int enqueue(CUstream_st* stream, const char* name, std::function<void()> work,
                             std::vector<Range> ranges = {});

// To be asked first by each function of a library: counts the call, takes new commands from the control file and
// returns the status with which the function is to fail without doing anything, or 0.
STANDIN_EXPORTED int failure(const char* function);

// Adds to a counter of the report, such as "live.cudnn.handles" (an amount below zero takes away).
STANDIN_EXPORTED void count(const char* name, long long amount);

// What is now wrong with the current context, a CUresult: 0 if nothing, 201 where there is none.
STANDIN_EXPORTED int contextError();

} // namespace standin
