// The driver's functions for errors, devices and contexts.
#include "api.h"
#include "memory.h"

#include <cstdio>
#include <cstring>

using namespace standin;

namespace {

int checkedDevice(CUdevice device) {
    require(device >= 0 && device < deviceCount(), CUDA_ERROR_INVALID_DEVICE);
    return device;
}

}  // namespace

CUDA_API cuGetErrorName(CUresult error, const char** name) {
    if (name == nullptr) return CUDA_ERROR_INVALID_VALUE;
    *name = nameOf(error);
    return *name == nullptr ? CUDA_ERROR_INVALID_VALUE : CUDA_SUCCESS;
}

CUDA_API cuGetErrorString(CUresult error, const char** text) {
    if (text == nullptr) return CUDA_ERROR_INVALID_VALUE;
    *text = explanationOf(error);
    return *text == nullptr ? CUDA_ERROR_INVALID_VALUE : CUDA_SUCCESS;
}

CUDA_API cuInit(unsigned flags) {
    return call("cuInit", NOTHING, [&](Context*) {
        require(flags == 0, CUDA_ERROR_INVALID_VALUE);
        initialise();
    });
}

CUDA_API cuDriverGetVersion(int* version) {
    return call("cuDriverGetVersion", NOTHING,
                [&](Context*) { given(version) = static_cast<int>(number("driver", 12060)); });
}

CUDA_API cuDeviceGetCount(int* count) {
    return call("cuDeviceGetCount", DRIVER, [&](Context*) { given(count) = deviceCount(); });
}

CUDA_API cuDeviceGet(CUdevice* device, int index) {
    return call("cuDeviceGet", DRIVER, [&](Context*) { given(device) = checkedDevice(index); });
}

CUDA_API cuDeviceGetName(char* name, int bytes, CUdevice device) {
    return call("cuDeviceGetName", DRIVER, [&](Context*) {
        checkedDevice(device);
        require(bytes > 0, CUDA_ERROR_INVALID_VALUE);
        std::snprintf(&given(name), bytes, "%s", setting("name", "CPU stand-in").c_str());
    });
}

CUDA_API cuDeviceGetAttribute(int* value, int attribute, CUdevice device) {
    return call("cuDeviceGetAttribute", DRIVER, [&](Context*) {
        require(attribute > 0, CUDA_ERROR_INVALID_VALUE);
        given(value) = attributeOf(checkedDevice(device), attribute);
    });
}

CUDA_API cuDeviceComputeCapability(int* major, int* minor, CUdevice device) {
    return call("cuDeviceComputeCapability", DRIVER, [&](Context*) {
        given(major) = attributeOf(checkedDevice(device), 75);
        given(minor) = attributeOf(device, 76);
    });
}

CUDA_API cuDeviceTotalMem_v2(size_t* bytes, CUdevice device) {
    return call("cuDeviceTotalMem", DRIVER, [&](Context*) { given(bytes) = memoryOf(checkedDevice(device)); });
}

CUDA_API cuDeviceGetPCIBusId(char* text, int bytes, CUdevice device) {
    return call("cuDeviceGetPCIBusId", DRIVER, [&](Context*) {
        require(bytes >= 13, CUDA_ERROR_INVALID_VALUE);
        std::snprintf(&given(text), bytes, "0000:%02x:00.0", checkedDevice(device) + 1);
    });
}

CUDA_API cuDeviceGetUuid_v2(char* sixteenBytes, CUdevice device) {
    return call("cuDeviceGetUuid", DRIVER, [&](Context*) {
        std::memset(&given(sixteenBytes), 0x5d, 16);
        sixteenBytes[15] = static_cast<char>(checkedDevice(device));
    });
}

CUDA_API cuDeviceGetUuid(char* sixteenBytes, CUdevice device) { return cuDeviceGetUuid_v2(sixteenBytes, device); }

CUDA_API cuDevicePrimaryCtxRetain(CUcontext* context, CUdevice device) {
    return call("cuDevicePrimaryCtxRetain", DRIVER, [&](Context*) {
        given(context);
        int loss = lossOf(checkedDevice(device));
        require(loss == 0, static_cast<CUresult>(loss));
        *context = retainPrimary(device);
    });
}

