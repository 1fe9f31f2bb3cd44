// What all our kernels share. They are compiled to PTX by generate-ptx.sh, and for the tests as plain C++.
#pragma once

// A loop over n elements: each thread takes every so-many-th, so any number of threads will do.
#define FOR_EACH(i, n)                                                            \
  for (long long i = blockIdx.x * (long long) blockDim.x + threadIdx.x; i < (n); \
       i += (long long) gridDim.x * blockDim.x)
