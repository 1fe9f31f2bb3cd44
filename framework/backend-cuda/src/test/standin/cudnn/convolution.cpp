// Convolution descriptors and the computations: patches of the image become columns, and the rest is products.
#pragma GCC optimize("O3")
#include "convolution.h"

#include "product.h"

namespace dnn {

std::vector<int> outputDims(const cudnnConvolutionStruct& how, const Tensor& x, const Tensor& w) {
  int spatial = int(how.pad.size());
  require(spatial > 0, BAD_PARAM, "a convolution descriptor holds nothing yet");
  require(x.rank() == spatial + 2 && w.rank() == spatial + 2, BAD_PARAM_SHAPE_MISMATCH,
      "image, filter and convolution have different numbers of axes");
  require(x.dims[1] == w.dims[1] * how.groups, BAD_PARAM_SHAPE_MISMATCH,
      "the image has not as many channels as the filter reads in all groups");
  require(w.dims[0] % how.groups == 0, BAD_PARAM_SHAPE_MISMATCH,
      "the groups do not share the filter's outputs evenly");
  std::vector<int> dims = {x.dims[0], w.dims[0]};
  for (int i = 0; i < spatial; i++) {
    int reach = (w.dims[2 + i] - 1) * how.dilation[i] + 1, room = x.dims[2 + i] + 2 * how.pad[i] - reach;
    require(room >= 0, BAD_PARAM_SHAPE_MISMATCH, "the kernel is larger than the padded image");
    dims.push_back(1 + room / how.stride[i]);
  }
  return dims;
}

static void checkTypes(const Convolution& c) {
  int type = c.x.type, compute = c.how.computeType;
  require(c.w.type == type && c.y.type == type, NOT_SUPPORTED_DATA_TYPE,
      "image, filter and result have different data types");
  require(type == FLOAT || type == DOUBLE || type == HALF || type == BFLOAT16, NOT_SUPPORTED_DATA_TYPE,
      "convolutions take float, double, half and bfloat16");
  require(compute == (type == DOUBLE ? DOUBLE : FLOAT) || (type == HALF && compute == HALF),
      NOT_SUPPORTED_DATA_TYPE, "this data type is not computed in that one");
}

Convolution Convolution::of(const cudnnTensorStruct* x, const cudnnFilterStruct* w, const cudnnConvolutionStruct* how,
              const cudnnTensorStruct* y) {
  Convolution c;
  c.x = checked(x);
  c.w = checked(w);
  c.filterFormat = w->format;
  c.how = given(how, "the convolution descriptor is null");
  c.y = checked(y);
  require(c.y.dims == outputDims(c.how, c.x, c.w), BAD_PARAM_SHAPE_MISMATCH,
      "the result's descriptor is not what this convolution makes");
  checkTypes(c);
  int spatial = int(c.how.pad.size());
  for (int i = 0; i < 3; i++) {
    int axis = i - (3 - spatial);
    auto at = [&](const std::vector<int>& values, int begin, int otherwise) {
      return axis < 0 ? otherwise : values[begin + axis];
    };
    c.window.in[i] = at(c.x.dims, 2, 1);
    c.window.kernel[i] = at(c.w.dims, 2, 1);
    c.window.out[i] = at(c.y.dims, 2, 1);
    c.window.pad[i] = at(c.how.pad, 0, 0);
    c.window.stride[i] = at(c.how.stride, 0, 1);
    c.window.dilation[i] = at(c.how.dilation, 0, 1);
  }
  c.images = c.x.dims[0];
  c.groups = c.how.groups;
  c.inPerGroup = c.w.dims[1];
  c.outPerGroup = c.w.dims[0] / c.groups;
  return c;
}

/**
 * Calls body(row, column, pixel) for each place of the kernel on each output, where the pixel lies in the image:
 * row counts channels and places in the kernel, column counts outputs, pixel is the index in the group's channels.
 */
template <class Body>
static void eachPatch(const Convolution& c, Body body) {
  const Window& a = c.window;
  size_t row = 0;
  for (int channel = 0; channel < c.inPerGroup; channel++) {
    for (int k0 = 0; k0 < a.kernel[0]; k0++) {
      for (int k1 = 0; k1 < a.kernel[1]; k1++) {
        for (int k2 = 0; k2 < a.kernel[2]; k2++, row++) {
          size_t column = 0;
          for (int o0 = 0; o0 < a.out[0]; o0++) {
            for (int o1 = 0; o1 < a.out[1]; o1++, column += a.out[2]) {
              int i0 = o0 * a.stride[0] - a.pad[0] + k0 * a.dilation[0];
              int i1 = o1 * a.stride[1] - a.pad[1] + k1 * a.dilation[1];
              if (i0 < 0 || i0 >= a.in[0] || i1 < 0 || i1 >= a.in[1]) continue;
              size_t line = ((size_t(channel) * a.in[0] + i0) * a.in[1] + i1) * a.in[2];
              int i2 = k2 * a.dilation[2] - a.pad[2];
              for (int o2 = 0; o2 < a.out[2]; o2++, i2 += a.stride[2]) {
                if (i2 >= 0 && i2 < a.in[2]) body(row, column + o2, line + i2);
              }
            }
          }
        }
      }
    }
  }
}

/** Mode CONVOLUTION turns the kernel round; the computations know cross-correlation only. */
template <class Real>
static void turnKernels(const Convolution& c, std::vector<Real>& w) {
  if (c.how.mode == CROSS_CORRELATION) return;
  size_t area = c.kernelArea();
  for (size_t at = 0; at < w.size(); at += area) std::reverse(w.begin() + at, w.begin() + at + area);
}

template <class Real>
static std::vector<Real> operand(const Convolution& c, const Tensor& tensor, const void* data) {
  std::vector<Real> values = load<Real>(tensor, data);
  if (c.roundsToTf32()) {
    for (Real& value : values) value = Real(toTf32(float(value)));
  }
  return values;
}

/** The sizes of the products: per group, outputs times patches, and patches times pixels. */
struct Sizes {
  size_t rows, outs, pixels, image, result, filter;
  bool dense;  // one pixel comes out, as from a fully connected layer: images are the rows of one product

