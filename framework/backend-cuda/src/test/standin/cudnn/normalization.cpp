// Batch normalisation: with the statistics of the batch or with kept ones, and its gradients.
#include "tensor.h"

using namespace dnn;

namespace {

enum Mode { PER_ACTIVATION = 0, SPATIAL = 1, SPATIAL_PERSISTENT = 2 };

/** One scale, bias, mean and variance for each channel, or for each number of an image. */
Tensor parametersOf(const Tensor& x, int mode) {
  require(mode >= PER_ACTIVATION && mode <= SPATIAL_PERSISTENT, BAD_PARAM, "there is no such mode");
  require(x.rank() == 4 || x.rank() == 5, NOT_SUPPORTED_SHAPE, "batch normalisation takes 4 or 5 axes");
  std::vector<int> dims = x.dims;
  dims[0] = 1;
  for (int axis = 2; axis < x.rank() && mode != PER_ACTIVATION; axis++) dims[axis] = 1;
  return Tensor::of(x.type == DOUBLE ? DOUBLE : FLOAT, NCHW, dims);
}

struct Normalization {
  Tensor x, y, parameters;
  size_t inner;  // neighbours that share a parameter
  double epsilon;

  Normalization(int mode, cudnnTensorDescriptor_t xDesc, cudnnTensorDescriptor_t yDesc, cudnnTensorDescriptor_t p,
                double epsilon)
      : x(checked(xDesc)), y(checked(yDesc)), parameters(parametersOf(x, mode)),
        inner(mode == PER_ACTIVATION ? 1 : x.spatial()), epsilon(epsilon) {
    require(x.sameShape(y) && x.type == y.type, BAD_PARAM, "x and y differ in shape or data type");
    require(checked(p) == parameters, BAD_PARAM, "the parameters' descriptor is not the derived one");
    require(epsilon >= 0, BAD_PARAM, "epsilon is negative");
  }

  size_t count() const { return parameters.count(); }
  size_t members() const { return x.count() / count(); }
  size_t parameterOf(size_t at) const { return at / inner % count(); }
  Range parameter(const void* data, const char* what) const { return memory(parameters, data, what); }
};

/** Running averages come together or not at all; so do the saved statistics. */
void requireBoth(const void* a, const void* b) {
  require((a == nullptr) == (b == nullptr), BAD_PARAM, "of two results that belong together one is null");
}

template <class Real>
struct Statistics {
  std::vector<Real> mean, variance;

  Statistics(const Normalization& n, const std::vector<Real>& x) : mean(n.count()), variance(n.count()) {
    std::vector<double> sums(n.count()), squares(n.count());
    for (size_t i = 0; i < x.size(); i++) sums[n.parameterOf(i)] += x[i];
    for (double& sum : sums) sum /= n.members();
    for (size_t i = 0; i < x.size(); i++) {
      double apart = x[i] - sums[n.parameterOf(i)];
      squares[n.parameterOf(i)] += apart * apart;
    }
    for (size_t p = 0; p < n.count(); p++) {
      mean[p] = Real(sums[p]);
      variance[p] = Real(squares[p] / n.members());
    }
  }

  std::vector<Real> inverseDeviation(double epsilon) const {
    std::vector<Real> result;
    for (Real v : variance) result.push_back(1 / std::sqrt(v + Real(epsilon)));
    return result;
  }
};

template <class Real>
std::vector<Real> normalize(const Normalization& n, std::vector<Real> x, const std::vector<Real>& mean,
                            const std::vector<Real>& inverse, const void* scale, const void* bias) {
  auto scales = load<Real>(n.parameters, scale), biases = load<Real>(n.parameters, bias);
  for (size_t i = 0; i < x.size(); i++) {
    size_t p = n.parameterOf(i);
    x[i] = scales[p] * (x[i] - mean[p]) * inverse[p] + biases[p];
  }
  return x;
}

}  // namespace

CUDNN_API cudnnDeriveBNTensorDescriptor(cudnnTensorDescriptor_t derived, cudnnTensorDescriptor_t x, int mode) {
  return call(__func__, [&] {
    static_cast<Tensor&>(given(derived, "the descriptor is null")) = parametersOf(checked(x), mode);
  });
}

CUDNN_API cudnnBatchNormalizationForwardTraining(
    cudnnHandle_t handle, int mode, const void* alpha, const void* beta, cudnnTensorDescriptor_t xDesc, const void* x,
    cudnnTensorDescriptor_t yDesc, void* y, cudnnTensorDescriptor_t parameters, const void* scale, const void* bias,
    double factor, void* runningMean, void* runningVariance, double epsilon, void* savedMean, void* savedInverse) {
  return call(__func__, handle, [&](const Queue& queue) {
    Normalization n(mode, xDesc, yDesc, parameters, epsilon);
    Blend blend = Blend::of(n.x.type, alpha, beta);
    requireBoth(runningMean, runningVariance);
    requireBoth(savedMean, savedInverse);
    std::vector<Range> touched = {memory(n.x, x, "x"), memory(n.y, y, "y"), n.parameter(scale, "the scale"),
                                  n.parameter(bias, "the bias")};
    for (void* optional : {runningMean, runningVariance, savedMean, savedInverse}) {
      if (optional != nullptr) touched.push_back(n.parameter(optional, "a mean or variance"));
    }
    queue.put(touched, [=] {
      withReal(n.x.type, [&](auto zero) {
        typedef decltype(zero) Real;
        auto values = load<Real>(n.x, x);
        Statistics<Real> statistics(n, values);
        auto inverse = statistics.inverseDeviation(n.epsilon);
        store(n.y, y, normalize(n, values, statistics.mean, inverse, scale, bias), blend);
        if (savedMean != nullptr) {
          store(n.parameters, savedMean, statistics.mean);
          store(n.parameters, savedInverse, inverse);
        }
        if (runningMean != nullptr) {
          // what is kept is the unbiased variance, though the batch is normalised by the biased one
          Real members = Real(n.members());
          for (Real& v : statistics.variance) v *= n.members() > 1 ? members / (members - 1) : Real(1);
          store(n.parameters, runningMean, statistics.mean, {factor, 1 - factor});
          store(n.parameters, runningVariance, statistics.variance, {factor, 1 - factor});
        }
      });
    });
  });
}

