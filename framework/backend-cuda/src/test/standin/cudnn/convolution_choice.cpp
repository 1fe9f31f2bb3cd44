// Which algorithms take a convolution: looked up, timed, and their work spaces.
#include "convolution_run.h"

#include <algorithm>

using namespace dnn;

/** The same struct serves forward, backward data and backward filter. */
struct cudnnConvolutionAlgoPerfStruct {
  int algorithm;
  cudnnStatus_t status;
  float milliseconds;
  size_t memory;
  int deterministic, math, reserved[3];
};
typedef cudnnConvolutionAlgoPerfStruct Performance;

static_assert(sizeof(Performance) == 48, "the layout that callers of cuDNN know");

/** How long it takes on the GPU that this stand-in imagines: it does 10 TFLOP/s and starts in 5 microseconds. */
static float imaginedTime(const Convolution& c, const Algorithm& algorithm) {
  return float(0.005 + c.flops() / 1e10 * algorithm.slowness);
}

/** All algorithms, those that are expected to be fastest first, those that don't take this convolution last. */
static void list(Direction direction, const Convolution& c, bool timed, size_t limit, int asked, int* returned,
         Performance* results) {
  require(asked > 0, BAD_PARAM, "no algorithm is asked for");
  given(returned, "the place for the number of algorithms is null");
  given(results, "the place for the algorithms is null");
  std::vector<Performance> found;
  for (int number = 0; number < algorithmCount(direction); number++) {
    Algorithm algorithm = algorithmOf(direction, number, c);
    cudnnStatus_t status = algorithm.workspace > limit ? BAD_PARAM_SIZE_INSUFFICIENT : algorithm.status;
    bool usable = status == SUCCESS;
    found.push_back({number, status, usable && timed ? imaginedTime(c, algorithm) : -1, algorithm.workspace,
             algorithm.deterministic, usable ? c.how.math : DEFAULT_MATH, {}});
  }
  std::stable_sort(found.begin(), found.end(), [&](const Performance& a, const Performance& b) {
    if ((a.status == SUCCESS) != (b.status == SUCCESS)) return a.status == SUCCESS;
    return algorithmOf(direction, a.algorithm, c).slowness < algorithmOf(direction, b.algorithm, c).slowness;
  });
  *returned = std::min<int>(asked, int(found.size()));
  std::copy_n(found.begin(), *returned, results);
}

/** A search runs the convolutions, so what they write is whatever it is, and the stream is waited for. */
static void find(const Queue& queue, Direction direction, const Convolution& c, int asked, int* returned,
         Performance* results, std::vector<Range> inputs, Range output, size_t limit) {
  queue.refuseCapture();
  list(direction, c, true, limit, asked, returned, results);
  inputs.push_back(output);
  queue.put(std::move(inputs), [=] { scribble(const_cast<void*>(output.at), output.bytes); });
}

#define DESCRIBED_FORWARD \
  cudnnTensorDescriptor_t x, cudnnFilterDescriptor_t w, cudnnConvolutionDescriptor_t how, cudnnTensorDescriptor_t y
#define DESCRIBED_BACKWARD_DATA \
  cudnnFilterDescriptor_t w, cudnnTensorDescriptor_t y, cudnnConvolutionDescriptor_t how, cudnnTensorDescriptor_t x
#define DESCRIBED_BACKWARD_FILTER \
  cudnnTensorDescriptor_t x, cudnnTensorDescriptor_t y, cudnnConvolutionDescriptor_t how, cudnnFilterDescriptor_t w

