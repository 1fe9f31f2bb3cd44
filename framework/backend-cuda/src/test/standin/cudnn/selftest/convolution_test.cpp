// Convolutions against the definition, in all directions, with every algorithm that takes them.
#include "device.h"

#include <functional>

using namespace selftest;

struct Described;
extern "C" {
int cudnnCreateTensorDescriptor(Described**);
int cudnnSetTensor4dDescriptor(Described*, int format, int type, int, int, int, int);
int cudnnSetTensor4dDescriptorEx(Described*, int type, int, int, int, int, int, int, int, int);
int cudnnCreateFilterDescriptor(Described**);
int cudnnSetFilter4dDescriptor(Described*, int type, int format, int, int, int, int);
int cudnnCreateConvolutionDescriptor(Described**);
int cudnnSetConvolution2dDescriptor(Described*, int, int, int, int, int, int, int, int);
int cudnnSetConvolutionGroupCount(Described*, int);
int cudnnSetConvolutionMathType(Described*, int);
int cudnnGetConvolution2dForwardOutputDim(Described*, Described*, Described*, int*, int*, int*, int*);
int cudnnGetConvolutionForwardWorkspaceSize(cudnnContext*, Described*, Described*, Described*, Described*, int, size_t*);
int cudnnGetConvolutionBackwardDataWorkspaceSize(cudnnContext*, Described*, Described*, Described*, Described*, int,
                                                 size_t*);
int cudnnGetConvolutionBackwardFilterWorkspaceSize(cudnnContext*, Described*, Described*, Described*, Described*, int,
                                                   size_t*);
int cudnnConvolutionForward(cudnnContext*, const void*, Described*, const void*, Described*, const void*, Described*, int,
                            void*, size_t, const void*, Described*, void*);
int cudnnConvolutionBackwardData(cudnnContext*, const void*, Described*, const void*, Described*, const void*, Described*,
                                 int, void*, size_t, const void*, Described*, void*);
int cudnnConvolutionBackwardFilter(cudnnContext*, const void*, Described*, const void*, Described*, const void*,
                                   Described*, int, void*, size_t, const void*, Described*, void*);
}

namespace {

struct Case {
  int n, c, h, w, k, r, s, pad, stride, dilation, groups, format;
};

struct Net {
  Case a;
  int outH, outW;
  Described *x, *filter, *how, *y;

  Net(Case a, int math) : a(a) {
    cudnnCreateTensorDescriptor(&x);
    cudnnCreateTensorDescriptor(&y);
    cudnnCreateFilterDescriptor(&filter);
    cudnnCreateConvolutionDescriptor(&how);
    ok(cudnnSetTensor4dDescriptor(x, a.format, 0, a.n, a.c, a.h, a.w), "x");
    ok(cudnnSetFilter4dDescriptor(filter, 0, a.format, a.k, a.c / a.groups, a.r, a.s), "filter");
    ok(cudnnSetConvolution2dDescriptor(how, a.pad, a.pad, a.stride, a.stride, a.dilation, a.dilation, 1, 0), "how");
    ok(cudnnSetConvolutionGroupCount(how, a.groups), "groups");
    ok(cudnnSetConvolutionMathType(how, math), "math");
    int n, k;
    ok(cudnnGetConvolution2dForwardOutputDim(how, x, filter, &n, &k, &outH, &outW), "output");
    ok(cudnnSetTensor4dDescriptor(y, a.format, 0, n, k, outH, outW), "y");
  }

  size_t sizeX() const { return size_t(a.n) * a.c * a.h * a.w; }
  size_t sizeW() const { return size_t(a.k) * a.c / a.groups * a.r * a.s; }
  size_t sizeY() const { return size_t(a.n) * a.k * outH * outW; }

  // An index for either layout.
  size_t index(int c, int h, int w, int n, int channel, int row, int column) const {
    return a.format == 0 ? ((size_t(n) * c + channel) * h + row) * w + column
                         : ((size_t(n) * h + row) * w + column) * c + channel;
  }

