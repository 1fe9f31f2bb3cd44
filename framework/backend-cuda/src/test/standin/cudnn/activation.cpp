// Activations of the backend's calls: descriptors, forward, backward.
#include "activation.h"

namespace dnn {

const cudnnActivationStruct& checked(const cudnnActivationStruct* descriptor) {
  const cudnnActivationStruct& f = given(descriptor, "the activation descriptor is null");
  require(f.mode >= 0, BAD_PARAM, "an activation descriptor holds nothing yet");
  return f;
}

static void requireReal(const Tensor& tensor) {
  require(tensor.type != INT8 && tensor.type != INT32, NOT_SUPPORTED_DATA_TYPE, "activations take real numbers");
}

}  // namespace dnn

using namespace dnn;

CUDNN_API cudnnCreateActivationDescriptor(cudnnActivationDescriptor_t* f) { return create(__func__, f); }

CUDNN_API cudnnDestroyActivationDescriptor(cudnnActivationDescriptor_t f) { return destroy(__func__, f); }

CUDNN_API cudnnSetActivationDescriptor(cudnnActivationDescriptor_t f, int mode, int nan, double coefficient) {
  return call(__func__, [&] {
    require(mode >= SIGMOID && mode <= SWISH, BAD_PARAM, "there is no such activation");
    require(nan == 0 || nan == 1, BAD_PARAM, "there is no such propagation of NaN");
    cudnnActivationStruct& function = given(f, "the activation descriptor is null");
    function.mode = mode;
    function.nan = nan;
    function.coefficient = coefficient;
  });
}

CUDNN_API cudnnGetActivationDescriptor(cudnnActivationDescriptor_t f, int* mode, int* nan, double* coefficient) {
  return call(__func__, [&] {
    const cudnnActivationStruct& function = checked(f);
    given(mode) = function.mode;
    given(nan) = function.nan;
    given(coefficient) = function.coefficient;
  });
}

CUDNN_API cudnnSetActivationDescriptorSwishBeta(cudnnActivationDescriptor_t f, double beta) {
  return call(__func__, [&] { given(f).swishBeta = beta; });
}

CUDNN_API cudnnGetActivationDescriptorSwishBeta(cudnnActivationDescriptor_t f, double* beta) {
  return call(__func__, [&] { given(beta) = given(f).swishBeta; });
}

CUDNN_API cudnnActivationForward(cudnnHandle_t handle, cudnnActivationDescriptor_t activation, const void* alpha,
                 cudnnTensorDescriptor_t xDesc, const void* x, const void* beta,
                 cudnnTensorDescriptor_t yDesc, void* y) {
  return call(__func__, handle, [&](const Queue& queue) {
    cudnnActivationStruct f = checked(activation);
    Tensor in = checked(xDesc), out = checked(yDesc);
    requireReal(in);
    require(in.sameShape(out) && in.type == out.type, BAD_PARAM, "x and y differ in shape or data type");
    require(x != y || in == out, BAD_PARAM, "x and y are one place with different strides");
    require(f.mode != IDENTITY, BAD_PARAM, "identity is for fused convolutions only");
    Blend blend = Blend::of(in.type, alpha, beta);
    queue.put({memory(in, x, "x"), memory(out, y, "y")}, [=] {
      withReal(in.type, [&](auto zero) {
        auto values = load<decltype(zero)>(in, x);
        for (auto& value : values) value = activate(f, value);
        store(out, y, values, blend);
      });
    });
  });
}

CUDNN_API cudnnActivationBackward(cudnnHandle_t handle, cudnnActivationDescriptor_t activation, const void* alpha,
                 cudnnTensorDescriptor_t yDesc, const void* y, cudnnTensorDescriptor_t dyDesc,
                 const void* dy, cudnnTensorDescriptor_t xDesc, const void* x, const void* beta,
                 cudnnTensorDescriptor_t dxDesc, void* dx) {
  return call(__func__, handle, [&](const Queue& queue) {
    cudnnActivationStruct f = checked(activation);
    Tensor out = checked(yDesc), gradientOut = checked(dyDesc), in = checked(xDesc), gradientIn = checked(dxDesc);
    requireReal(in);
    require(f.mode != IDENTITY, BAD_PARAM, "identity is for fused convolutions only");
    require(out == gradientOut && in == gradientIn, BAD_PARAM, "a gradient lies otherwise than its values");
    require(in.sameShape(out) && in.type == out.type, BAD_PARAM, "x and y differ in shape or data type");
    Blend blend = Blend::of(in.type, alpha, beta);
    std::vector<Range> touched = {memory(out, y, "y"), memory(out, dy, "dy"), memory(in, x, "x"),
                   memory(in, dx, "dx")};
    queue.put(touched, [=] {
      withReal(in.type, [&](auto zero) {
        typedef decltype(zero) Real;
        auto ys = load<Real>(out, y), gradients = load<Real>(out, dy), xs = load<Real>(in, x);
        for (size_t i = 0; i < xs.size(); i++) {
          gradients[i] = activationGradient(f, xs[i], ys[i], gradients[i]);
        }
        store(in, dx, gradients, blend);
      });
    });
  });
}
