// Biases of convolutions: the gradient, and the call that adds bias and activation to a convolution.
#include "activation.h"
#include "convolution_run.h"

using namespace dnn;

/** A bias is a tensor 1 C 1 1. */
static void requireBias(const Tensor& bias, const Tensor& image) {
  require(bias.rank() == image.rank() && bias.type == image.type, BAD_PARAM, "bias and image are of different kinds");
  for (int axis = 0; axis < bias.rank(); axis++) {
    require(bias.dims[axis] == (axis == 1 ? image.dims[1] : 1), BAD_PARAM_SHAPE_MISMATCH,
        "a bias has one number for each channel");
  }
}

CUDNN_API cudnnConvolutionBackwardBias(cudnnHandle_t handle, const void* alpha, cudnnTensorDescriptor_t dyDesc,
                    const void* dy, const void* beta, cudnnTensorDescriptor_t dbDesc, void* db) {
  return call(__func__, handle, [&](const Queue& queue) {
    Tensor image = checked(dyDesc), bias = checked(dbDesc);
    requireBias(bias, image);
    Blend blend = Blend::of(image.type, alpha, beta);
    queue.put({memory(image, dy, "dy"), memory(bias, db, "db")}, [=] {
      withReal(image.type, [&](auto zero) {
        typedef decltype(zero) Real;
        auto gradients = load<Real>(image, dy);
        size_t channels = image.dims[1], pixels = image.spatial();
        std::vector<Real> sums(channels);
        for (size_t plane = 0; plane < image.dims[0] * channels; plane++) {
          Real sum = 0;
          for (size_t at = 0; at < pixels; at++) sum += gradients[plane * pixels + at];
          sums[plane % channels] += sum;
        }
        store(bias, db, sums, blend);
      });
    });
  });
}

/** y = activation(y + scaleOfZ * z + bias), where y holds the convolution. */
static void addBiasAndActivate(const Tensor& image, const void* z, double scaleOfZ, const Tensor& bias, const void* b,
                const cudnnActivationStruct& f, void* y) {
  withReal(image.type, [&](auto zero) {
    typedef decltype(zero) Real;
    auto values = load<Real>(image, y), biases = load<Real>(bias, b);
    auto added = scaleOfZ == 0 ? std::vector<Real>() : load<Real>(image, z);
    size_t pixels = image.spatial();
    for (size_t at = 0; at < values.size(); at++) {
      Real sum = values[at] + biases[at / pixels % image.dims[1]];
      if (scaleOfZ != 0) sum += Real(scaleOfZ) * added[at];
      values[at] = activate(f, sum);
    }
    store(image, y, values);
  });
}

CUDNN_API cudnnConvolutionBiasActivationForward(
    cudnnHandle_t handle, const void* alpha1, cudnnTensorDescriptor_t xDesc, const void* x,
    cudnnFilterDescriptor_t wDesc, const void* w, cudnnConvolutionDescriptor_t how, int algorithm, void* work,
    size_t workSize, const void* alpha2, cudnnTensorDescriptor_t zDesc, const void* z,
    cudnnTensorDescriptor_t biasDesc, const void* b, cudnnActivationDescriptor_t activation,
    cudnnTensorDescriptor_t yDesc, void* y) {
  return call(__func__, handle, [&](const Queue& queue) {
    Run run = Run::of(FORWARD, Convolution::of(xDesc, wDesc, how, yDesc), algorithm, work, workSize);
    const Convolution& c = run.convolution;
    cudnnActivationStruct f = checked(activation);
    require(f.mode == RELU || f.mode == IDENTITY, NOT_SUPPORTED, "only ReLU and identity can be fused");
    require(f.mode == RELU || algorithm == 1, NOT_SUPPORTED, "identity is fused with algorithm 1 only");
    Tensor bias = checked(biasDesc);
    requireBias(bias, c.y);
    require(checked(zDesc) == c.y, BAD_PARAM, "z and y have different descriptors");
    Blend scales = Blend::of(c.x.type, alpha1, alpha2);
    std::vector<Range> touched = {memory(c.x, x, "x"), memory(c.w, w, "w"), memory(c.y, z, "z"),
                   memory(bias, b, "the bias"), memory(c.y, y, "y"), run.workspace};
    queue.put(touched, [=] {
      run.scribble();
      std::vector<char> kept;  // z may be y itself
      if (scales.beta != 0) kept.assign((const char*) z, (const char*) z + run.convolution.y.bytes());
      convolveForward(run.convolution, x, w, y, {scales.alpha, 0}, run.turn());
      addBiasAndActivate(run.convolution.y, kept.data(), scales.beta, bias, b, f, y);
    });
  });
}
