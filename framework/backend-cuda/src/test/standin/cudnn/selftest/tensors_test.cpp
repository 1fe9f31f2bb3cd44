// Operations on whole tensors, reductions, dropout, and element types.
#include "device.h"

using namespace selftest;

struct Described;
extern "C" {
int cudnnCreateTensorDescriptor(Described**);
int cudnnSetTensor4dDescriptor(Described*, int format, int type, int, int, int, int);
int cudnnSetTensor4dDescriptorEx(Described*, int type, int, int, int, int, int, int, int, int);
int cudnnGetTensorSizeInBytes(Described*, size_t*);
int cudnnCreateOpTensorDescriptor(Described**);
int cudnnSetOpTensorDescriptor(Described*, int, int, int);
int cudnnOpTensor(cudnnContext*, Described*, const void*, Described*, const void*, const void*, Described*, const void*,
                  const void*, Described*, void*);
int cudnnAddTensor(cudnnContext*, const void*, Described*, const void*, const void*, Described*, void*);
int cudnnTransformTensor(cudnnContext*, const void*, Described*, const void*, const void*, Described*, void*);
int cudnnScaleTensor(cudnnContext*, Described*, void*, const void*);
int cudnnSetTensor(cudnnContext*, Described*, void*, const void*);
int cudnnCreateReduceTensorDescriptor(Described**);
int cudnnSetReduceTensorDescriptor(Described*, int, int, int, int, int);
int cudnnGetReductionWorkspaceSize(cudnnContext*, Described*, Described*, Described*, size_t*);
int cudnnReduceTensor(cudnnContext*, Described*, void*, size_t, void*, size_t, const void*, Described*, const void*,
                      const void*, Described*, void*);
int cudnnCreateDropoutDescriptor(Described**);
int cudnnDropoutGetStatesSize(cudnnContext*, size_t*);
int cudnnDropoutGetReserveSpaceSize(Described*, size_t*);
int cudnnSetDropoutDescriptor(Described*, cudnnContext*, float, void*, size_t, unsigned long long);
int cudnnDropoutForward(cudnnContext*, Described*, Described*, const void*, Described*, void*, void*, size_t);
int cudnnDropoutBackward(cudnnContext*, Described*, Described*, const void*, Described*, void*, void*, size_t);
}

