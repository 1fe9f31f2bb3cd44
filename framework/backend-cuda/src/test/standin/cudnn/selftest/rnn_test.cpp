// Recurrent nets: a step that is checked by hand, and gradients against differences of the forward pass, in double.
#include "device.h"

#include <cstring>

using namespace selftest;

struct Described;
extern "C" {
int cudnnCreateTensorDescriptor(Described**);
int cudnnSetTensorNdDescriptorEx(Described*, int format, int type, int rank, const int*);
int cudnnGetTensorNdDescriptor(Described*, int, int*, int*, int*, int*);
int cudnnCreateDropoutDescriptor(Described**);
int cudnnSetDropoutDescriptor(Described*, cudnnContext*, float, void*, size_t, unsigned long long);
int cudnnCreateRNNDescriptor(Described**);
int cudnnSetRNNDescriptor_v8(Described*, int, int, int, int, int, int, int, int, int, int, int, int, Described*, unsigned);
int cudnnCreateRNNDataDescriptor(Described**);
int cudnnSetRNNDataDescriptor(Described*, int, int, int, int, int, const int*, const void*);
int cudnnGetRNNWeightSpaceSize(cudnnContext*, Described*, size_t*);
int cudnnGetRNNTempSpaceSizes(cudnnContext*, Described*, int, Described*, size_t*, size_t*);
int cudnnGetRNNWeightParams(cudnnContext*, Described*, int, size_t, void*, int, Described*, void**, Described*, void**);
int cudnnRNNForward(cudnnContext*, Described*, int, const int*, Described*, const void*, Described*, void*, Described*,
                    const void*, void*, Described*, const void*, void*, size_t, const void*, size_t, void*, size_t, void*);
int cudnnRNNBackwardData_v8(cudnnContext*, Described*, const int*, Described*, const void*, const void*, Described*, void*,
                            Described*, const void*, const void*, void*, Described*, const void*, const void*, void*, size_t,
                            const void*, size_t, void*, size_t, void*);
int cudnnRNNBackwardWeights_v8(cudnnContext*, Described*, int, const int*, Described*, const void*, Described*, const void*,
                               Described*, const void*, size_t, void*, size_t, void*, size_t, void*);
}

namespace {

struct Shape {
  int cell, bias, bidirectional, layers, layout, steps, input, hidden;
  std::vector<int> lengths;
};

typedef std::vector<double> Numbers;

struct Net {
  Shape s;
  int directions, batch;
  size_t countX, countY, countH, weightBytes, workBytes, reserveBytes;
  Described *net, *x, *y, *h, *dropout;

