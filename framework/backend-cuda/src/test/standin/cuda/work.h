// The work that can be put on a stream: copies, fills, kernels, and what other libraries put there.
#pragma once

#include "fibres.h"
#include "modules.h"
#include "streams.h"

namespace standin {

enum class Direction { HOST_TO_DEVICE, DEVICE_TO_HOST, DEVICE_TO_DEVICE, PEER, HOST_TO_HOST };

// The direction of a copy between addresses of which only the driver knows where they are.
Direction directionOf(const void* to, const void* from);

// A copy, or the refusal of one whose ranges are wrong. A `later` copy of host memory needs pinned memory.
Operation copying(const char* name, Direction direction, void* to, const Context& ownerOfTo, const void* from,
                  const Context& ownerOfFrom, size_t bytes, bool later);

// Fills `count` elements of 1, 2 or 4 bytes.
Operation filling(const char* name, const Context& context, void* at, unsigned value, size_t elementBytes, size_t count);

struct Launch {
    Dim3 grid, block;
    size_t sharedBytes;
    void** arguments;
};

Operation launching(const Context& context, const CUfunc_st& function, const Launch& launch);

}  // namespace standin
