// The driver's functions for memory, copies and fills.
#include "api.h"
#include "memory.h"
#include "work.h"

using namespace standin;

namespace {

constexpr unsigned QUEUES = DRIVER | CONTEXT;
constexpr unsigned WAITS = DRIVER | CONTEXT | SAFETY;
constexpr unsigned FREES = DRIVER | CONTEXT | SAFETY | GIVES_UP;

// A copy of bytes in a row.
Operation copying(const char* name, Direction direction, void* to, const Context& ownerOfTo, const void* from,
                  const Context& ownerOfFrom, size_t bytes, bool later) {
    End source = {const_cast<void*>(from), bytes, &ownerOfFrom};
    return standin::copying(name, direction, {to, bytes, &ownerOfTo}, source, bytes, 1, later);
}

// A copy that is put on a stream.
CUresult copyLater(const char* name, Direction direction, void* to, const void* from, size_t bytes, CUstream stream) {
    return call(name, QUEUES, [&](Context* context) {
        put(streamOf(stream), copying(name, direction, to, *context, from, *context, bytes, true));
    });
}

// A copy that is done when the function returns, behind what is on the legacy stream.
CUresult copyNow(const char* name, Direction direction, void* to, const void* from, size_t bytes) {
    return call(name, WAITS, [&](Context* context) {
        counter("waits")++;
        put(context->legacyStream, copying(name, direction, to, *context, from, *context, bytes, false));
        finish(context->legacyStream);
    });
}

CUresult fill(const char* name, CUdeviceptr at, unsigned value, size_t elementBytes, size_t count, CUstream stream) {
    return call(name, QUEUES, [&](Context* context) {
        put(streamOf(stream), filling(name, *context, address(at), value, elementBytes, count, 0, 1));
    });
}

}  // namespace

CUDA_API cuMemGetInfo_v2(size_t* free, size_t* total) {
    return call("cuMemGetInfo", DRIVER | CONTEXT, [&](Context* context) {
        given(total) = memoryOf(context->device);
        size_t used = usedOn(context->device);
        given(free) = used < *total ? *total - used : 0;
    });
}

CUDA_API cuMemAlloc_v2(CUdeviceptr* pointer, size_t bytes) {
    return call("cuMemAlloc", WAITS, [&](Context* context) {
        given(pointer) = reinterpret_cast<CUdeviceptr>(allocate(*context, Kind::DEVICE, bytes, 0));
    });
}

CUDA_API cuMemFree_v2(CUdeviceptr pointer) {
    return call("cuMemFree", FREES, [&](Context*) {
        if (pointer == 0) return;
        const Allocation* allocation = find(address(pointer));
        require(allocation != nullptr, CUDA_ERROR_INVALID_VALUE);
        finishStreams(*allocation->context);  // the driver frees nothing that is still worked on
        release(address(pointer), Kind::DEVICE);
    });
}

CUDA_API cuMemGetAddressRange_v2(CUdeviceptr* start, size_t* bytes, CUdeviceptr pointer) {
    return call("cuMemGetAddressRange", DRIVER | CONTEXT, [&](Context*) {
        const Allocation* allocation = find(address(pointer));
        require(allocation != nullptr && allocation->kind == Kind::DEVICE, CUDA_ERROR_NOT_FOUND);
        if (start != nullptr) *start = reinterpret_cast<CUdeviceptr>(allocation->start);
        if (bytes != nullptr) *bytes = allocation->bytes;
    });
}

CUDA_API cuMemHostAlloc(void** pointer, size_t bytes, unsigned flags) {
    return call("cuMemHostAlloc", WAITS, [&](Context* context) {
        require(flags < 8, CUDA_ERROR_INVALID_VALUE);
        given(pointer) = allocate(*context, Kind::HOST, bytes, flags);
    });
}

CUDA_API cuMemAllocHost_v2(void** pointer, size_t bytes) {
    return call("cuMemAllocHost", WAITS,
                [&](Context* context) { given(pointer) = allocate(*context, Kind::HOST, bytes, 0); });
}

CUDA_API cuMemFreeHost(void* pointer) {
    return call("cuMemFreeHost", FREES, [&](Context* context) {
        if (pointer == nullptr) return;
        finishStreams(*context);
        release(pointer, Kind::HOST);
    });
}

CUDA_API cuMemHostRegister_v2(void* pointer, size_t bytes, unsigned flags) {
    return call("cuMemHostRegister", WAITS,
                [&](Context* context) { registerHost(*context, pointer, bytes, flags); });
}

CUDA_API cuMemHostUnregister(void* pointer) {
    return call("cuMemHostUnregister", FREES, [&](Context* context) {
        finishStreams(*context);
        release(pointer, Kind::REGISTERED);
    });
}

CUDA_API cuMemHostGetDevicePointer_v2(CUdeviceptr* device, void* pointer, unsigned) {
    return call("cuMemHostGetDevicePointer", DRIVER | CONTEXT, [&](Context*) {
        const Allocation* allocation = find(pointer);
        require(allocation != nullptr && allocation->kind != Kind::DEVICE, CUDA_ERROR_INVALID_VALUE);
        given(device) = reinterpret_cast<CUdeviceptr>(pointer);
    });
}

CUDA_API cuMemHostGetFlags(unsigned* flags, void* pointer) {
    return call("cuMemHostGetFlags", DRIVER | CONTEXT, [&](Context*) {
        const Allocation* allocation = find(pointer);
        require(allocation != nullptr && allocation->kind == Kind::HOST, CUDA_ERROR_INVALID_VALUE);
        given(flags) = allocation->flags;
    });
}