namespace {

const float one = 1, two = 2, zero = 0;

Described* tensor(int format, int type, int n, int c, int h, int w) {
  Described* made;
  cudnnCreateTensorDescriptor(&made);
  ok(cudnnSetTensor4dDescriptor(made, format, type, n, c, h, w), "tensor");
  return made;
}

void testPointwise() {
  Described *x = tensor(0, 0, 1, 2, 1, 3), *row = tensor(0, 0, 1, 2, 1, 1), *how;
  Array a({1, 2, 3, 4, 5, 6}), b({10, 20}), c({1, 1, 1, 1, 1, 1});
  ok(cudnnAddTensor(handle(), &two, row, b.at(), &one, x, c.at()), "add");
  close(c, {21, 21, 21, 41, 41, 41}, 0, "add");
  cudnnCreateOpTensorDescriptor(&how);
  ok(cudnnSetOpTensorDescriptor(how, 1, 0, 0), "multiply");
  ok(cudnnOpTensor(handle(), how, &one, x, a.at(), &two, row, b.at(), &zero, x, c.at()), "multiply");
  close(c, {20, 40, 60, 160, 200, 240}, 0, "multiply");
  ok(cudnnScaleTensor(handle(), x, c.at(), &two), "scale");
  close(c, {40, 80, 120, 320, 400, 480}, 0, "scale");
  ok(cudnnSetTensor(handle(), x, c.at(), &two), "set");
  close(c, {2, 2, 2, 2, 2, 2}, 0, "set");
  Described* last = tensor(1, 0, 1, 2, 1, 3);
  ok(cudnnTransformTensor(handle(), &one, x, a.at(), &zero, last, c.at()), "transform");
  close(c, {1, 4, 2, 5, 3, 6}, 0, "transform");
}

void testReduction() {
  Described *x = tensor(0, 0, 2, 3, 1, 1), *sum = tensor(0, 0, 1, 3, 1, 1), *how;
  Array a({1, -2, 3, 4, 5, -6}), c({1, 1, 1});
  cudnnCreateReduceTensorDescriptor(&how);
  std::vector<std::vector<double>> wanted = {{5, 3, -3}, {4, -10, -18}, {1, -2, -6},
                                             {4, 5, 3},  {4, 5, 6},     {2.5, 1.5, -1.5}};
  for (int operation = 0; operation < 6; operation++) {
    size_t size;
    ok(cudnnSetReduceTensorDescriptor(how, operation, 0, 0, 0, 0), "reduction");
    ok(cudnnGetReductionWorkspaceSize(handle(), how, x, sum, &size), "reduction");
    Array work(std::vector<float>(size / 4));
    ok(cudnnReduceTensor(handle(), how, nullptr, 0, work.at(), size, &one, x, a.at(), &zero, sum, c.at()), "reduction");
    close(c, wanted[operation], 0, "reduction " + std::to_string(operation));
    status(2006, cudnnReduceTensor(handle(), how, nullptr, 0, work.at(), size - 1, &one, x, a.at(), &zero, sum, c.at()),
           "a small work space");
  }
}

void testDropout() {
  Described *x = tensor(0, 0, 1, 1, 20, 50), *how;
  size_t states, reserved;
  ok(cudnnDropoutGetStatesSize(handle(), &states), "states");
  ok(cudnnDropoutGetReserveSpaceSize(x, &reserved), "reserve");
  Array memory(std::vector<float>(states / 4)), reserve(std::vector<float>(reserved / 4));
  Array a(std::vector<float>(1000, 1)), b(std::vector<float>(1000, NAN)), back(std::vector<float>(1000, NAN));
  cudnnCreateDropoutDescriptor(&how);
  ok(cudnnSetDropoutDescriptor(how, handle(), 0.5f, memory.at(), states, 1), "dropout");
  ok(cudnnDropoutForward(handle(), how, x, a.at(), x, b.at(), reserve.at(), reserved), "dropout");
  ok(cudnnDropoutBackward(handle(), how, x, a.at(), x, back.at(), reserve.at(), reserved), "dropout");
  double sum = 0;
  for (float value : b.read()) sum += value;
  expect(sum > 900 && sum < 1100, "half of the numbers are kept, doubled");
  close(back, doubles(b.read()), 0, "the gradient goes where numbers were kept");
}

/** 16-bit numbers: what is representable goes through unchanged, the rest is rounded to even. */
void testElementTypes() {
  for (int type : {2, 9}) {
    Described* x = tensor(0, type, 1, 1, 1, 4);
    size_t bytes;
    ok(cudnnGetTensorSizeInBytes(x, &bytes), "size");
    expect(bytes == 8, "16-bit numbers have two bytes");
    // 1, -2, the largest, infinity
    std::vector<uint16_t> half = {0x3c00, 0xc000, 0x7bff, 0x7c00}, brain = {0x3f80, 0xc000, 0x7f7f, 0x7f80};
    ArrayOf<uint16_t> a(type == 2 ? half : brain);
    ok(cudnnScaleTensor(handle(), x, a.at(), &one), "scale");
    expect(a.read() == (type == 2 ? half : brain), "16-bit numbers go through unchanged");
    float value = 1 + 1.0f / 2048;  // a tie for half, less than half a step for bfloat16
    ok(cudnnScaleTensor(handle(), x, a.at(), &value), "scale");
    expect(a.read()[0] == (type == 2 ? 0x3c00 : 0x3f80), "16-bit numbers are rounded to even");
  }
}

}  // namespace

void testTensors() {
  testPointwise();
  testReduction();
  testDropout();
  testElementTypes();
}
