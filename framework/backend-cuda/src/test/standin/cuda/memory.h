// The memory of the devices, and host memory that the driver knows (pinned memory).
//
// Device memory is memory of the process, so kernels compiled as C++ can work on it. It is filled with junk when it
// is given out and when it is freed, and has guard zones at both ends in which a kernel that writes past an end leaves
// its marks.
#pragma once

#include "contexts.h"
#include "standin.h"

#include <cstdint>

namespace standin {

enum class Kind { DEVICE, HOST, REGISTERED };

struct Allocation {
    Kind kind;
    char* start;
    size_t bytes;
    Context* context;
    unsigned flags;
};

void* allocate(Context& context, Kind kind, size_t bytes, unsigned flags);
void registerHost(Context& context, void* start, size_t bytes, unsigned flags);
void release(void* start, Kind kind);  // refuses what isn't the start of an allocation of this kind
void freeMemory(Context& context);     // all that was allocated in it
size_t usedOn(int device);

// The allocation in which an address lies, its end included, or null.
const Allocation* find(const void* address);

// What is wrong with a range as device memory, in words; empty where it lies in one allocation.
std::string whyNoDeviceMemory(const void* at, size_t bytes);
// The same, for work that runs in a context: it must reach the range, which may be pinned memory too.
std::string whyOutOfReach(const Context& context, const void* at, size_t bytes);
// The same for memory of the host that the device itself reads or writes, at some later time.
std::string whyNotPinned(const void* at, size_t bytes);

// Whether the guard zones around an allocation are as they were; mends them.
bool guardsIntact(const Allocation& allocation);

}  // namespace standin