CUDA_API cuMemcpyHtoD_v2(CUdeviceptr to, const void* from, size_t bytes) {
    return copyNow("cuMemcpyHtoD", Direction::HOST_TO_DEVICE, address(to), from, bytes);
}

CUDA_API cuMemcpyDtoH_v2(void* to, CUdeviceptr from, size_t bytes) {
    return copyNow("cuMemcpyDtoH", Direction::DEVICE_TO_HOST, to, address(from), bytes);
}

// The host doesn't wait for copies inside of devices, nor for fills, although their functions have no stream.
CUDA_API cuMemcpyDtoD_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes) {
    return copyLater("cuMemcpyDtoD", Direction::DEVICE_TO_DEVICE, address(to), address(from), bytes, nullptr);
}

CUDA_API cuMemcpy(CUdeviceptr to, CUdeviceptr from, size_t bytes) {
    return copyNow("cuMemcpy", directionOf(address(to), address(from)), address(to), address(from), bytes);
}

CUDA_API cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void* from, size_t bytes, CUstream stream) {
    return copyLater("cuMemcpyHtoDAsync", Direction::HOST_TO_DEVICE, address(to), from, bytes, stream);
}

CUDA_API cuMemcpyDtoHAsync_v2(void* to, CUdeviceptr from, size_t bytes, CUstream stream) {
    return copyLater("cuMemcpyDtoHAsync", Direction::DEVICE_TO_HOST, to, address(from), bytes, stream);
}

CUDA_API cuMemcpyDtoDAsync_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream) {
    return copyLater("cuMemcpyDtoDAsync", Direction::DEVICE_TO_DEVICE, address(to), address(from), bytes, stream);
}

CUDA_API cuMemcpyAsync(CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream stream) {
    Direction direction = directionOf(address(to), address(from));
    return copyLater("cuMemcpyAsync", direction, address(to), address(from), bytes, stream);
}

// A copy between devices names their contexts, and needs no access of one device to the other's memory.
CUDA_API cuMemcpyPeerAsync(CUdeviceptr to, CUcontext toContext, CUdeviceptr from, CUcontext fromContext, size_t bytes,
                           CUstream stream) {
    return call("cuMemcpyPeerAsync", QUEUES, [&](Context*) {
        put(streamOf(stream), copying("cuMemcpyPeerAsync", Direction::PEER, address(to), checked(toContext),
                                      address(from), checked(fromContext), bytes, true));
    });
}

CUDA_API cuMemcpyPeer(CUdeviceptr to, CUcontext toContext, CUdeviceptr from, CUcontext fromContext, size_t bytes) {
    return call("cuMemcpyPeer", QUEUES, [&](Context* context) {
        // waits for the legacy streams of both devices, and they for it; the host doesn't wait
        finish(checked(toContext).legacyStream);
        finish(checked(fromContext).legacyStream);
        put(context->legacyStream, copying("cuMemcpyPeer", Direction::PEER, address(to), *toContext, address(from),
                                           *fromContext, bytes, false));
        finish(context->legacyStream);
    });
}

CUDA_API cuMemsetD8_v2(CUdeviceptr at, unsigned char value, size_t count) {
    return fill("cuMemsetD8", at, value, 1, count, nullptr);
}

CUDA_API cuMemsetD16_v2(CUdeviceptr at, unsigned short value, size_t count) {
    return fill("cuMemsetD16", at, value, 2, count, nullptr);
}

CUDA_API cuMemsetD32_v2(CUdeviceptr at, unsigned value, size_t count) {
    return fill("cuMemsetD32", at, value, 4, count, nullptr);
}

CUDA_API cuMemsetD8Async(CUdeviceptr at, unsigned char value, size_t count, CUstream stream) {
    return fill("cuMemsetD8Async", at, value, 1, count, stream);
}

CUDA_API cuMemsetD16Async(CUdeviceptr at, unsigned short value, size_t count, CUstream stream) {
    return fill("cuMemsetD16Async", at, value, 2, count, stream);
}

CUDA_API cuMemsetD32Async(CUdeviceptr at, unsigned value, size_t count, CUstream stream) {
    return fill("cuMemsetD32Async", at, value, 4, count, stream);
}

// Where a pointer points to: CU_POINTER_ATTRIBUTE_CONTEXT 1, MEMORY_TYPE 2, DEVICE_POINTER 3, HOST_POINTER 4,
// DEVICE_ORDINAL 9.
CUDA_API cuPointerGetAttribute(void* value, int attribute, CUdeviceptr pointer) {
    return call("cuPointerGetAttribute", DRIVER, [&](Context*) {
        const Allocation* allocation = find(address(pointer));
        require(value != nullptr && allocation != nullptr, CUDA_ERROR_INVALID_VALUE);
        switch (attribute) {
            case 1:
                *static_cast<CUcontext*>(value) = allocation->context;
                return;
            case 2:
                *static_cast<int*>(value) = allocation->kind == Kind::DEVICE ? 2 : 1;
                return;
            case 3:
                *static_cast<CUdeviceptr*>(value) = pointer;
                return;
            case 4:
                require(allocation->kind != Kind::DEVICE, CUDA_ERROR_INVALID_VALUE);
                *static_cast<void**>(value) = address(pointer);
                return;
            case 9:
                *static_cast<int*>(value) = allocation->context->device;
                return;
            default:
                throw Refusal{CUDA_ERROR_NOT_SUPPORTED};
        }
    });
}