CUDNN_API cudnnBatchNormalizationForwardInference(cudnnHandle_t handle, int mode, const void* alpha, const void* beta,
                                                  cudnnTensorDescriptor_t xDesc, const void* x,
                                                  cudnnTensorDescriptor_t yDesc, void* y,
                                                  cudnnTensorDescriptor_t parameters, const void* scale,
                                                  const void* bias, const void* mean, const void* variance,
                                                  double epsilon) {
  return call(__func__, handle, [&](const Queue& queue) {
    Normalization n(mode, xDesc, yDesc, parameters, epsilon);
    Blend blend = Blend::of(n.x.type, alpha, beta);
    std::vector<Range> touched = {memory(n.x, x, "x"),           memory(n.y, y, "y"),
                                  n.parameter(scale, "the scale"), n.parameter(bias, "the bias"),
                                  n.parameter(mean, "the mean"),   n.parameter(variance, "the variance")};
    queue.put(touched, [=] {
      withReal(n.x.type, [&](auto zero) {
        typedef decltype(zero) Real;
        auto inverse = load<Real>(n.parameters, variance);
        for (Real& v : inverse) v = 1 / std::sqrt(v + Real(n.epsilon));
        store(n.y, y, normalize(n, load<Real>(n.x, x), load<Real>(n.parameters, mean), inverse, scale, bias), blend);
      });
    });
  });
}

CUDNN_API cudnnBatchNormalizationBackward(
    cudnnHandle_t handle, int mode, const void* alphaData, const void* betaData, const void* alphaParameters,
    const void* betaParameters, cudnnTensorDescriptor_t xDesc, const void* x, cudnnTensorDescriptor_t dyDesc,
    const void* dy, cudnnTensorDescriptor_t dxDesc, void* dx, cudnnTensorDescriptor_t parameters, const void* scale,
    void* dScale, void* dBias, double epsilon, const void* savedMean, const void* savedInverse) {
  return call(__func__, handle, [&](const Queue& queue) {
    Normalization n(mode, xDesc, dxDesc, parameters, epsilon);
    Tensor gradientOut = checked(dyDesc);
    require(gradientOut.sameShape(n.x) && gradientOut.type == n.x.type, BAD_PARAM, "x and dy differ");
    Blend data = Blend::of(n.x.type, alphaData, betaData), blend = Blend::of(n.x.type, alphaParameters, betaParameters);
    requireBoth(savedMean, savedInverse);
    std::vector<Range> touched = {memory(n.x, x, "x"),           memory(gradientOut, dy, "dy"),
                                  memory(n.y, dx, "dx"),           n.parameter(scale, "the scale"),
                                  n.parameter(dScale, "dScale"), n.parameter(dBias, "dBias")};
    for (const void* optional : {savedMean, savedInverse}) {
      if (optional != nullptr) touched.push_back(n.parameter(optional, "a saved mean or deviation"));
    }
    queue.put(touched, [=] {
      withReal(n.x.type, [&](auto zero) {
        typedef decltype(zero) Real;
        auto values = load<Real>(n.x, x), gradients = load<Real>(gradientOut, dy), scales = load<Real>(n.parameters, scale);
        Statistics<Real> statistics(n, values);
        auto mean = savedMean != nullptr ? load<Real>(n.parameters, savedMean) : statistics.mean;
        auto inverse = savedMean != nullptr ? load<Real>(n.parameters, savedInverse)
                                            : statistics.inverseDeviation(n.epsilon);
        std::vector<Real> scaleSums(n.count()), biasSums(n.count());
        for (size_t i = 0; i < values.size(); i++) {
          size_t p = n.parameterOf(i);
          values[i] = (values[i] - mean[p]) * inverse[p];
          biasSums[p] += gradients[i];
          scaleSums[p] += gradients[i] * values[i];
        }
        Real members = Real(n.members());
        for (size_t i = 0; i < values.size(); i++) {
          size_t p = n.parameterOf(i);
          Real centred = gradients[i] - (biasSums[p] + values[i] * scaleSums[p]) / members;
          values[i] = scales[p] * inverse[p] * centred;
        }
        store(n.y, dx, values, data);
        store(n.parameters, dScale, scaleSums, blend);
        store(n.parameters, dBias, biasSums, blend);
      });
    });
  });
}