// Each direction has the same functions, with its descriptors in an order of its own.
#define CHOICE(Name, DIRECTION)                                                                                     \
  CUDNN_API cudnnGetConvolution##Name##AlgorithmMaxCount(cudnnHandle_t handle, int* count) {                      \
    return call(__func__, handle, [&](const Queue&) { given(count) = algorithmCount(DIRECTION); });             \
  }                                                                                                               \
  CUDNN_API cudnnGetConvolution##Name##WorkspaceSize(cudnnHandle_t handle, DESCRIBED_##DIRECTION, int algorithm,  \
                            size_t* size) {                                              \
    return call(__func__, handle, [&](const Queue&) {                                                           \
      Algorithm chosen = algorithmOf(DIRECTION, algorithm, Convolution::of(x, w, how, y));                    \
      require(chosen.status == SUCCESS, chosen.status, "this algorithm does not take this convolution");      \
      given(size, "the place for the size is null") = chosen.workspace;                                       \
    });                                                                                                         \
  }                                                                                                               \
  CUDNN_API cudnnGetConvolution##Name##Algorithm_v7(cudnnHandle_t handle, DESCRIBED_##DIRECTION, int asked,       \
                           int* returned, Performance* results) {                        \
    return call(__func__, handle, [&](const Queue&) {                                                           \
      list(DIRECTION, Convolution::of(x, w, how, y), false, SIZE_MAX, asked, returned, results);              \
    });                                                                                                         \
  }                                                                                                               \
  CUDNN_API cudnnFindConvolution##Name##Algorithm(cudnnHandle_t handle, DESCRIBED_##DIRECTION, int asked,         \
                          int* returned, Performance* results) {                          \
    return call(__func__, handle, [&](const Queue& queue) {                                                     \
      queue.refuseCapture();                                                                                  \
      list(DIRECTION, Convolution::of(x, w, how, y), true, SIZE_MAX, asked, returned, results);               \
    });                                                                                                         \
  }

CHOICE(Forward, FORWARD)
CHOICE(BackwardData, BACKWARD_DATA)
CHOICE(BackwardFilter, BACKWARD_FILTER)

CUDNN_API cudnnFindConvolutionForwardAlgorithmEx(cudnnHandle_t handle, cudnnTensorDescriptor_t xDesc, const void* x,
                         cudnnFilterDescriptor_t wDesc, const void* w,
                         cudnnConvolutionDescriptor_t how, cudnnTensorDescriptor_t yDesc,
                         void* y, int asked, int* returned, Performance* results, void* work,
                         size_t workSize) {
  return call(__func__, handle, [&](const Queue& queue) {
    Convolution c = Convolution::of(xDesc, wDesc, how, yDesc);
    std::vector<Range> inputs = {memory(c.x, x, "x"), memory(c.w, w, "w"), workspace(work, workSize, workSize)};
    find(queue, FORWARD, c, asked, returned, results, inputs, memory(c.y, y, "y"), workSize);
  });
}

CUDNN_API cudnnFindConvolutionBackwardDataAlgorithmEx(cudnnHandle_t handle, cudnnFilterDescriptor_t wDesc,
                           const void* w, cudnnTensorDescriptor_t dyDesc, const void* dy,
                           cudnnConvolutionDescriptor_t how,
                           cudnnTensorDescriptor_t dxDesc, void* dx, int asked,
                           int* returned, Performance* results, void* work,
                           size_t workSize) {
  return call(__func__, handle, [&](const Queue& queue) {
    Convolution c = Convolution::of(dxDesc, wDesc, how, dyDesc);
    std::vector<Range> inputs = {memory(c.y, dy, "dy"), memory(c.w, w, "w"), workspace(work, workSize, workSize)};
    find(queue, BACKWARD_DATA, c, asked, returned, results, inputs, memory(c.x, dx, "dx"), workSize);
  });
}

CUDNN_API cudnnFindConvolutionBackwardFilterAlgorithmEx(cudnnHandle_t handle, cudnnTensorDescriptor_t xDesc,
                            const void* x, cudnnTensorDescriptor_t dyDesc,
                            const void* dy, cudnnConvolutionDescriptor_t how,
                            cudnnFilterDescriptor_t dwDesc, void* dw, int asked,
                            int* returned, Performance* results, void* work,
                            size_t workSize) {
  return call(__func__, handle, [&](const Queue& queue) {
    Convolution c = Convolution::of(xDesc, dwDesc, how, dyDesc);
    std::vector<Range> inputs = {memory(c.x, x, "x"), memory(c.y, dy, "dy"), workspace(work, workSize, workSize)};
    find(queue, BACKWARD_FILTER, c, asked, returned, results, inputs, memory(c.w, dw, "dw"), workSize);
  });
}