  /** Calls body(x, w, y) with the three indices of each product. */
  void products(std::function<void(size_t, size_t, size_t)> body) const {
    int perGroup = a.c / a.groups;
    for (int n = 0; n < a.n; n++)
      for (int k = 0; k < a.k; k++)
        for (int oh = 0; oh < outH; oh++)
          for (int ow = 0; ow < outW; ow++)
            for (int c = 0; c < perGroup; c++)
              for (int r = 0; r < a.r; r++)
                for (int s = 0; s < a.s; s++) {
                  int h = oh * a.stride - a.pad + r * a.dilation, w = ow * a.stride - a.pad + s * a.dilation;
                  if (h < 0 || w < 0 || h >= a.h || w >= a.w) continue;
                  int channel = k / (a.k / a.groups) * perGroup + c;
                  body(index(a.c, a.h, a.w, n, channel, h, w), index(perGroup, a.r, a.s, k, c, r, s),
                       index(a.k, outH, outW, n, k, oh, ow));
                }
  }
};

void test(Case a, const std::string& name) {
  Net net(a, 3);
  auto x = draw(net.sizeX(), 1), w = draw(net.sizeW(), 2), dy = draw(net.sizeY(), 3);
  std::vector<double> y(net.sizeY()), dx(net.sizeX()), dw(net.sizeW());
  net.products([&](size_t i, size_t j, size_t o) {
    y[o] += double(x[i]) * w[j];
    dx[i] += double(dy[o]) * w[j];
    dw[j] += double(dy[o]) * x[i];
  });
  for (double& value : dw) value = 2 * value + 0.5;
  float one = 1, two = 2, zero = 0, half = 0.5;
  Array dX(x), dW(w), dDy(dy), resultY(std::vector<float>(y.size(), NAN)), resultX(std::vector<float>(x.size(), NAN));
  int taken = 0;
  for (int algorithm = 0; algorithm < 8; algorithm++) {
    std::string what = name + ", algorithm " + std::to_string(algorithm);
    size_t size;
    if (cudnnGetConvolutionForwardWorkspaceSize(handle(), net.x, net.filter, net.how, net.y, algorithm, &size) == 0) {
      taken++;
      Array work(std::vector<float>(size / 4));
      ok(cudnnConvolutionForward(handle(), &one, net.x, dX.at(), net.filter, dW.at(), net.how, algorithm, work.at(), size,
                                 &zero, net.y, resultY.at()), what);
      close(resultY, y, 1e-5, what + ", forward");
      if (size > 0) {
        status(2006, cudnnConvolutionForward(handle(), &one, net.x, dX.at(), net.filter, dW.at(), net.how, algorithm,
                                             work.at(), size - 1, &zero, net.y, resultY.at()), what + ", small work space");
      }
    }
    if (algorithm < 6 && cudnnGetConvolutionBackwardDataWorkspaceSize(handle(), net.filter, net.y, net.how, net.x,
                                                                      algorithm, &size) == 0) {
      Array work(std::vector<float>(size / 4));
      ok(cudnnConvolutionBackwardData(handle(), &one, net.filter, dW.at(), net.y, dDy.at(), net.how, algorithm, work.at(),
                                      size, &zero, net.x, resultX.at()), what);
      close(resultX, dx, 1e-5, what + ", backward data");
    }
    if (algorithm < 7 && cudnnGetConvolutionBackwardFilterWorkspaceSize(handle(), net.x, net.y, net.how, net.filter,
                                                                        algorithm, &size) == 0) {
      Array work(std::vector<float>(size / 4)), resultW(std::vector<float>(w.size(), 1));
      ok(cudnnConvolutionBackwardFilter(handle(), &two, net.x, dX.at(), net.y, dDy.at(), net.how, algorithm, work.at(),
                                        size, &half, net.filter, resultW.at()), what);
      close(resultW, dw, 1e-4, what + ", backward filter");
    }
  }
  expect(taken >= 2, name + ": hardly any algorithm takes it");
}

/** With the default math type, inputs are rounded to 10 bits; FMA keeps them. */
void testTf32() {
  for (int math : {0, 3}) {
    Net net({1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 0}, math);
    Array x({1 + 1.0f / 4096}), w({1}), y({NAN});
    float one = 1, zero = 0;
    ok(cudnnConvolutionForward(handle(), &one, net.x, x.at(), net.filter, w.at(), net.how, 0, nullptr, 0, &zero, net.y,
                               y.at()), "tf32");
    close(y, {math == 3 ? 1 + 1.0 / 4096 : 1}, 0, "tf32 with math type " + std::to_string(math));
  }
}

}  // namespace

void testConvolutions() {
  test({2, 3, 8, 7, 5, 3, 3, 1, 1, 1, 1, 0}, "3x3");
  test({2, 3, 9, 9, 4, 5, 5, 2, 1, 1, 1, 0}, "5x5");
  test({2, 4, 9, 8, 6, 3, 2, 1, 2, 1, 2, 0}, "groups and a stride");
  test({1, 2, 11, 9, 3, 3, 3, 0, 1, 2, 1, 0}, "dilated");
  test({2, 4, 8, 7, 6, 3, 3, 1, 2, 1, 2, 1}, "channels last");
  test({5, 33, 1, 1, 7, 1, 1, 0, 1, 1, 1, 0}, "fully connected");
  test({3, 4, 5, 4, 9, 5, 4, 0, 1, 1, 1, 0}, "kernel as large as the image");
  testTf32();
}
