// Pooling over two or three axes: maximum and averages, and their gradients.
#include "tensor.h"

#include <limits>

struct cudnnPoolingStruct {
  int mode = -1, nan = 0;
  std::vector<int> window, pad, stride;
};
typedef cudnnPoolingStruct* cudnnPoolingDescriptor_t;

using namespace dnn;

namespace {

enum PoolingMode { MAX = 0, AVERAGE_INCLUDE_PADDING = 1, AVERAGE_EXCLUDE_PADDING = 2, MAX_DETERMINISTIC = 3 };

const cudnnPoolingStruct& checked(const cudnnPoolingStruct* descriptor) {
  const cudnnPoolingStruct& how = given(descriptor, "the pooling descriptor is null");
  require(how.mode >= 0, BAD_PARAM, "a pooling descriptor holds nothing yet");
  return how;
}

void set(cudnnPoolingDescriptor_t descriptor, int mode, int nan, std::vector<int> window, std::vector<int> pad,
         std::vector<int> stride) {
  cudnnPoolingStruct& how = given(descriptor, "the pooling descriptor is null");
  require(mode >= MAX && mode <= MAX_DETERMINISTIC, BAD_PARAM, "there is no such pooling mode");
  require(nan == 0 || nan == 1, BAD_PARAM, "there is no such propagation of NaN");
  for (size_t i = 0; i < window.size(); i++) {
    require(window[i] > 0 && stride[i] > 0, BAD_PARAM, "a window or stride is not positive");
    require(pad[i] >= 0 && pad[i] < window[i], BAD_PARAM, "a padding is negative or holds a whole window");
  }
  how = {mode, nan, std::move(window), std::move(pad), std::move(stride)};
}

std::vector<int> outputDims(const cudnnPoolingStruct& how, const Tensor& x) {
  require(x.rank() == int(how.window.size()) + 2, BAD_PARAM, "image and pooling have different numbers of axes");
  std::vector<int> dims = {x.dims[0], x.dims[1]};
  for (size_t i = 0; i < how.window.size(); i++) {
    int room = x.dims[2 + i] + 2 * how.pad[i] - how.window[i];
    require(room >= 0, BAD_PARAM, "the window is larger than the padded image");
    dims.push_back(1 + room / how.stride[i]);
  }
  return dims;
}

/** Image and result, which must fit, and the pooling as if it always had three axes. */
struct Pooling {
  cudnnPoolingStruct how;
  Tensor x, y;
  int in[3], out[3], window[3], pad[3], stride[3];

  Pooling(cudnnPoolingDescriptor_t descriptor, cudnnTensorDescriptor_t xDesc, cudnnTensorDescriptor_t yDesc)
      : how(checked(descriptor)), x(dnn::checked(xDesc)), y(dnn::checked(yDesc)) {
    require(x.type == y.type, BAD_PARAM, "x and y have different data types");
    require(y.dims == outputDims(how, x), BAD_PARAM_SHAPE_MISMATCH, "y is not what this pooling makes");
    int spatial = int(how.window.size());
    for (int i = 0; i < 3; i++) {
      int axis = i - (3 - spatial);
      in[i] = axis < 0 ? 1 : x.dims[2 + axis];
      out[i] = axis < 0 ? 1 : y.dims[2 + axis];
      window[i] = axis < 0 ? 1 : how.window[axis];
      pad[i] = axis < 0 ? 0 : how.pad[axis];
      stride[i] = axis < 0 ? 1 : how.stride[axis];
    }
  }

  bool takesMaximum() const { return how.mode == MAX || how.mode == MAX_DETERMINISTIC; }
  size_t planes() const { return size_t(x.dims[0]) * x.dims[1]; }

  /** Calls body(output, inputs) with the index of each output of a plane and those of the window's pixels. */
  template <class Body>
  void eachWindow(Body body) const {
    std::vector<size_t> inputs;
    size_t output = 0;
    for (int o0 = 0; o0 < out[0]; o0++)
      for (int o1 = 0; o1 < out[1]; o1++)
        for (int o2 = 0; o2 < out[2]; o2++, output++) {
          inputs.clear();
          int begin[] = {o0 * stride[0] - pad[0], o1 * stride[1] - pad[1], o2 * stride[2] - pad[2]};
          auto from = [&](int i) { return std::max(begin[i], 0); };
          auto to = [&](int i) { return std::min(begin[i] + window[i], in[i]); };
          for (int i0 = from(0); i0 < to(0); i0++)
            for (int i1 = from(1); i1 < to(1); i1++)
              for (int i2 = from(2); i2 < to(2); i2++) inputs.push_back((size_t(i0) * in[1] + i1) * in[2] + i2);
          body(output, inputs);
        }
  }

  /** The pixel that is taken: the first of the largest; NaN wins where it is to be propagated, else it loses. */
  template <class Real>
  size_t largest(const Real* plane, const std::vector<size_t>& inputs) const {
    size_t best = inputs[0];
    for (size_t at : inputs) {
      bool better = std::isnan(plane[at]) ? how.nan && !std::isnan(plane[best])
                    : std::isnan(plane[best]) ? !how.nan
                                              : plane[at] > plane[best];
      if (better) best = at;
    }
    return best;
  }

  template <class Real>
  Real divisor(const std::vector<size_t>& inputs) const {
    return how.mode == AVERAGE_INCLUDE_PADDING ? Real(window[0] * window[1] * window[2]) : Real(inputs.size());
  }

