// Calls that the library refuses, each with its status.
#include "device.h"

#include <cstring>

using namespace selftest;

struct Described;
extern "C" {
int cudnnCreateTensorDescriptor(Described**);
int cudnnDestroyTensorDescriptor(Described*);
int cudnnSetTensor4dDescriptor(Described*, int format, int type, int, int, int, int);
int cudnnSetTensorNdDescriptor(Described*, int type, int rank, const int*, const int*);
int cudnnCreateActivationDescriptor(Described**);
int cudnnSetActivationDescriptor(Described*, int, int, double);
int cudnnActivationForward(cudnnContext*, Described*, const void*, Described*, const void*, const void*, Described*, void*);
int cuCtxSynchronize();
}

void testRefusals() {
  Described *x, *y, *relu;
  float one = 1, zero = 0;
  Array data(draw(8, 1));
  cudnnCreateTensorDescriptor(&x);
  cudnnCreateTensorDescriptor(&y);
  cudnnCreateActivationDescriptor(&relu);
  auto forward = [&](const void* from, void* to) {
    return cudnnActivationForward(handle(), relu, &one, x, from, &zero, y, to);
  };
  status(2000, forward(data.at(), data.at()), "descriptors that hold nothing");
  status(2000, cudnnSetTensor4dDescriptor(x, 0, 0, 1, 0, 2, 2), "an empty tensor");
  status(3003, cudnnSetTensor4dDescriptor(x, 0, 99, 1, 2, 2, 2), "an unknown type");
  status(2002, cudnnCreateTensorDescriptor(nullptr), "no place for a descriptor");
  int dims[] = {1, 2};
  status(2000, cudnnSetTensorNdDescriptor(x, 0, 2, dims, dims), "two axes");
  ok(cudnnSetTensor4dDescriptor(x, 0, 0, 1, 2, 2, 2), "x");
  ok(cudnnSetTensor4dDescriptor(y, 0, 0, 1, 2, 2, 1), "y");
  ok(cudnnSetActivationDescriptor(relu, 1, 0, 0), "relu");
  status(2000, forward(data.at(), data.at()), "shapes that differ");
  ok(cudnnSetTensor4dDescriptor(y, 0, 0, 1, 2, 2, 2), "y");
  status(2002, forward(nullptr, data.at()), "a null pointer");
  status(2003, forward((char*) data.at() + 2, data.at()), "a pointer that is not aligned");
  status(2002, cudnnActivationForward(handle(), relu, &one, x, data.at(), nullptr, y, data.at()), "no beta");
  status(2002, cudnnActivationForward(nullptr, relu, &one, x, data.at(), &zero, y, data.at()), "no handle");
  ok(forward(data.at(), data.at()), "in place");
  expect(std::strcmp(cudnnGetErrorString(3000), "CUDNN_STATUS_NOT_SUPPORTED") == 0, "the name of 3000");
  std::vector<double> wanted;
  for (float value : draw(8, 1)) wanted.push_back(value > 0 ? value : 0);
  close(data, wanted, 0, "relu");
}
