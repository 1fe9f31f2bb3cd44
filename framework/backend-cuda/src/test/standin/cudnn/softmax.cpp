// Softmax over all numbers of an image or over the channels of each pixel, also as logarithm.
#include "tensor.h"

using namespace dnn;

namespace {

enum Algorithm { FAST = 0, ACCURATE = 1, LOG = 2 };
enum Mode { INSTANCE = 0, CHANNEL = 1 };

/** Softmaxes of `length` numbers each, `step` apart. */
struct Softmax {
  Tensor tensor;
  int algorithm, mode;

  Softmax(const Tensor& tensor, int algorithm, int mode) : tensor(tensor), algorithm(algorithm), mode(mode) {
    require(algorithm >= FAST && algorithm <= LOG, BAD_PARAM, "there is no such softmax algorithm");
    require(mode == INSTANCE || mode == CHANNEL, BAD_PARAM, "there is no such softmax mode");
    require(tensor.type != INT8 && tensor.type != INT32, NOT_SUPPORTED_DATA_TYPE, "softmax takes real numbers");
  }

  size_t step() const { return mode == CHANNEL ? tensor.spatial() : 1; }
  size_t length() const { return mode == CHANNEL ? tensor.dims[1] : tensor.count() / tensor.dims[0]; }

  /** Calls body(begin) for each softmax. */
  template <class Body>
  void each(Body body) const {
    size_t image = tensor.count() / tensor.dims[0];
    for (int n = 0; n < tensor.dims[0]; n++) {
      for (size_t inner = 0; inner < step(); inner++) body(n * image + inner);
    }
  }

  template <class Real>
  void forward(Real* x) const {
    Real largest = x[0], sum = 0;
    size_t s = step(), n = length();
    for (size_t i = 0; i < n; i++) largest = x[i * s] > largest ? x[i * s] : largest;
    if (algorithm == FAST) largest = 0;  // and large numbers overflow
    for (size_t i = 0; i < n; i++) sum += std::exp(x[i * s] - largest);
    for (size_t i = 0; i < n; i++) {
      Real shifted = x[i * s] - largest;
      x[i * s] = algorithm == LOG ? shifted - std::log(sum) : std::exp(shifted) / sum;
    }
  }

  /** dy becomes dx. */
  template <class Real>
  void backward(const Real* y, Real* dy) const {
    Real sum = 0;
    size_t s = step(), n = length();
    for (size_t i = 0; i < n; i++) sum += algorithm == LOG ? dy[i * s] : dy[i * s] * y[i * s];
    for (size_t i = 0; i < n; i++) {
      dy[i * s] = algorithm == LOG ? dy[i * s] - std::exp(y[i * s]) * sum : y[i * s] * (dy[i * s] - sum);
    }
  }
};

}  // namespace

CUDNN_API cudnnSoftmaxForward(cudnnHandle_t handle, int algorithm, int mode, const void* alpha,
                              cudnnTensorDescriptor_t xDesc, const void* x, const void* beta,
                              cudnnTensorDescriptor_t yDesc, void* y) {
  return call(__func__, handle, [&](const Queue& queue) {
    Softmax softmax(checked(xDesc), algorithm, mode);
    Tensor out = checked(yDesc);
    require(softmax.tensor.sameShape(out) && softmax.tensor.type == out.type, BAD_PARAM, "x and y differ");
    Blend blend = Blend::of(out.type, alpha, beta);
    queue.put({memory(softmax.tensor, x, "x"), memory(out, y, "y")}, [=] {
      withReal(out.type, [&](auto zero) {
        auto values = load<decltype(zero)>(softmax.tensor, x);
        softmax.each([&](size_t begin) { softmax.forward(&values[begin]); });
        store(out, y, values, blend);
      });
    });
  });
}

CUDNN_API cudnnSoftmaxBackward(cudnnHandle_t handle, int algorithm, int mode, const void* alpha,
                               cudnnTensorDescriptor_t yDesc, const void* y, cudnnTensorDescriptor_t dyDesc,
                               const void* dy, const void* beta, cudnnTensorDescriptor_t dxDesc, void* dx) {
  return call(__func__, handle, [&](const Queue& queue) {
    Softmax softmax(checked(yDesc), algorithm, mode);
    Tensor out = softmax.tensor, gradientOut = checked(dyDesc), in = checked(dxDesc);
    require(out.sameShape(gradientOut) && out.sameShape(in), BAD_PARAM, "y, dy and dx differ in shape");
    require(out.type == gradientOut.type && out.type == in.type, BAD_PARAM, "y, dy and dx differ in data type");
    Blend blend = Blend::of(out.type, alpha, beta);
    queue.put({memory(out, y, "y"), memory(gradientOut, dy, "dy"), memory(in, dx, "dx")}, [=] {
      withReal(out.type, [&](auto zero) {
        auto ys = load<decltype(zero)>(out, y), gradients = load<decltype(zero)>(gradientOut, dy);
        softmax.each([&](size_t begin) { softmax.backward(&ys[begin], &gradients[begin]); });
        store(in, dx, gradients, blend);
      });
    });
  });
}
