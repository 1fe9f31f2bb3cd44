// Tensor descriptors: shapes, strides, and what is refused.
#include "tensor.h"

#include <algorithm>
#include <cstdio>
#include <string>

namespace dnn {

size_t Tensor::count() const {
  size_t product = 1;
  for (int dim : dims) product *= dim;
  return product;
}

size_t Tensor::span() const {
  size_t last = 0;
  for (int axis = 0; axis < rank(); axis++) last += size_t(dims[axis] - 1) * strides[axis];
  return last + 1;
}

size_t Tensor::spatial() const {
  size_t product = 1;
  for (int axis = 2; axis < rank(); axis++) product *= dims[axis];
  return product;
}

/** Strides of a tensor without gaps; channels last puts axis 1 behind all others. */
static std::vector<int> stridesOf(const std::vector<int>& dims, bool channelsLast) {
  std::vector<int> strides(dims.size());
  long long stride = 1;
  auto lay = [&](size_t axis) {
    strides[axis] = int(stride);
    stride *= dims[axis];
    require(stride <= INT32_MAX, NOT_SUPPORTED_SHAPE, "a tensor has more than 2^31 elements");
  };
  if (channelsLast) lay(1);
  for (size_t axis = dims.size(); axis-- > 0;) {
    if (!(channelsLast && axis == 1)) lay(axis);
  }
  return strides;
}

// An axis of one element is never stepped along, so its stride does not matter.
static bool laidOut(const Tensor& tensor, bool channelsLast) {
  std::vector<int> wanted = stridesOf(tensor.dims, channelsLast);
  for (int axis = 0; axis < tensor.rank(); axis++) {
    if (tensor.dims[axis] > 1 && tensor.strides[axis] != wanted[axis]) return false;
  }
  return true;
}

bool Tensor::packed() const { return laidOut(*this, false); }

bool Tensor::channelsLast() const { return laidOut(*this, true); }

Tensor Tensor::of(int type, int format, std::vector<int> dims) {
  require(format == NCHW || format == NHWC, NOT_SUPPORTED_LAYOUT, "the stand-in knows NCHW and NHWC");
  for (int dim : dims) require(dim > 0, BAD_PARAM, "an extent is not positive");
  std::vector<int> strides = stridesOf(dims, format == NHWC);
  return strided(type, std::move(dims), std::move(strides));
}

Tensor Tensor::strided(int type, std::vector<int> dims, std::vector<int> strides) {
  sizeOf(type);
  for (int dim : dims) require(dim > 0, BAD_PARAM, "an extent is not positive");
  for (int stride : strides) require(stride > 0, BAD_PARAM, "a stride is not positive");
  Tensor tensor;
  tensor.type = type;
  tensor.dims = std::move(dims);
  tensor.strides = std::move(strides);
  return tensor;
}

const Tensor& checked(const cudnnTensorStruct* descriptor) {
  const Tensor& tensor = given(descriptor, "a tensor descriptor is null");
  require(tensor.rank() > 0, BAD_PARAM, "a tensor descriptor holds no shape yet");
  return tensor;
}

const cudnnFilterStruct& checked(const cudnnFilterStruct* descriptor) {
  const cudnnFilterStruct& filter = given(descriptor, "a filter descriptor is null");
  require(filter.rank() > 0, BAD_PARAM, "a filter descriptor holds no shape yet");
  return filter;
}

Range memory(const Tensor& tensor, const void* data, const char* what) {
  return memory(data, tensor.bytes(), sizeOf(tensor.type), what);
}

static std::vector<int> array(int count, const int* values) {
  require(count <= CUDNN_DIM_MAX, NOT_SUPPORTED_SHAPE, "more than 8 axes");
  given(values, "an array of extents or strides is null");
  return std::vector<int>(values, values + count);
}

/** What a get function tells: the first axes asked for. */
static void tell(int asked, const std::vector<int>& values, int* place) {
  if (place != nullptr) std::copy_n(values.begin(), std::min<size_t>(asked, values.size()), place);
}

static void set(cudnnTensorStruct* descriptor, Tensor tensor) {
  static_cast<Tensor&>(given(descriptor, "the tensor descriptor is null")) = std::move(tensor);
}

static void set(cudnnFilterStruct* descriptor, int type, int format, std::vector<int> dims) {
  cudnnFilterStruct& filter = given(descriptor, "the filter descriptor is null");
  static_cast<Tensor&>(filter) = Tensor::of(type, format, std::move(dims));
  filter.format = format;
}

}  // namespace dnn

using namespace dnn;

CUDNN_API cudnnCreateTensorDescriptor(cudnnTensorDescriptor_t* descriptor) { return create(__func__, descriptor); }

CUDNN_API cudnnDestroyTensorDescriptor(cudnnTensorDescriptor_t descriptor) { return destroy(__func__, descriptor); }

