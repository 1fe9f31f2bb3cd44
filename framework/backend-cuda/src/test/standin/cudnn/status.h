// The status codes of cuDNN 9 that the stand-in gives, and how a call that cannot be done says why.
#pragma once

#include <string>

typedef int cudnnStatus_t;

namespace dnn {

enum Status : cudnnStatus_t {
  SUCCESS = 0,
  NOT_INITIALIZED = 1001,
  BAD_PARAM = 2000,
  BAD_PARAM_NULL_POINTER = 2002,
  BAD_PARAM_MISALIGNED_POINTER = 2003,
  BAD_PARAM_OUT_OF_BOUND = 2005,
  BAD_PARAM_SIZE_INSUFFICIENT = 2006,
  BAD_PARAM_SHAPE_MISMATCH = 2008,
  NOT_SUPPORTED = 3000,
  NOT_SUPPORTED_SHAPE = 3002,
  NOT_SUPPORTED_DATA_TYPE = 3003,
  NOT_SUPPORTED_LAYOUT = 3004,
  INTERNAL_ERROR = 4000,
  INTERNAL_ERROR_HOST_ALLOCATION_FAILED = 4003,
  EXECUTION_FAILED = 5000,
  EXECUTION_FAILED_CUDA_DRIVER = 5001,
  EXECUTION_FAILED_CUDART = 5003,
};

const char* nameOf(cudnnStatus_t status);

/** Why a call is refused: thrown inside an exported function, which returns the status. */
struct Refusal {
  cudnnStatus_t status;
  std::string why;
};

inline void require(bool condition, cudnnStatus_t status, const char* otherwise) {
  if (!condition) throw Refusal{status, otherwise};
}

template <class T>
T& given(T* pointer, const char* otherwise = "a pointer is null") {
  require(pointer != nullptr, BAD_PARAM_NULL_POINTER, otherwise);
  return *pointer;
}

}  // namespace dnn
