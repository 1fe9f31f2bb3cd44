// A CPU stand-in for libcudnn.so.9: handles, versions, names of errors. It lets the backend be tested without a GPU:
// each call is checked as strictly as the library says, its work is queued on the handle's stream, and its numbers
// are computed in plain C++.
#include "library.h"

#include "numbers.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

extern "C" int cuCtxGetCurrent(CUctx_st** context);
extern "C" int cuStreamIsCapturing(CUstream_st* stream, int* capturing);

namespace dnn {

enum { VERSION = 91300, CUDA_VERSION = 12060 };

static thread_local std::string lastError;

const char* nameOf(cudnnStatus_t status) {
  switch (status) {
#define NAME(code) \
  case code:     \
    return "CUDNN_STATUS_" #code;
    NAME(SUCCESS)
    NAME(NOT_INITIALIZED)
    NAME(BAD_PARAM)
    NAME(BAD_PARAM_NULL_POINTER)
    NAME(BAD_PARAM_MISALIGNED_POINTER)
    NAME(BAD_PARAM_OUT_OF_BOUND)
    NAME(BAD_PARAM_SIZE_INSUFFICIENT)
    NAME(BAD_PARAM_SHAPE_MISMATCH)
    NAME(NOT_SUPPORTED)
    NAME(NOT_SUPPORTED_SHAPE)
    NAME(NOT_SUPPORTED_DATA_TYPE)
    NAME(NOT_SUPPORTED_LAYOUT)
    NAME(INTERNAL_ERROR)
    NAME(INTERNAL_ERROR_HOST_ALLOCATION_FAILED)
    NAME(EXECUTION_FAILED)
    NAME(EXECUTION_FAILED_CUDA_DRIVER)
    NAME(EXECUTION_FAILED_CUDART)
#undef NAME
    default:
      return "CUDNN_UNKNOWN_STATUS";
  }
}

void enter(const char* function) {
  int status = standin::failure(function);
  if (status != 0) throw Refusal{status, "this failure was asked for"};
}

/** With CUDNN_STANDIN_SAY=1 in the environment, each refusal is written to the standard error. */
cudnnStatus_t refuse(const char* function, const Refusal& refusal) {
  lastError = std::string(function) + ": " + refusal.why;
  static const bool say = std::getenv("CUDNN_STANDIN_SAY") != nullptr;
  if (say) std::fprintf(stderr, "%s: %s (%s)\n", function, refusal.why.c_str(), nameOf(refusal.status));
  return refusal.status;
}

static CUctx_st* currentContext() {
  CUctx_st* context = nullptr;
  return cuCtxGetCurrent(&context) == 0 ? context : nullptr;
}

Queue::Queue(const char* function, cudnnHandle_t handle)
    : function(function), handle(given(handle, "the handle is null")) {
  require(this->handle.context == currentContext(), BAD_PARAM,
      "another context is current than when the handle was made");
  require(standin::contextError() == 0, EXECUTION_FAILED_CUDART, "the context is broken by an earlier error");
}

void Queue::put(std::vector<Range> memory, std::function<void()> work) const {
  int result = standin::enqueue(handle.stream, function, std::move(work), std::move(memory));
  require(result == 0, EXECUTION_FAILED_CUDA_DRIVER, "the driver takes no work on the handle's stream");
}

void Queue::refuseCapture() const {
  int capturing = 0;
  cuStreamIsCapturing(handle.stream, &capturing);
  require(capturing == 0, EXECUTION_FAILED_CUDART, "this call waits for the stream, which is capturing");
}

Range memory(const void* pointer, size_t bytes, size_t alignment, const char* what) {
  if (pointer == nullptr) throw Refusal{BAD_PARAM_NULL_POINTER, std::string(what) + " is null"};
  if (reinterpret_cast<size_t>(pointer) % alignment != 0) {
    throw Refusal{BAD_PARAM_MISALIGNED_POINTER, std::string(what) + " is not aligned"};
  }
  return {pointer, bytes};
}

Range workspace(const void* pointer, size_t given, size_t needed) {
  if (needed == 0) return {nullptr, 0};
  require(given >= needed, BAD_PARAM_SIZE_INSUFFICIENT, "the work space is too small");
  return memory(pointer, needed, 16, "the work space");
}

void scribble(void* pointer, size_t bytes) {
  if (bytes > 0) std::memset(pointer, 0xff, bytes);
}

}  // namespace dnn

using namespace dnn;

// STANDIN_CUDNN=8 tells of an older one, for the test of what is said then.
extern "C" __attribute__((visibility("default"))) size_t cudnnGetVersion() {
  const char* told = std::getenv("STANDIN_CUDNN");
  return told ? std::strtoul(told, nullptr, 10) : size_t{VERSION};
}

extern "C" __attribute__((visibility("default"))) size_t cudnnGetCudartVersion() { return CUDA_VERSION; }

extern "C" __attribute__((visibility("default"))) const char* cudnnGetErrorString(cudnnStatus_t status) {
  return nameOf(status);
}

extern "C" __attribute__((visibility("default"))) void cudnnGetLastErrorString(char* message, size_t size) {
  if (message != nullptr && size > 0) std::snprintf(message, size, "%s", lastError.c_str());
}

CUDNN_API cudnnGetProperty(int property, int* value) {
  return call(__func__, [&] {
    require(property >= 0 && property < 3, BAD_PARAM, "properties are 0 major, 1 minor, 2 patch level");
    int parts[] = {VERSION / 10000, VERSION / 100 % 100, VERSION % 100};
    given(value) = parts[property];
  });
}

CUDNN_API cudnnCreate(cudnnHandle_t* handle) {
  return call(__func__, [&] {
    given(handle, "the place for the handle is null");
    CUctx_st* context = currentContext();
    require(context != nullptr, NOT_INITIALIZED, "no context is current");
    require(standin::contextError() == 0, NOT_INITIALIZED, "the context is broken by an earlier error");
    *handle = new cudnnContext{context, nullptr};
    standin::count("live.cudnn.handles", 1);
  });
}

CUDNN_API cudnnDestroy(cudnnHandle_t handle) {
  return call(__func__, [&] {
    delete &given(handle, "the handle is null");
    standin::count("live.cudnn.handles", -1);
  });
}

CUDNN_API cudnnSetStream(cudnnHandle_t handle, CUstream_st* stream) {
  return call(__func__, handle, [&](const Queue&) { handle->stream = stream; });
}

CUDNN_API cudnnGetStream(cudnnHandle_t handle, CUstream_st** stream) {
  return call(__func__, [&] { given(stream) = given(handle, "the handle is null").stream; });
}
