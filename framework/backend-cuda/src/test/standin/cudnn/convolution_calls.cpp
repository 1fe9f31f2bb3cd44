// The exported functions of convolution descriptors, and the convolutions themselves.
#include "convolution_run.h"

using namespace dnn;

static std::vector<int> copied(int count, const int* values) {
  return std::vector<int>(&given(values, "an array is null"), values + count);
}

static void set(cudnnConvolutionDescriptor_t descriptor, std::vector<int> pad, std::vector<int> stride,
        std::vector<int> dilation, int mode, int computeType) {
  cudnnConvolutionStruct& how = given(descriptor, "the convolution descriptor is null");
  for (int value : pad) require(value >= 0, BAD_PARAM, "a padding is negative");
  for (int value : stride) require(value > 0, BAD_PARAM, "a stride is not positive");
  for (int value : dilation) require(value > 0, BAD_PARAM, "a dilation is not positive");
  require(mode == CONVOLUTION || mode == CROSS_CORRELATION, BAD_PARAM, "there is no such convolution mode");
  sizeOf(computeType);
  how.pad = std::move(pad);
  how.stride = std::move(stride);
  how.dilation = std::move(dilation);
  how.mode = mode;
  how.computeType = computeType;
}

CUDNN_API cudnnCreateConvolutionDescriptor(cudnnConvolutionDescriptor_t* how) { return create(__func__, how); }

CUDNN_API cudnnDestroyConvolutionDescriptor(cudnnConvolutionDescriptor_t how) { return destroy(__func__, how); }

CUDNN_API cudnnSetConvolution2dDescriptor(cudnnConvolutionDescriptor_t how, int padH, int padW, int strideH,
                     int strideW, int dilationH, int dilationW, int mode, int computeType) {
  return call(__func__, [&] {
    set(how, {padH, padW}, {strideH, strideW}, {dilationH, dilationW}, mode, computeType);
  });
}

CUDNN_API cudnnSetConvolutionNdDescriptor(cudnnConvolutionDescriptor_t how, int axes, const int* pad,
                     const int* stride, const int* dilation, int mode, int computeType) {
  return call(__func__, [&] {
    require(axes == 2 || axes == 3, NOT_SUPPORTED_SHAPE, "convolutions have 2 or 3 axes besides batch and channels");
    set(how, copied(axes, pad), copied(axes, stride), copied(axes, dilation), mode, computeType);
  });
}

CUDNN_API cudnnSetConvolutionMathType(cudnnConvolutionDescriptor_t how, int math) {
  return call(__func__, [&] {
    require(math >= DEFAULT_MATH && math <= FMA_MATH, BAD_PARAM, "there is no such math type");
    given(how).math = math;
  });
}

CUDNN_API cudnnGetConvolutionMathType(cudnnConvolutionDescriptor_t how, int* math) {
  return call(__func__, [&] { given(math) = given(how).math; });
}

CUDNN_API cudnnSetConvolutionGroupCount(cudnnConvolutionDescriptor_t how, int groups) {
  return call(__func__, [&] {
    require(groups > 0, BAD_PARAM, "the number of groups is not positive");
    given(how).groups = groups;
  });
}

CUDNN_API cudnnGetConvolutionGroupCount(cudnnConvolutionDescriptor_t how, int* groups) {
  return call(__func__, [&] { given(groups) = given(how).groups; });
}

CUDNN_API cudnnSetConvolutionReorderType(cudnnConvolutionDescriptor_t how, int reorder) {
  return call(__func__, [&] { given(how).reorder = reorder; });
}

CUDNN_API cudnnGetConvolution2dForwardOutputDim(cudnnConvolutionDescriptor_t how, cudnnTensorDescriptor_t x,
                        cudnnFilterDescriptor_t w, int* n, int* c, int* height, int* width) {
  return call(__func__, [&] {
    std::vector<int> dims = outputDims(given(how), checked(x), checked(w));
    require(dims.size() == 4, BAD_PARAM, "this convolution is not in two dimensions");
    int* places[] = {n, c, height, width};
    for (int axis = 0; axis < 4; axis++) given(places[axis]) = dims[axis];
  });
}

CUDNN_API cudnnGetConvolutionNdForwardOutputDim(cudnnConvolutionDescriptor_t how, cudnnTensorDescriptor_t x,
                        cudnnFilterDescriptor_t w, int axes, int* output) {
  return call(__func__, [&] {
    std::vector<int> dims = outputDims(given(how), checked(x), checked(w));
    require(axes == int(dims.size()), BAD_PARAM, "the convolution has another number of axes");
    for (int axis = 0; axis < axes; axis++) (&given(output))[axis] = dims[axis];
  });
}

CUDNN_API cudnnConvolutionForward(cudnnHandle_t handle, const void* alpha, cudnnTensorDescriptor_t xDesc,
                 const void* x, cudnnFilterDescriptor_t wDesc, const void* w,
                 cudnnConvolutionDescriptor_t how, int algorithm, void* work, size_t workSize,
                 const void* beta, cudnnTensorDescriptor_t yDesc, void* y) {
  return call(__func__, handle, [&](const Queue& queue) {
    Run run = Run::of(FORWARD, Convolution::of(xDesc, wDesc, how, yDesc), algorithm, work, workSize);
    Blend blend = Blend::of(xDesc->type, alpha, beta);
    const Convolution& c = run.convolution;
    queue.put({memory(c.x, x, "x"), memory(c.w, w, "w"), memory(c.y, y, "y"), run.workspace}, [=] {
      run.scribble();
      convolveForward(run.convolution, x, w, y, blend, run.turn());
    });
  });
}

CUDNN_API cudnnConvolutionBackwardData(cudnnHandle_t handle, const void* alpha, cudnnFilterDescriptor_t wDesc,
                    const void* w, cudnnTensorDescriptor_t dyDesc, const void* dy,
                    cudnnConvolutionDescriptor_t how, int algorithm, void* work, size_t workSize,
                    const void* beta, cudnnTensorDescriptor_t dxDesc, void* dx) {
  return call(__func__, handle, [&](const Queue& queue) {
    Run run = Run::of(BACKWARD_DATA, Convolution::of(dxDesc, wDesc, how, dyDesc), algorithm, work, workSize);
    Blend blend = Blend::of(dxDesc->type, alpha, beta);
    const Convolution& c = run.convolution;
    queue.put({memory(c.w, w, "w"), memory(c.y, dy, "dy"), memory(c.x, dx, "dx"), run.workspace}, [=] {
      run.scribble();
      convolveBackwardData(run.convolution, w, dy, dx, blend, run.turn());
    });
  });
}

CUDNN_API cudnnConvolutionBackwardFilter(cudnnHandle_t handle, const void* alpha, cudnnTensorDescriptor_t xDesc,
                     const void* x, cudnnTensorDescriptor_t dyDesc, const void* dy,
                     cudnnConvolutionDescriptor_t how, int algorithm, void* work,
                     size_t workSize, const void* beta, cudnnFilterDescriptor_t dwDesc, void* dw) {
  return call(__func__, handle, [&](const Queue& queue) {
    Run run = Run::of(BACKWARD_FILTER, Convolution::of(xDesc, dwDesc, how, dyDesc), algorithm, work, workSize);
    Blend blend = Blend::of(xDesc->type, alpha, beta);
    const Convolution& c = run.convolution;
    queue.put({memory(c.x, x, "x"), memory(c.y, dy, "dy"), memory(c.w, dw, "dw"), run.workspace}, [=] {
      run.scribble();
      convolveBackwardFilter(run.convolution, x, dy, dw, blend, run.turn());
    });
  });
}
