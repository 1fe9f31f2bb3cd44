// The work that can be put on a stream: copies, fills, kernels, and what other libraries put there.
#pragma once

#include "fibres.h"
#include "modules.h"
#include "streams.h"

namespace standin {

enum class Direction { HOST_TO_DEVICE, DEVICE_TO_HOST, DEVICE_TO_DEVICE, PEER, HOST_TO_HOST };

// The direction of a copy between addresses of which only the driver knows where they are.
Direction directionOf(const void* to, const void* from);

// Where a copy goes to or comes from: its first row, how far apart rows are, and whose memory it is.
struct End {
    void* at;
    size_t pitch;
    const Context* owner;
};

// A copy of rows (usually of one), or the refusal of one whose ranges are wrong. One that is done `later` needs pinned
// memory on the host's side.
Operation copying(const char* name, Direction direction, End to, End from, size_t width, size_t height, bool later);

// Fills rows with elements of 1, 2 or 4 bytes.
Operation filling(const char* name, const Context& context, void* at, unsigned value, size_t elementBytes, size_t width,
                  size_t pitch, size_t height);

struct Launch {
    Dim3 grid, block;
    size_t sharedBytes;
    void** arguments;
};

Operation launching(const Context& context, const CUfunc_st& function, const Launch& launch);

}  // namespace standin
