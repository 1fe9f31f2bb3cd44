// Local response normalisation over neighbouring channels.
#include "tensor.h"

struct cudnnLRNStruct {
  int window = 5;
  double alpha = 1e-4, beta = 0.75, k = 2;
};
typedef cudnnLRNStruct* cudnnLRNDescriptor_t;

using namespace dnn;

namespace {

struct Lrn {
  cudnnLRNStruct how;
  Tensor x, y;

  Lrn(cudnnLRNDescriptor_t descriptor, int mode, cudnnTensorDescriptor_t xDesc, cudnnTensorDescriptor_t yDesc)
      : how(given(descriptor, "the LRN descriptor is null")), x(checked(xDesc)), y(checked(yDesc)) {
    require(mode == 0, BAD_PARAM, "the only mode is across channels");
    require(x.sameShape(y) && x.type == y.type, BAD_PARAM, "x and y differ in shape or data type");
  }

  /** The channels that take part in channel c's denominator. */
  int first(int c) const { return std::max(0, c - (how.window - 1) / 2); }
  int last(int c) const { return std::min(x.dims[1] - 1, c - (how.window - 1) / 2 + how.window - 1); }

  template <class Real>
  Real base(const Real* image, size_t pixel, int c) const {
    Real squares = 0;
    for (int i = first(c); i <= last(c); i++) squares += image[i * x.spatial() + pixel] * image[i * x.spatial() + pixel];
    return Real(how.k) + Real(how.alpha / how.window) * squares;
  }

  /** Calls body(begin of the image, pixel). */
  template <class Body>
  void eachPixel(Body body) const {
    for (int n = 0; n < x.dims[0]; n++) {
      for (size_t pixel = 0; pixel < x.spatial(); pixel++) body(n * x.dims[1] * x.spatial(), pixel);
    }
  }

  template <class Real>
  std::vector<Real> forward(const std::vector<Real>& in) const {
    std::vector<Real> out(in.size());
    eachPixel([&](size_t image, size_t pixel) {
      for (int c = 0; c < x.dims[1]; c++) {
        size_t at = image + c * x.spatial() + pixel;
        out[at] = in[at] * std::pow(base(&in[image], pixel, c), Real(-how.beta));
      }
    });
    return out;
  }

  template <class Real>
  std::vector<Real> backward(const std::vector<Real>& in, const std::vector<Real>& gradient) const {
    std::vector<Real> out(in.size());
    eachPixel([&](size_t image, size_t pixel) {
      for (int c = 0; c < x.dims[1]; c++) {
        size_t at = image + c * x.spatial() + pixel;
        Real bottom = base(&in[image], pixel, c), power = std::pow(bottom, Real(-how.beta));
        out[at] += gradient[at] * power;
        Real share = Real(2 * how.alpha * how.beta / how.window) * gradient[at] * in[at] * power / bottom;
        for (int i = first(c); i <= last(c); i++) {
          size_t neighbour = image + i * x.spatial() + pixel;
          out[neighbour] -= share * in[neighbour];
        }
      }
    });
    return out;
  }
};

}  // namespace

CUDNN_API cudnnCreateLRNDescriptor(cudnnLRNDescriptor_t* how) { return create(__func__, how); }

CUDNN_API cudnnDestroyLRNDescriptor(cudnnLRNDescriptor_t how) { return destroy(__func__, how); }

CUDNN_API cudnnSetLRNDescriptor(cudnnLRNDescriptor_t how, unsigned window, double alpha, double beta, double k) {
  return call(__func__, [&] {
    require(window >= 1 && window <= 16, BAD_PARAM, "the window has 1 to 16 channels");
    require(k >= 1e-5 && beta >= 0.01, BAD_PARAM, "k is at least 1e-5 and beta at least 0.01");
    given(how, "the LRN descriptor is null") = {int(window), alpha, beta, k};
  });
}

CUDNN_API cudnnLRNCrossChannelForward(cudnnHandle_t handle, cudnnLRNDescriptor_t how, int mode, const void* alpha,
                                      cudnnTensorDescriptor_t xDesc, const void* x, const void* beta,
                                      cudnnTensorDescriptor_t yDesc, void* y) {
  return call(__func__, handle, [&](const Queue& queue) {
    Lrn lrn(how, mode, xDesc, yDesc);
    Blend blend = Blend::of(lrn.x.type, alpha, beta);
    queue.put({memory(lrn.x, x, "x"), memory(lrn.y, y, "y")}, [=] {
      withReal(lrn.x.type, [&](auto zero) {
        store(lrn.y, y, lrn.forward(load<decltype(zero)>(lrn.x, x)), blend);
      });
    });
  });
}

CUDNN_API cudnnLRNCrossChannelBackward(cudnnHandle_t handle, cudnnLRNDescriptor_t how, int mode, const void* alpha,
                                       cudnnTensorDescriptor_t yDesc, const void* y, cudnnTensorDescriptor_t dyDesc,
                                       const void* dy, cudnnTensorDescriptor_t xDesc, const void* x, const void* beta,
                                       cudnnTensorDescriptor_t dxDesc, void* dx) {
  return call(__func__, handle, [&](const Queue& queue) {
    Lrn lrn(how, mode, xDesc, yDesc);
    Tensor dyTensor = checked(dyDesc), dxTensor = checked(dxDesc);
    require(dyTensor == lrn.y && dxTensor == lrn.x, BAD_PARAM, "a gradient lies otherwise than its values");
    Blend blend = Blend::of(lrn.x.type, alpha, beta);
    std::vector<Range> touched = {memory(lrn.y, y, "y"), memory(lrn.y, dy, "dy"), memory(lrn.x, x, "x"),
                                  memory(lrn.x, dx, "dx")};
    queue.put(touched, [=] {
      withReal(lrn.x.type, [&](auto zero) {
        typedef decltype(zero) Real;
        store(lrn.x, dx, lrn.backward(load<Real>(lrn.x, x), load<Real>(lrn.y, dy)), blend);
      });
    });
  });
}
