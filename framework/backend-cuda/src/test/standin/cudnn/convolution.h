// Convolution descriptors, and the shape of one convolution whichever way it is computed.
#pragma once

#include "tensor.h"

/** Cross-correlation is 1, and what everybody means by convolution; math type 3 keeps all bits of float32. */
struct cudnnConvolutionStruct {
  std::vector<int> pad, stride, dilation;
  int mode = 0, computeType = 0, math = 0, groups = 1, reorder = 0;
};
typedef cudnnConvolutionStruct* cudnnConvolutionDescriptor_t;

namespace dnn {

enum ConvolutionMode { CONVOLUTION = 0, CROSS_CORRELATION = 1 };
enum MathType { DEFAULT_MATH = 0, TENSOR_OP_MATH = 1, TENSOR_OP_MATH_ALLOW_CONVERSION = 2, FMA_MATH = 3 };

/** The axes of a convolution as if it always had depth: 2-D ones have a depth of 1. */
struct Window {
  int in[3], kernel[3], out[3], pad[3], stride[3], dilation[3];
};

/** All that a convolution is told: input x, filter w, output y. */
struct Convolution {
  Tensor x, w, y;
  int filterFormat;
  cudnnConvolutionStruct how;
  Window window;
  int images, groups, inPerGroup, outPerGroup;

  /** Refuses descriptors that do not fit together. */
  static Convolution of(const cudnnTensorStruct* x, const cudnnFilterStruct* w,
             const cudnnConvolutionStruct* how, const cudnnTensorStruct* y);

  size_t pixelsIn() const { return x.spatial(); }
  size_t pixelsOut() const { return y.spatial(); }
  size_t kernelArea() const { return w.spatial(); }

  /** Rows of the matrix of patches: one for each channel of a group and place in the kernel. */
  size_t patchRows() const { return inPerGroup * kernelArea(); }
  double flops() const { return 2.0 * y.count() * patchRows(); }
  bool roundsToTf32() const { return x.type == FLOAT && how.math != FMA_MATH; }
};

/** Extents of a convolution's output, batch and channels first. */
std::vector<int> outputDims(const cudnnConvolutionStruct& how, const Tensor& x, const Tensor& w);

enum Direction { FORWARD, BACKWARD_DATA, BACKWARD_FILTER };

/** One algorithm: the status with which it takes this convolution, and what it needs. */
struct Algorithm {
  cudnnStatus_t status;
  size_t workspace;
  bool deterministic;
  double slowness;
};

constexpr int algorithmCount(Direction direction) {
  return direction == FORWARD ? 8 : direction == BACKWARD_DATA ? 6 : 7;
}

Algorithm algorithmOf(Direction direction, int number, const Convolution& convolution);

/**
 * The computations themselves, on memory of the device; y, dx, dw are blended with what is there. Sums begin at their
 * term number `turn` and go round from there, so that algorithms differ as they do on a GPU: by rounding.
 */
void convolveForward(const Convolution& c, const void* x, const void* w, void* y, Blend blend, size_t turn);
void convolveBackwardData(const Convolution& c, const void* w, const void* dy, void* dx, Blend blend, size_t turn);
void convolveBackwardFilter(const Convolution& c, const void* x, const void* dy, void* dw, Blend blend, size_t turn);

}  // namespace dnn
