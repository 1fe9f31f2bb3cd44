// The head of every exported function: what is common to all calls of the library.
#pragma once

#include "standin.h"
#include "status.h"

#include <cstddef>
#include <functional>
#include <new>
#include <vector>

struct CUctx_st;

#define CUDNN_API extern "C" __attribute__((visibility("default"))) cudnnStatus_t

/** A handle belongs to the context that was current when it was made, and works on one stream. */
struct cudnnContext {
  CUctx_st* context = nullptr;
  CUstream_st* stream = nullptr;
};
typedef cudnnContext* cudnnHandle_t;

namespace dnn {

using standin::Range;

/** Where a call's work goes: the stream of its handle. Nothing is computed before the stream comes to it. */
class Queue {
public:
  Queue(const char* function, cudnnHandle_t handle);

  /** Queues the work, or records it where the stream is capturing; it touches these pieces of memory. */
  void put(std::vector<Range> memory, std::function<void()> work) const;

  /** Refuses a call that allocates or waits, which a stream that is capturing cannot do. */
  void refuseCapture() const;

private:
  const char* function;
  const cudnnContext& handle;
};

/** Counts the call and refuses it if a failure of this function is asked for. */
void enter(const char* function);

/** Keeps the reason for cudnnGetLastErrorString. */
cudnnStatus_t refuse(const char* function, const Refusal& refusal);

/** Does the body of an exported function; a refusal becomes its status. */
template <class Body>
cudnnStatus_t call(const char* function, Body body) {
  try {
    enter(function);
    body();
    return SUCCESS;
  } catch (const Refusal& refusal) {
    return refuse(function, refusal);
  } catch (const std::bad_alloc&) {
    return refuse(function, {INTERNAL_ERROR_HOST_ALLOCATION_FAILED, "no memory on the host"});
  }
}

/** The same for a function of a handle. */
template <class Body>
cudnnStatus_t call(const char* function, cudnnHandle_t handle, Body body) {
  return call(function, [&] { body(Queue(function, handle)); });
}

/** Memory of the device that work touches; refused where it is null or not aligned. */
Range memory(const void* pointer, size_t bytes, size_t alignment, const char* what);

/** A work space: as large as needed, and aligned. It may be null where none is needed. */
Range workspace(const void* pointer, size_t given, size_t needed);

/** What an algorithm leaves in its work space: nothing that anybody could use. */
void scribble(void* pointer, size_t bytes);

/** A create function: a new object behind the caller's pointer. */
template <class T>
cudnnStatus_t create(const char* function, T** object) {
  return call(function, [&] {
    given(object, "the place for the new descriptor is null") = new T();
    standin::count("live.cudnn.descriptors", 1);
  });
}

template <class T>
cudnnStatus_t destroy(const char* function, T* object) {
  return call(function, [&] {
    if (object == nullptr) return;
    delete object;
    standin::count("live.cudnn.descriptors", -1);
  });
}

/** Tells a value where the caller gave a place for it. */
template <class T, class V>
void tell(T* place, V value) {
  if (place != nullptr) *place = static_cast<T>(value);
}

}  // namespace dnn
