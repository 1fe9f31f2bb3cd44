// Layers: known numbers forward, and gradients against differences of the forward pass, in double.
#include "device.h"

#include <functional>

using namespace selftest;

struct Described;
extern "C" {
int cudnnCreateTensorDescriptor(Described**);
int cudnnSetTensor4dDescriptor(Described*, int format, int type, int, int, int, int);
int cudnnCreatePoolingDescriptor(Described**);
int cudnnSetPooling2dDescriptor(Described*, int mode, int nan, int, int, int, int, int, int);
int cudnnPoolingForward(cudnnContext*, Described*, const void*, Described*, const void*, const void*, Described*, void*);
int cudnnPoolingBackward(cudnnContext*, Described*, const void*, Described*, const void*, Described*, const void*,
                         Described*, const void*, const void*, Described*, void*);
int cudnnCreateActivationDescriptor(Described**);
int cudnnSetActivationDescriptor(Described*, int, int, double);
int cudnnActivationForward(cudnnContext*, Described*, const void*, Described*, const void*, const void*, Described*, void*);
int cudnnActivationBackward(cudnnContext*, Described*, const void*, Described*, const void*, Described*, const void*,
                            Described*, const void*, const void*, Described*, void*);
int cudnnSoftmaxForward(cudnnContext*, int, int, const void*, Described*, const void*, const void*, Described*, void*);
int cudnnSoftmaxBackward(cudnnContext*, int, int, const void*, Described*, const void*, Described*, const void*, const void*,
                         Described*, void*);
int cudnnCreateLRNDescriptor(Described**);
int cudnnSetLRNDescriptor(Described*, unsigned, double, double, double);
int cudnnLRNCrossChannelForward(cudnnContext*, Described*, int, const void*, Described*, const void*, const void*, Described*,
                                void*);
int cudnnLRNCrossChannelBackward(cudnnContext*, Described*, int, const void*, Described*, const void*, Described*, const void*,
                                 Described*, const void*, const void*, Described*, void*);
int cudnnDeriveBNTensorDescriptor(Described*, Described*, int);
int cudnnBatchNormalizationForwardTraining(cudnnContext*, int, const void*, const void*, Described*, const void*, Described*,
                                           void*, Described*, const void*, const void*, double, void*, void*, double, void*,
                                           void*);
int cudnnBatchNormalizationForwardInference(cudnnContext*, int, const void*, const void*, Described*, const void*, Described*,
                                            void*, Described*, const void*, const void*, const void*, const void*, double);
int cudnnBatchNormalizationBackward(cudnnContext*, int, const void*, const void*, const void*, const void*, Described*,
                                    const void*, Described*, const void*, Described*, void*, Described*, const void*, void*,
                                    void*, double, const void*, const void*);
}

