// Runs the threads of a kernel's grid, one block after the other, all on the calling thread of the host.
//
// Threads are run one by one, as a plain loop. Only a thread that comes to a barrier or exchanges values with its warp
// needs a stack that survives while others go on: the loop was on a fibre all the while, that fibre is left where it
// is, and another fibre takes the loop over. So a kernel without barriers costs no switches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace standin {

struct Dim3 {
    unsigned x, y, z;
};

// What the kernels see as threadIdx, blockIdx, blockDim and gridDim. (Hidden: read without a detour.)
extern __attribute__((visibility("hidden"))) Dim3 threadIndex, blockIndex, blockSize, gridSize;

// Runs `thread` for each thread of the grid. Returns 0, or the CUresult with which the launch failed: a barrier that
// not all threads of the block reach, a failed assert, a trap.
int runGrid(const char* kernel, Dim3 grid, Dim3 block, size_t sharedBytes, const std::function<void()>& thread);

// Called by kernels, by way of the shim:
void barrier();         // __syncthreads
void* dynamicShared();  // the launch's dynamic shared memory, which is junk at the beginning of each block

enum class Exchange { SHUFFLE, BALLOT, SYNC };

// All living lanes of the warp that are in the mask meet here. SHUFFLE gives the value of the lane `source`, BALLOT
// the bits of the lanes whose value isn't 0.
uint64_t exchange(Exchange kind, uint32_t mask, uint64_t value, int source);

// Ends the launch with an error: __trap(), assert().
[[noreturn]] void stopGrid(int result, const char* why);

}  // namespace standin