CUDNN_API cudnnSetTensor4dDescriptor(
    cudnnTensorDescriptor_t descriptor, int format, int type, int n, int c, int h, int w) {
  return call(__func__, [&] { set(descriptor, Tensor::of(type, format, {n, c, h, w})); });
}

CUDNN_API cudnnSetTensor4dDescriptorEx(cudnnTensorDescriptor_t descriptor, int type, int n, int c, int h, int w,
                    int nStride, int cStride, int hStride, int wStride) {
  return call(__func__, [&] {
    set(descriptor, Tensor::strided(type, {n, c, h, w}, {nStride, cStride, hStride, wStride}));
  });
}

CUDNN_API cudnnGetTensor4dDescriptor(cudnnTensorDescriptor_t descriptor, int* type, int* n, int* c, int* h, int* w,
                   int* nStride, int* cStride, int* hStride, int* wStride) {
  return call(__func__, [&] {
    const Tensor& tensor = checked(descriptor);
    require(tensor.rank() == 4, BAD_PARAM, "the tensor does not have four axes");
    int *dims[] = {n, c, h, w}, *strides[] = {nStride, cStride, hStride, wStride};
    tell(type, tensor.type);
    for (int axis = 0; axis < 4; axis++) {
      tell(dims[axis], tensor.dims[axis]);
      tell(strides[axis], tensor.strides[axis]);
    }
  });
}

CUDNN_API cudnnSetTensorNdDescriptor(
    cudnnTensorDescriptor_t descriptor, int type, int rank, const int* dims, const int* strides) {
  return call(__func__, [&] {
    require(rank >= 3, BAD_PARAM, "a tensor has at least 3 axes");
    set(descriptor, Tensor::strided(type, array(rank, dims), array(rank, strides)));
  });
}

CUDNN_API cudnnSetTensorNdDescriptorEx(
    cudnnTensorDescriptor_t descriptor, int format, int type, int rank, const int* dims) {
  return call(__func__, [&] {
    require(rank >= 3, BAD_PARAM, "a tensor has at least 3 axes");
    set(descriptor, Tensor::of(type, format, array(rank, dims)));
  });
}

CUDNN_API cudnnGetTensorNdDescriptor(
    cudnnTensorDescriptor_t descriptor, int asked, int* type, int* rank, int* dims, int* strides) {
  return call(__func__, [&] {
    const Tensor& tensor = checked(descriptor);
    tell(type, tensor.type);
    tell(rank, tensor.rank());
    tell(asked, tensor.dims, dims);
    tell(asked, tensor.strides, strides);
  });
}

CUDNN_API cudnnGetTensorSizeInBytes(cudnnTensorDescriptor_t descriptor, size_t* size) {
  return call(__func__, [&] { given(size) = checked(descriptor).bytes(); });
}

CUDNN_API cudnnCreateFilterDescriptor(cudnnFilterDescriptor_t* descriptor) { return create(__func__, descriptor); }

CUDNN_API cudnnDestroyFilterDescriptor(cudnnFilterDescriptor_t descriptor) { return destroy(__func__, descriptor); }

CUDNN_API cudnnSetFilter4dDescriptor(
    cudnnFilterDescriptor_t descriptor, int type, int format, int k, int c, int h, int w) {
  return call(__func__, [&] { set(descriptor, type, format, {k, c, h, w}); });
}

CUDNN_API cudnnSetFilterNdDescriptor(
    cudnnFilterDescriptor_t descriptor, int type, int format, int rank, const int* dims) {
  return call(__func__, [&] {
    require(rank >= 3, BAD_PARAM, "a filter has at least 3 axes");
    set(descriptor, type, format, array(rank, dims));
  });
}

CUDNN_API cudnnGetFilter4dDescriptor(
    cudnnFilterDescriptor_t descriptor, int* type, int* format, int* k, int* c, int* h, int* w) {
  return call(__func__, [&] {
    const cudnnFilterStruct& filter = checked(descriptor);
    require(filter.rank() == 4, BAD_PARAM, "the filter does not have four axes");
    int* dims[] = {k, c, h, w};
    tell(type, filter.type);
    tell(format, filter.format);
    for (int axis = 0; axis < 4; axis++) tell(dims[axis], filter.dims[axis]);
  });
}

CUDNN_API cudnnGetFilterNdDescriptor(
    cudnnFilterDescriptor_t descriptor, int asked, int* type, int* format, int* rank, int* dims) {
  return call(__func__, [&] {
    const cudnnFilterStruct& filter = checked(descriptor);
    tell(type, filter.type);
    tell(format, filter.format);
    tell(rank, filter.rank());
    tell(asked, filter.dims, dims);
  });
}

CUDNN_API cudnnGetFilterSizeInBytes(cudnnFilterDescriptor_t descriptor, size_t* size) {
  return call(__func__, [&] { given(size) = checked(descriptor).bytes(); });
}