  template <class Real>
  void forward(const Real* plane, Real* result) const {
    eachWindow([&](size_t output, const std::vector<size_t>& inputs) {
      if (takesMaximum()) {
        Real value = plane[largest(plane, inputs)];
        result[output] = !how.nan && std::isnan(value) ? std::numeric_limits<Real>::lowest() : value;
      } else {
        Real sum = 0;
        for (size_t at : inputs) sum += plane[at];
        result[output] = sum / divisor<Real>(inputs);
      }
    });
  }

  template <class Real>
  void backward(const Real* plane, const Real* gradient, Real* result) const {
    eachWindow([&](size_t output, const std::vector<size_t>& inputs) {
      if (takesMaximum()) {
        result[largest(plane, inputs)] += gradient[output];
      } else {
        for (size_t at : inputs) result[at] += gradient[output] / divisor<Real>(inputs);
      }
    });
  }
};

}  // namespace

CUDNN_API cudnnCreatePoolingDescriptor(cudnnPoolingDescriptor_t* how) { return create(__func__, how); }

CUDNN_API cudnnDestroyPoolingDescriptor(cudnnPoolingDescriptor_t how) { return destroy(__func__, how); }

CUDNN_API cudnnSetPooling2dDescriptor(cudnnPoolingDescriptor_t how, int mode, int nan, int windowH, int windowW, int padH,
                                      int padW, int strideH, int strideW) {
  return call(__func__, [&] { set(how, mode, nan, {windowH, windowW}, {padH, padW}, {strideH, strideW}); });
}

CUDNN_API cudnnSetPoolingNdDescriptor(cudnnPoolingDescriptor_t how, int mode, int nan, int axes, const int* window,
                                      const int* pad, const int* stride) {
  return call(__func__, [&] {
    require(axes == 2 || axes == 3, NOT_SUPPORTED_SHAPE, "pooling has 2 or 3 axes besides batch and channels");
    given(window), given(pad), given(stride);
    set(how, mode, nan, {window, window + axes}, {pad, pad + axes}, {stride, stride + axes});
  });
}

CUDNN_API cudnnGetPooling2dForwardOutputDim(cudnnPoolingDescriptor_t how, cudnnTensorDescriptor_t x, int* n, int* c,
                                            int* height, int* width) {
  return call(__func__, [&] {
    std::vector<int> dims = outputDims(checked(how), dnn::checked(x));
    require(dims.size() == 4, BAD_PARAM, "this pooling is not in two dimensions");
    int* places[] = {n, c, height, width};
    for (int axis = 0; axis < 4; axis++) given(places[axis]) = dims[axis];
  });
}

CUDNN_API cudnnGetPoolingNdForwardOutputDim(cudnnPoolingDescriptor_t how, cudnnTensorDescriptor_t x, int axes,
                                            int* output) {
  return call(__func__, [&] {
    std::vector<int> dims = outputDims(checked(how), dnn::checked(x));
    require(axes == int(dims.size()), BAD_PARAM, "the pooling has another number of axes");
    for (int axis = 0; axis < axes; axis++) (&given(output))[axis] = dims[axis];
  });
}

CUDNN_API cudnnPoolingForward(cudnnHandle_t handle, cudnnPoolingDescriptor_t how, const void* alpha,
                              cudnnTensorDescriptor_t xDesc, const void* x, const void* beta,
                              cudnnTensorDescriptor_t yDesc, void* y) {
  return call(__func__, handle, [&](const Queue& queue) {
    Pooling pooling(how, xDesc, yDesc);
    Blend blend = Blend::of(xDesc->type, alpha, beta);
    queue.put({memory(pooling.x, x, "x"), memory(pooling.y, y, "y")}, [=] {
      withReal(pooling.x.type, [&](auto zero) {
        typedef decltype(zero) Real;
        auto image = load<Real>(pooling.x, x);
        std::vector<Real> result(pooling.y.count());
        for (size_t plane = 0; plane < pooling.planes(); plane++) {
          pooling.forward(&image[plane * pooling.x.spatial()], &result[plane * pooling.y.spatial()]);
        }
        store(pooling.y, y, result, blend);
      });
    });
  });
}

CUDNN_API cudnnPoolingBackward(cudnnHandle_t handle, cudnnPoolingDescriptor_t how, const void* alpha,
                               cudnnTensorDescriptor_t yDesc, const void* y, cudnnTensorDescriptor_t dyDesc,
                               const void* dy, cudnnTensorDescriptor_t xDesc, const void* x, const void* beta,
                               cudnnTensorDescriptor_t dxDesc, void* dx) {
  return call(__func__, handle, [&](const Queue& queue) {
    Pooling pooling(how, xDesc, yDesc);
    Tensor dyTensor = dnn::checked(dyDesc), dxTensor = dnn::checked(dxDesc);
    require(dyTensor == pooling.y && dxTensor == pooling.x, BAD_PARAM, "a gradient lies otherwise than its values");
    Blend blend = Blend::of(xDesc->type, alpha, beta);
    std::vector<Range> touched = {memory(pooling.y, y, "y"), memory(dyTensor, dy, "dy"), memory(pooling.x, x, "x"),
                                  memory(dxTensor, dx, "dx")};
    queue.put(touched, [=] {
      withReal(pooling.x.type, [&](auto zero) {
        typedef decltype(zero) Real;
        auto image = load<Real>(pooling.x, x), gradient = load<Real>(pooling.y, dy);
        std::vector<Real> result(pooling.x.count());
        for (size_t plane = 0; plane < pooling.planes(); plane++) {
          size_t at = plane * pooling.x.spatial();
          pooling.backward(&image[at], &gradient[plane * pooling.y.spatial()], &result[at]);
        }
        store(pooling.x, dx, result, blend);
      });
    });
  });
}
