// The driver's functions for streams, events and captures.
#include "api.h"
#include "streams.h"

using namespace standin;

namespace {

constexpr unsigned QUEUES = DRIVER | CONTEXT;
constexpr unsigned WAITS = DRIVER | CONTEXT | SAFETY;
constexpr unsigned DESTROYS = DRIVER | CONTEXT | GIVES_UP;

// A stream that captures can't be waited for, and is spoiled by who tries.
void refuseCapturing(const std::shared_ptr<Stream>& stream) {
    if (!stream->capture) return;
    stream->capture->invalid = true;
    throw Refusal{CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED};
}

void createStream(CUstream* stream, unsigned flags, int priority, Context* context) {
    given(stream) = standin::createStream(*context, flags, priority);
}

}  // namespace

CUDA_API cuStreamCreate(CUstream* stream, unsigned flags) {
    return call("cuStreamCreate", QUEUES, [&](Context* context) { createStream(stream, flags, 0, context); });
}

CUDA_API cuStreamCreateWithPriority(CUstream* stream, unsigned flags, int priority) {
    return call("cuStreamCreateWithPriority", QUEUES,
                [&](Context* context) { createStream(stream, flags, priority, context); });
}

CUDA_API cuStreamDestroy_v2(CUstream stream) {
    return call("cuStreamDestroy", DESTROYS, [&](Context*) { destroyStream(stream); });
}

CUDA_API cuStreamGetPriority(CUstream stream, int* priority) {
    return call("cuStreamGetPriority", QUEUES, [&](Context*) { given(priority) = streamOf(stream)->priority; });
}

CUDA_API cuStreamGetFlags(CUstream stream, unsigned* flags) {
    return call("cuStreamGetFlags", QUEUES, [&](Context*) { given(flags) = streamOf(stream)->flags; });
}

CUDA_API cuStreamGetCtx(CUstream stream, CUcontext* context) {
    return call("cuStreamGetCtx", QUEUES, [&](Context*) { given(context) = streamOf(stream)->context; });
}

CUDA_API cuStreamSynchronize(CUstream stream) {
    return call("cuStreamSynchronize", QUEUES, [&](Context*) {
        std::shared_ptr<Stream> it = streamOf(stream);
        refuseCapturing(it);
        refuseUnsafe();
        counter("waits")++;
        finish(it);
    });
}

CUDA_API cuStreamQuery(CUstream stream) {
    return call("cuStreamQuery", QUEUES, [&](Context*) {
        std::shared_ptr<Stream> it = streamOf(stream);
        refuseCapturing(it);
        refuseUnsafe();
        require(progress(it), CUDA_ERROR_NOT_READY);
    });
}

CUDA_API cuStreamWaitEvent(CUstream stream, CUevent event, unsigned flags) {
    return call("cuStreamWaitEvent", QUEUES,
                [&](Context*) { waitFor(checked(event), streamOf(stream), flags); });
}

CUDA_API cuLaunchHostFunc(CUstream stream, void (*function)(void*), void* data) {
    return call("cuLaunchHostFunc", QUEUES, [&](Context*) {
        require(function != nullptr, CUDA_ERROR_INVALID_VALUE);
        put(streamOf(stream), {NodeType::HOST, "cuLaunchHostFunc", [=] {
                                   function(data);
                                   return 0;
                               }});
    });
}

CUDA_API cuEventCreate(CUevent* event, unsigned flags) {
    return call("cuEventCreate", QUEUES, [&](Context* context) {
        require(flags < 8, CUDA_ERROR_INVALID_VALUE);
        given(event) = createEvent(*context, flags);
    });
}

CUDA_API cuEventDestroy_v2(CUevent event) {
    return call("cuEventDestroy", DESTROYS, [&](Context*) { destroyEvent(event); });
}

CUDA_API cuEventRecordWithFlags(CUevent event, CUstream stream, unsigned flags) {
    return call("cuEventRecordWithFlags", QUEUES, [&](Context*) {
        require(flags <= EVENT_EXTERNAL, CUDA_ERROR_INVALID_VALUE);
        record(checked(event), streamOf(stream), flags);
    });
}

CUDA_API cuEventRecord(CUevent event, CUstream stream) {
    return call("cuEventRecord", QUEUES, [&](Context*) { record(checked(event), streamOf(stream), 0); });
}

CUDA_API cuEventQuery(CUevent event) {
    return call("cuEventQuery", WAITS, [&](Context*) { require(progress(checked(event)), CUDA_ERROR_NOT_READY); });
}

CUDA_API cuEventSynchronize(CUevent event) {
    return call("cuEventSynchronize", WAITS, [&](Context*) {
        counter("waits")++;
        finish(checked(event));
    });
}

static CUresult elapsed(const char* name, float* milliseconds, CUevent start, CUevent end) {
    return call(name, QUEUES, [&](Context*) {
        bool timed = ((checked(start).flags | checked(end).flags) & EVENT_DISABLE_TIMING) == 0;
        require(timed && start->moment && end->moment, CUDA_ERROR_INVALID_HANDLE);
        require(!start->capture && !end->capture, CUDA_ERROR_CAPTURED_EVENT);
        require(start->moment->passed && end->moment->passed, CUDA_ERROR_NOT_READY);
        given(milliseconds) = static_cast<float>(end->moment->nanoseconds - start->moment->nanoseconds) * 1e-6f;
    });
}

CUDA_API cuEventElapsedTime(float* milliseconds, CUevent start, CUevent end) {
    return elapsed("cuEventElapsedTime", milliseconds, start, end);
}

CUDA_API cuEventElapsedTime_v2(float* milliseconds, CUevent start, CUevent end) {
    return elapsed("cuEventElapsedTime", milliseconds, start, end);
}

CUDA_API cuStreamBeginCapture_v2(CUstream stream, int mode) {
    return call("cuStreamBeginCapture", QUEUES, [&](Context*) {
        require(mode >= 0 && mode <= 2, CUDA_ERROR_INVALID_VALUE);
        beginCapture(streamOf(stream), static_cast<CaptureMode>(mode));
    });
}

CUDA_API cuStreamEndCapture(CUstream stream, CUgraph* graph) {
    bool asked = false;
    CUresult result = call("cuStreamEndCapture", DRIVER | CONTEXT | GIVES_UP, [&](Context*) {
        asked = true;
        given(graph) = nullptr;
        *graph = endCapture(streamOf(stream));
    });
    // a failure that was asked for ends the capture too
    std::lock_guard<std::recursive_mutex> guard(lock);
    if (!asked && currentContext() != nullptr) {
        forEachStream(*currentContext(), [=](const std::shared_ptr<Stream>& it) {
            if (it.get() == stream && it->capture) abandon(it);
        });
    }
    return result;
}

CUDA_API cuStreamIsCapturing(CUstream stream, int* status) {
    return call("cuStreamIsCapturing", QUEUES,
                [&](Context*) { given(status) = static_cast<int>(statusOf(*streamOf(stream))); });
}

CUDA_API cuThreadExchangeStreamCaptureMode(int* mode) {
    return call("cuThreadExchangeStreamCaptureMode", DRIVER, [&](Context*) {
        require(given(mode) >= 0 && *mode <= 2, CUDA_ERROR_INVALID_VALUE);
        *mode = static_cast<int>(exchangeMode(static_cast<CaptureMode>(*mode)));
    });
}