  explicit Net(Shape shape) : s(shape), directions(1 + s.bidirectional), batch(int(s.lengths.size())) {
    double fill = 0;
    cudnnCreateDropoutDescriptor(&dropout);
    ok(cudnnSetDropoutDescriptor(dropout, handle(), 0, nullptr, 0, 0), "dropout");
    cudnnCreateRNNDescriptor(&net);
    ok(cudnnSetRNNDescriptor_v8(net, 0, s.cell, s.bias, s.bidirectional, 0, 1, 1, 3, s.input, s.hidden, s.hidden, s.layers,
                                dropout, 1), "net");
    cudnnCreateRNNDataDescriptor(&x);
    cudnnCreateRNNDataDescriptor(&y);
    ok(cudnnSetRNNDataDescriptor(x, 1, s.layout, s.steps, batch, s.input, s.lengths.data(), &fill), "x");
    ok(cudnnSetRNNDataDescriptor(y, 1, s.layout, s.steps, batch, s.hidden * directions, s.lengths.data(), &fill), "y");
    cudnnCreateTensorDescriptor(&h);
    int dims[] = {s.layers * directions, batch, s.hidden};
    ok(cudnnSetTensorNdDescriptorEx(h, 0, 1, 3, dims), "h");
    size_t rows = size_t(s.steps) * batch;
    if (s.layout == 1) {
      rows = 0;
      for (int length : s.lengths) rows += length;
    }
    countX = rows * s.input;
    countY = rows * s.hidden * directions;
    countH = size_t(dims[0]) * batch * s.hidden;
    ok(cudnnGetRNNWeightSpaceSize(handle(), net, &weightBytes), "weights");
    ok(cudnnGetRNNTempSpaceSizes(handle(), net, 1, x, &workBytes, &reserveBytes), "spaces");
  }
};

/** Gradients of all inputs at once: the loss is the sum of all outputs, each with a weight. */
void checkGradients(const std::string& name, Shape shape) {
  Net n(shape);
  bool lstm = shape.cell == 2;
  size_t countW = n.weightBytes / 8;
  Numbers values[] = {doubles(draw(n.countX, 1)), doubles(draw(n.countH, 2)), doubles(draw(n.countH, 3)), doubles(draw(countW, 4))};
  Numbers factors[] = {doubles(draw(n.countY, 5)), doubles(draw(n.countH, 6)), doubles(draw(n.countH, 7))};
  Doubles x(values[0]), hx(values[1]), cx(values[2]), w(values[3]);
  Doubles y(Numbers(n.countY, NAN)), hy(Numbers(n.countH)), cy(Numbers(n.countH));
  Doubles dy(factors[0]), dhy(factors[1]), dcy(factors[2]);
  Doubles dx(Numbers(n.countX, NAN)), dhx(Numbers(n.countH, NAN)), dcx(Numbers(n.countH)), dw(Numbers(countW, 1));
  Doubles work(Numbers(n.workBytes / 8)), reserve(Numbers(n.reserveBytes / 8));
  Doubles* inputs[] = {&x, &hx, &cx, &w};
  Doubles* gradients[] = {&dx, &dhx, &dcx, &dw};
  auto forward = [&](int mode) {
    ok(cudnnRNNForward(handle(), n.net, mode, nullptr, n.x, x.at(), n.y, y.at(), n.h, hx.at(), hy.at(), n.h, cx.at(), cy.at(),
                       n.weightBytes, w.at(), n.workBytes, work.at(), mode ? n.reserveBytes : 0, mode ? reserve.at() : nullptr),
       name + ", forward");
    double sum = 0;
    Numbers results[] = {y.read(), hy.read(), cy.read()};
    for (int i = 0; i < (lstm ? 3 : 2); i++) {
      for (size_t j = 0; j < results[i].size(); j++) sum += results[i][j] * factors[i][j];
    }
    return sum;
  };
  forward(1);
  Numbers trained = y.read();
  ok(cudnnRNNBackwardData_v8(handle(), n.net, nullptr, n.y, y.at(), dy.at(), n.x, dx.at(), n.h, hx.at(), dhy.at(), dhx.at(), n.h,
                             cx.at(), dcy.at(), dcx.at(), n.weightBytes, w.at(), n.workBytes, work.at(), n.reserveBytes,
                             reserve.at()), name + ", backward data");
  ok(cudnnRNNBackwardWeights_v8(handle(), n.net, 0, nullptr, n.x, x.at(), n.h, hx.at(), n.y, y.at(), n.weightBytes, dw.at(),
                                n.workBytes, work.at(), n.reserveBytes, reserve.at()), name + ", backward weights");
  status(3000, cudnnRNNBackwardWeights_v8(handle(), n.net, 1, nullptr, n.x, x.at(), n.h, hx.at(), n.y, y.at(), n.weightBytes,
                                          dw.at(), n.workBytes, work.at(), n.reserveBytes, reserve.at()), "setting gradients");
  forward(0);
  close(y, trained, 0, name + ", inference is the same");
  const char* names[] = {"x", "hx", "cx", "weights"};
  for (int i = 0; i < 4; i++) {
    if (i == 2 && !lstm) continue;
    Numbers wanted;
    for (size_t j = 0; j < values[i].size(); j++) {
      double losses[2];
      for (int side = 0; side < 2; side++) {
        Numbers moved = values[i];
        moved[j] += side ? -1e-5 : 1e-5;
        inputs[i]->write(moved);
        losses[side] = forward(0);
      }
      wanted.push_back((losses[0] - losses[1]) / 2e-5 + (i == 3 ? 1 : 0));  // gradients of weights are added
    }
    inputs[i]->write(values[i]);
    close(*gradients[i], wanted, 1e-6, name + ", gradient of " + names[i]);
  }
}

/** One LSTM step of one unit with a weight of its own for each gate, and a GRU step. */
void checkByHand(int cell, int gates, double wanted) {
  Net n({cell, 2, 0, 1, 0, 1, 1, 1, {1}});
  Numbers weights(n.weightBytes / 8, NAN);
  Doubles space(weights);
  Described *matrix, *bias;
  cudnnCreateTensorDescriptor(&matrix);
  cudnnCreateTensorDescriptor(&bias);
  for (int gate = 0; gate < 2 * gates; gate++) {
    void *at, *biasAt;
    ok(cudnnGetRNNWeightParams(handle(), n.net, 0, n.weightBytes, space.at(), gate, matrix, &at, bias, &biasAt), "weights");
    int type, rank, dims[3], strides[3];
    ok(cudnnGetTensorNdDescriptor(matrix, 3, &type, &rank, dims, strides), "matrix");
    expect(rank == 3 && dims[0] == 1 && dims[1] == 1 && dims[2] == 1 && type == 1, "a matrix of one number");
    weights[((char*) at - (char*) space.at()) / 8] = 0.1 * (gate + 1);
    weights[((char*) biasAt - (char*) space.at()) / 8] = 0.01 * (gate + 1);
  }
  space.write(weights);
  Doubles x({0.5}), h({0.25}), c({-0.75}), y({NAN}), work(Numbers(n.workBytes / 8));
  ok(cudnnRNNForward(handle(), n.net, 0, nullptr, n.x, x.at(), n.y, y.at(), n.h, h.at(), nullptr, n.h, c.at(), nullptr,
                     n.weightBytes, space.at(), n.workBytes, work.at(), 0, nullptr), "forward");
  close(y, {wanted}, 1e-12, "a step by hand");
}

double sigma(double x) { return 1 / (1 + std::exp(-x)); }

void checkSteps() {
  // gate g reads x with 0.1 (g+1) and h with 0.1 (g+1+gates), biases are a tenth of these
  auto in = [](int gate) { return 0.5 * 0.1 * (gate + 1) + 0.01 * (gate + 1); };
  auto state = [](int gate, int gates) { return 0.25 * 0.1 * (gate + gates + 1) + 0.01 * (gate + gates + 1); };
  auto sum = [&](int gate, int gates) { return in(gate) + state(gate, gates); };
  double cell = sigma(sum(1, 4)) * -0.75 + sigma(sum(0, 4)) * std::tanh(sum(2, 4));
  checkByHand(2, 4, sigma(sum(3, 4)) * std::tanh(cell));
  double candidate = std::tanh(in(2) + sigma(sum(0, 3)) * state(2, 3)), update = sigma(sum(1, 3));
  checkByHand(3, 3, (1 - update) * candidate + update * 0.25);
  checkByHand(1, 1, std::tanh(sum(0, 1)));
}

}  // namespace

void testRecurrentNets() {
  checkSteps();
  for (int cell = 0; cell < 4; cell++) {
    std::string name = "cell " + std::to_string(cell);
    checkGradients(name, {cell, 2, 0, 1, 0, 3, 2, 3, {3, 3}});
    checkGradients(name + ", two ways, lengths", {cell, 1, 1, 1, 0, 3, 2, 2, {2, 0, 3}});
    checkGradients(name + ", two layers, batches first", {cell, 3, 1, 2, 2, 3, 2, 2, {1, 3}});
    checkGradients(name + ", packed", {cell, 0, 1, 2, 1, 3, 2, 2, {3, 2, 1}});
  }
}