namespace {

const double one = 1, zero = 0;

Described* tensor(int n, int c, int h, int w) {
  Described* made;
  cudnnCreateTensorDescriptor(&made);
  ok(cudnnSetTensor4dDescriptor(made, 0, 1, n, c, h, w), "tensor");
  return made;
}

/** A layer from x to y and back; it works on arrays of double. */
struct Layer {
  std::string name;
  size_t countX, countY;
  std::function<int(void* x, void* y)> forward;
  std::function<int(void* y, void* dy, void* x, void* dx)> backward;
};

void checkGradient(const Layer& layer) {
  auto values = doubles(draw(layer.countX, 7)), weights = doubles(draw(layer.countY, 8));
  Doubles x(values), y(std::vector<double>(layer.countY, NAN)), dy(weights), dx(std::vector<double>(layer.countX, NAN));
  auto loss = [&](const std::vector<double>& at) {
    x.write(at);
    ok(layer.forward(x.at(), y.at()), layer.name + ", forward");
    double sum = 0;
    auto results = y.read();
    for (size_t i = 0; i < results.size(); i++) sum += results[i] * weights[i];
    return sum;
  };
  std::vector<double> wanted;
  for (size_t i = 0; i < values.size(); i++) {
    auto up = values, down = values;
    up[i] += 1e-5;
    down[i] -= 1e-5;
    wanted.push_back((loss(up) - loss(down)) / 2e-5);
  }
  loss(values);
  ok(layer.backward(y.at(), dy.at(), x.at(), dx.at()), layer.name + ", backward");
  close(dx, wanted, 1e-6, layer.name + ", gradient");
}

void testPooling() {
  Described *how, *x = tensor(2, 2, 5, 4), *y = tensor(2, 2, 3, 2);
  cudnnCreatePoolingDescriptor(&how);
  for (int mode = 0; mode < 4; mode++) {
    ok(cudnnSetPooling2dDescriptor(how, mode, 0, 3, 3, 1, 1, 2, 2), "pooling");
    checkGradient({"pooling " + std::to_string(mode), 80, 24,
                   [&](void* a, void* b) { return cudnnPoolingForward(handle(), how, &one, x, a, &zero, y, b); },
                   [&](void* b, void* db, void* a, void* da) {
                     return cudnnPoolingBackward(handle(), how, &one, y, b, y, db, x, a, &zero, x, da);
                   }});
  }
  Described *small = tensor(1, 1, 2, 2), *single = tensor(1, 1, 1, 1);
  Doubles in({4, NAN, 1, 2}), out({0});
  for (int nan : {0, 1}) {
    ok(cudnnSetPooling2dDescriptor(how, 0, nan, 2, 2, 0, 0, 1, 1), "pooling");
    ok(cudnnPoolingForward(handle(), how, &one, small, in.at(), &zero, single, out.at()), "maximum of NaN");
    expect(nan ? std::isnan(out.read()[0]) : out.read()[0] == 4, "maximum of NaN");
  }
}

void testActivations() {
  Described *how, *x = tensor(1, 2, 3, 4);
  cudnnCreateActivationDescriptor(&how);
  for (int mode : {0, 1, 2, 3, 4, 6}) {
    ok(cudnnSetActivationDescriptor(how, mode, 1, mode == 3 ? 0.5 : 1), "activation");
    checkGradient({"activation " + std::to_string(mode), 24, 24,
                   [&](void* a, void* b) { return cudnnActivationForward(handle(), how, &one, x, a, &zero, x, b); },
                   [&](void* b, void* db, void* a, void* da) {
                     return cudnnActivationBackward(handle(), how, &one, x, b, x, db, x, a, &zero, x, da);
                   }});
  }
}

void testSoftmax() {
  Described* x = tensor(2, 3, 2, 2);
  for (int algorithm = 0; algorithm < 3; algorithm++) {
    for (int mode = 0; mode < 2; mode++) {
      checkGradient({"softmax " + std::to_string(algorithm) + " " + std::to_string(mode), 24, 24,
                     [&](void* a, void* b) {
                       return cudnnSoftmaxForward(handle(), algorithm, mode, &one, x, a, &zero, x, b);
                     },
                     [&](void* b, void* db, void*, void* da) {
                       return cudnnSoftmaxBackward(handle(), algorithm, mode, &one, x, b, x, db, &zero, x, da);
                     }});
    }
  }
  Described* pair = tensor(1, 2, 1, 1);
  Doubles in({1000, 1000}), out({0, 0});
  ok(cudnnSoftmaxForward(handle(), 1, 1, &one, pair, in.at(), &zero, pair, out.at()), "softmax of large numbers");
  close(out, {0.5, 0.5}, 0, "softmax of large numbers");
}

void testLrn() {
  Described *how, *x = tensor(2, 6, 2, 1);
  cudnnCreateLRNDescriptor(&how);
  ok(cudnnSetLRNDescriptor(how, 3, 0.5, 0.75, 2), "LRN");
  checkGradient({"LRN", 24, 24,
                 [&](void* a, void* b) { return cudnnLRNCrossChannelForward(handle(), how, 0, &one, x, a, &zero, x, b); },
                 [&](void* b, void* db, void* a, void* da) {
                   return cudnnLRNCrossChannelBackward(handle(), how, 0, &one, x, b, x, db, x, a, &zero, x, da);
                 }});
}

void testBatchNormalization() {
  Described *x = tensor(2, 3, 2, 2), *p = tensor(1, 1, 1, 1);
  for (int mode : {0, 1}) {
    ok(cudnnDeriveBNTensorDescriptor(p, x, mode), "derive");
    size_t count = mode == 0 ? 12 : 3;
    Doubles scale(doubles(draw(count, 1))), bias(doubles(draw(count, 2))), mean(std::vector<double>(count, NAN));
    Doubles variance(mean.read()), saved(mean.read()), inverse(mean.read()), dScale(mean.read()), dBias(mean.read());
    for (bool kept : {false, true}) {
      checkGradient({"batch normalisation " + std::to_string(mode), 24, 24,
                     [&](void* a, void* b) {
                       return cudnnBatchNormalizationForwardTraining(
                           handle(), mode, &one, &zero, x, a, x, b, p, scale.at(), bias.at(), 1, mean.at(), variance.at(), 1e-5,
                           saved.at(), inverse.at());
                     },
                     [&](void*, void* db, void* a, void* da) {
                       return cudnnBatchNormalizationBackward(handle(), mode, &one, &zero, &one, &zero, x, a, x, db, x, da, p,
                                                              scale.at(), dScale.at(), dBias.at(), 1e-5,
                                                              kept ? saved.at() : nullptr, kept ? inverse.at() : nullptr);
                     }});
    }
  }
  // one channel of four numbers: mean 2.5, variance 1.25, unbiased 5/3
  Described *line = tensor(4, 1, 1, 1), *single = tensor(1, 1, 1, 1);
  Doubles in({1, 2, 3, 4}), out({0, 0, 0, 0}), scale({2}), bias({1}), mean({10}), variance({10});
  ok(cudnnBatchNormalizationForwardTraining(handle(), 1, &one, &zero, line, in.at(), line, out.at(), single, scale.at(),
                                            bias.at(), 0.1, mean.at(), variance.at(), 0, nullptr, nullptr), "training");
  close(mean, {9.25}, 1e-12, "running mean");
  close(variance, {9 + 0.1 * 5 / 3}, 1e-12, "running variance");
  ok(cudnnBatchNormalizationForwardInference(handle(), 1, &one, &zero, line, in.at(), line, out.at(), single, scale.at(),
                                             bias.at(), mean.at(), variance.at(), 0), "inference");
  close(out, {1 - 2 * 8.25 / std::sqrt(9 + 0.5 / 3), 1 - 2 * 7.25 / std::sqrt(9 + 0.5 / 3),
              1 - 2 * 6.25 / std::sqrt(9 + 0.5 / 3), 1 - 2 * 5.25 / std::sqrt(9 + 0.5 / 3)}, 1e-12, "inference");
}

}  // namespace

void testLayers() {
  testPooling();
  testActivations();
  testSoftmax();
  testLrn();
  testBatchNormalization();
}
