// Dropout descriptors, which recurrent nets are described with too.
#pragma once

#include "tensor.h"

#include <cstdint>

struct cudnnDropoutStruct {
  bool set = false;
  float dropout = 0;
  uint64_t* states = nullptr;  // on the device: the seed, and how many numbers were drawn
};
typedef cudnnDropoutStruct* cudnnDropoutDescriptor_t;

namespace dnn {

const cudnnDropoutStruct& checked(const cudnnDropoutStruct* descriptor);

}  // namespace dnn