CUDA_API cuDevicePrimaryCtxRelease_v2(CUdevice device) {
    return call("cuDevicePrimaryCtxRelease", DRIVER, [&](Context*) { releasePrimary(checkedDevice(device)); });
}

CUDA_API cuDevicePrimaryCtxReset_v2(CUdevice device) {
    return call("cuDevicePrimaryCtxReset", DRIVER, [&](Context*) { resetPrimary(checkedDevice(device)); });
}

CUDA_API cuDevicePrimaryCtxSetFlags_v2(CUdevice device, unsigned) {
    return call("cuDevicePrimaryCtxSetFlags", DRIVER, [&](Context*) { checkedDevice(device); });
}

CUDA_API cuDevicePrimaryCtxGetState(CUdevice device, unsigned* flags, int* active) {
    return call("cuDevicePrimaryCtxGetState", DRIVER, [&](Context*) {
        given(flags) = 0;
        given(active) = primaryActive(checkedDevice(device)) ? 1 : 0;
    });
}

CUDA_API cuCtxSetCurrent(CUcontext context) {
    return call("cuCtxSetCurrent", DRIVER, [&](Context*) { setCurrent(context); });
}

CUDA_API cuCtxGetCurrent(CUcontext* context) {
    return call("cuCtxGetCurrent", DRIVER, [&](Context* current) { given(context) = current; });
}

CUDA_API cuCtxPushCurrent_v2(CUcontext context) {
    return call("cuCtxPushCurrent", DRIVER, [&](Context*) { pushCurrent(context); });
}

CUDA_API cuCtxPopCurrent_v2(CUcontext* context) {
    return call("cuCtxPopCurrent", DRIVER, [&](Context*) {
        Context* popped = popCurrent();
        if (context != nullptr) *context = popped;
    });
}

CUDA_API cuCtxGetDevice(CUdevice* device) {
    return call("cuCtxGetDevice", DRIVER | CONTEXT, [&](Context* context) { given(device) = context->device; });
}

CUDA_API cuCtxGetStreamPriorityRange(int* least, int* greatest) {
    return call("cuCtxGetStreamPriorityRange", DRIVER | CONTEXT, [&](Context*) {
        if (least != nullptr) *least = 0;
        if (greatest != nullptr) *greatest = -5;
    });
}

CUDA_API cuCtxSynchronize() {
    return call("cuCtxSynchronize", DRIVER | CONTEXT | SAFETY, [&](Context* context) {
        counter("waits")++;
        finishStreams(*context);
    });
}

CUDA_API cuDeviceCanAccessPeer(int* can, CUdevice device, CUdevice peer) {
    return call("cuDeviceCanAccessPeer", DRIVER, [&](Context*) {
        given(can) = checkedDevice(device) != checkedDevice(peer) && number("peer", 1) != 0 ? 1 : 0;
    });
}

CUDA_API cuCtxEnablePeerAccess(CUcontext peer, unsigned flags) {
    return call("cuCtxEnablePeerAccess", DRIVER | CONTEXT, [&](Context* context) {
        require(flags == 0, CUDA_ERROR_INVALID_VALUE);
        require(checked(peer).device != context->device, CUDA_ERROR_INVALID_DEVICE);
        require(number("peer", 1) != 0, CUDA_ERROR_PEER_ACCESS_UNSUPPORTED);
        require(context->peers.insert(peer).second, CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED);
    });
}

CUDA_API cuCtxDisablePeerAccess(CUcontext peer) {
    return call("cuCtxDisablePeerAccess", DRIVER | CONTEXT, [&](Context* context) {
        require(context->peers.erase(&checked(peer)) > 0, CUDA_ERROR_PEER_ACCESS_NOT_ENABLED);
    });
}

CUDA_API cuCtxGetApiVersion(CUcontext context, unsigned* version) {
    return call("cuCtxGetApiVersion", DRIVER, [&](Context* current) {
        checked(context == nullptr ? current : context);
        given(version) = 12000;
    });
}

// There is no profiler to be told where to begin.
CUDA_API cuProfilerStart() {
    return call("cuProfilerStart", DRIVER | CONTEXT, [](Context*) {});
}

CUDA_API cuProfilerStop() {
    return call("cuProfilerStop", DRIVER | CONTEXT, [](Context*) {});
}