  explicit Sizes(const Convolution& c)
      : rows(c.patchRows()), outs(c.outPerGroup), pixels(c.pixelsOut()), image(c.inPerGroup * c.pixelsIn()),
       result(outs * pixels), filter(outs * rows), dense(pixels == 1 && c.groups == 1) {}
};

template <class Real>
static void putPatches(const Convolution& c, const Real* image, const Sizes& s, Real* patches) {
  eachPatch(c, [&](size_t row, size_t column, size_t pixel) { patches[row * s.pixels + column] = image[pixel]; });
}

template <class Real>
static void addPatches(const Convolution& c, const Real* patches, const Sizes& s, Real* image) {
  eachPatch(c, [&](size_t row, size_t column, size_t pixel) { image[pixel] += patches[row * s.pixels + column]; });
}

/** Where one pixel comes out, the patches of all images, one image a row. */
template <class Real>
static std::vector<Real> densePatches(const Convolution& c, const std::vector<Real>& images, const Sizes& s) {
  std::vector<Real> patches(c.images * s.rows);
  for (int i = 0; i < c.images; i++) putPatches(c, &images[i * s.image], s, &patches[i * s.rows]);
  return patches;
}

void convolveForward(const Convolution& c, const void* x, const void* w, void* y, Blend blend, size_t turn) {
  withReal(c.x.type, [&](auto zero) {
    typedef decltype(zero) Real;
    Sizes s(c);
    auto images = operand<Real>(c, c.x, x), filter = operand<Real>(c, c.w, w);
    turnKernels(c, filter);
    std::vector<Real> results(c.y.count());
    if (s.dense) {
      auto patches = densePatches(c, images, s);
      multiplyRows(c.images, s.outs, s.rows, patches.data(), filter.data(), results.data(), turn);
    } else {
      for (int i = 0; i < c.images * c.groups; i++) {
        std::vector<Real> patches(s.rows * s.pixels);
        putPatches(c, &images[i * s.image], s, patches.data());
        multiply(s.outs, s.pixels, s.rows, &filter[i % c.groups * s.filter], s.rows, 1, patches.data(),
             &results[i * s.result], turn);
      }
    }
    store(c.y, y, results, blend);
  });
}

void convolveBackwardData(const Convolution& c, const void* w, const void* dy, void* dx, Blend blend, size_t turn) {
  withReal(c.x.type, [&](auto zero) {
    typedef decltype(zero) Real;
    Sizes s(c);
    auto filter = operand<Real>(c, c.w, w), gradients = operand<Real>(c, c.y, dy);
    turnKernels(c, filter);
    std::vector<Real> images(c.x.count());
    if (s.dense) {
      std::vector<Real> patches(c.images * s.rows);
      multiply(c.images, s.rows, s.outs, gradients.data(), s.outs, 1, filter.data(), patches.data(), turn);
      for (int i = 0; i < c.images; i++) addPatches(c, &patches[i * s.rows], s, &images[i * s.image]);
    } else {
      for (int i = 0; i < c.images * c.groups; i++) {
        std::vector<Real> patches(s.rows * s.pixels);
        multiply(s.rows, s.pixels, s.outs, &filter[i % c.groups * s.filter], 1, s.rows,
             &gradients[i * s.result], patches.data(), turn);
        addPatches(c, patches.data(), s, &images[i * s.image]);
      }
    }
    store(c.x, dx, images, blend);
  });
}

void convolveBackwardFilter(const Convolution& c, const void* x, const void* dy, void* dw, Blend blend, size_t turn) {
  withReal(c.x.type, [&](auto zero) {
    typedef decltype(zero) Real;
    Sizes s(c);
    auto images = operand<Real>(c, c.x, x), gradients = operand<Real>(c, c.y, dy);
    std::vector<Real> filter(c.w.count());
    if (s.dense) {
      auto patches = densePatches(c, images, s);
      multiply(s.outs, s.rows, c.images, gradients.data(), 1, s.outs, patches.data(), filter.data(), turn);
    } else {
      for (int i = 0; i < c.images * c.groups; i++) {
        std::vector<Real> patches(s.rows * s.pixels);
        putPatches(c, &images[i * s.image], s, patches.data());
        multiplyRows(s.outs, s.rows, s.pixels, &gradients[i * s.result], patches.data(),
               &filter[i % c.groups * s.filter], turn);
      }
    }
    turnKernels(c, filter);
    store(c.w, dw, filter, blend);
  });
}

}  // namespace dnn
