// The driver's functions for rows of memory: copies and fills whose rows lie a pitch apart.
#include "api.h"
#include "work.h"

using namespace standin;

// As cuda.h has it.
struct CUDA_MEMCPY2D {
    size_t srcXInBytes, srcY;
    int srcMemoryType;
    const void* srcHost;
    CUdeviceptr srcDevice;
    void* srcArray;
    size_t srcPitch;
    size_t dstXInBytes, dstY;
    int dstMemoryType;
    void* dstHost;
    CUdeviceptr dstDevice;
    void* dstArray;
    size_t dstPitch;
    size_t WidthInBytes, Height;
};

namespace {

constexpr unsigned QUEUES = DRIVER | CONTEXT;
constexpr unsigned WAITS = DRIVER | CONTEXT | SAFETY;

enum MemoryType { HOST = 1, DEVICE = 2, UNIFIED = 4 };

char* start(int type, const void* host, CUdeviceptr device, size_t pitch, size_t x, size_t y) {
    require(type == HOST || type == DEVICE || type == UNIFIED, CUDA_ERROR_INVALID_VALUE);  // no arrays
    const void* base = type == HOST ? host : address(device);
    require(base != nullptr, CUDA_ERROR_INVALID_VALUE);
    return static_cast<char*>(const_cast<void*>(base)) + y * pitch + x;
}

Operation copyingRows(const char* name, const Context& context, const CUDA_MEMCPY2D& copy, bool later) {
    size_t width = copy.WidthInBytes, height = copy.Height;
    // a pitch of 0 says that the rows lie one behind the other
    size_t toPitch = copy.dstPitch == 0 ? width : copy.dstPitch;
    size_t fromPitch = copy.srcPitch == 0 ? width : copy.srcPitch;
    require(copy.dstXInBytes + width <= toPitch && copy.srcXInBytes + width <= fromPitch, CUDA_ERROR_INVALID_VALUE);
    char* to = start(copy.dstMemoryType, copy.dstHost, copy.dstDevice, toPitch, copy.dstXInBytes, copy.dstY);
    char* from = start(copy.srcMemoryType, copy.srcHost, copy.srcDevice, fromPitch, copy.srcXInBytes, copy.srcY);
    Direction direction = copy.dstMemoryType == DEVICE && copy.srcMemoryType == HOST   ? Direction::HOST_TO_DEVICE
                          : copy.dstMemoryType == HOST && copy.srcMemoryType == DEVICE ? Direction::DEVICE_TO_HOST
                                                                                       : directionOf(to, from);
    return copying(name, direction, {to, toPitch, &context}, {from, fromPitch, &context}, width, height, later);
}

CUresult copyNow(const char* name, const CUDA_MEMCPY2D* copy) {
    return call(name, WAITS, [&](Context* context) {
        counter("waits")++;
        put(context->legacyStream, copyingRows(name, *context, given(copy), false));
        finish(context->legacyStream);
    });
}

CUresult fillRows(const char* name, CUdeviceptr at, size_t pitch, unsigned value, size_t elementBytes, size_t width,
                  size_t height, CUstream stream) {
    return call(name, QUEUES, [&](Context* context) {
        put(streamOf(stream), filling(name, *context, address(at), value, elementBytes, width, pitch, height));
    });
}

}  // namespace

CUDA_API cuMemcpy2D_v2(const CUDA_MEMCPY2D* copy) { return copyNow("cuMemcpy2D", copy); }

CUDA_API cuMemcpy2DUnaligned_v2(const CUDA_MEMCPY2D* copy) { return copyNow("cuMemcpy2DUnaligned", copy); }

CUDA_API cuMemcpy2DAsync_v2(const CUDA_MEMCPY2D* copy, CUstream stream) {
    return call("cuMemcpy2DAsync", QUEUES, [&](Context* context) {
        put(streamOf(stream), copyingRows("cuMemcpy2DAsync", *context, given(copy), true));
    });
}

CUDA_API cuMemsetD2D8_v2(CUdeviceptr at, size_t pitch, unsigned char value, size_t width, size_t height) {
    return fillRows("cuMemsetD2D8", at, pitch, value, 1, width, height, nullptr);
}

CUDA_API cuMemsetD2D32_v2(CUdeviceptr at, size_t pitch, unsigned value, size_t width, size_t height) {
    return fillRows("cuMemsetD2D32", at, pitch, value, 4, width, height, nullptr);
}

CUDA_API cuMemsetD2D8Async(CUdeviceptr at, size_t pitch, unsigned char value, size_t width, size_t height,
                           CUstream stream) {
    return fillRows("cuMemsetD2D8Async", at, pitch, value, 1, width, height, stream);
}

CUDA_API cuMemsetD2D32Async(CUdeviceptr at, size_t pitch, unsigned value, size_t width, size_t height,
                            CUstream stream) {
    return fillRows("cuMemsetD2D32Async", at, pitch, value, 4, width, height, stream);
}
