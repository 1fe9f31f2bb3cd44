// Tensor and filter descriptors, and arrays of a device read and written by them.
#pragma once

#include "library.h"
#include "numbers.h"

#include <vector>

enum { CUDNN_DIM_MAX = 8 };

namespace dnn {

enum Format { NCHW = 0, NHWC = 1 };

/** Element type, extents and strides; strides count elements. */
struct Tensor {
  int type = FLOAT;
  std::vector<int> dims, strides;

  int rank() const { return int(dims.size()); }
  size_t count() const;

  /** Elements from the first to the last one that is addressed, both counted. */
  size_t span() const;
  size_t bytes() const { return span() * sizeOf(type); }
  bool sameShape(const Tensor& other) const { return dims == other.dims; }
  bool operator==(const Tensor& o) const { return type == o.type && dims == o.dims && strides == o.strides; }

  /** The product of the extents after the first two. */
  size_t spatial() const;

  /** True where the elements lie row by row, N C H W, without gaps. */
  bool packed() const;

  /** True where they lie N H W C without gaps. */
  bool channelsLast() const;

  static Tensor of(int type, int format, std::vector<int> dims);
  static Tensor strided(int type, std::vector<int> dims, std::vector<int> strides);
};

}  // namespace dnn

/** What a tensor descriptor points to; it holds no shape before one is set. */
struct cudnnTensorStruct : dnn::Tensor {};
typedef cudnnTensorStruct* cudnnTensorDescriptor_t;

/** A filter is a tensor K C R S. */
struct cudnnFilterStruct : dnn::Tensor {
  int format = dnn::NCHW;
};
typedef cudnnFilterStruct* cudnnFilterDescriptor_t;

namespace dnn {

/** The descriptor's shape, refused where none was set. */
const Tensor& checked(const cudnnTensorStruct* descriptor);
const cudnnFilterStruct& checked(const cudnnFilterStruct* descriptor);

/** The memory that a tensor's numbers take. */
Range memory(const Tensor& tensor, const void* data, const char* what);

/** Calls the body with the index of each row along the last axis, where the row begins. */
template <class Body>
void eachRow(const Tensor& tensor, Body body) {
  int last = tensor.rank() - 1;
  std::vector<int> at(last + 1, 0);
  size_t rows = tensor.count() / tensor.dims[last];
  for (size_t row = 0; row < rows; row++) {
    ptrdiff_t begin = 0;
    for (int axis = 0; axis < last; axis++) begin += ptrdiff_t(at[axis]) * tensor.strides[axis];
    body(row, begin);
    for (int axis = last - 1; axis >= 0 && ++at[axis] == tensor.dims[axis]; axis--) at[axis] = 0;
  }
}

/** The tensor's numbers, row by row in the order of its axes. */
template <class Real>
std::vector<Real> load(const Tensor& tensor, const void* data) {
  std::vector<Real> values(tensor.count());
  int length = tensor.dims.back(), stride = tensor.strides.back();
  withElement(tensor.type, [&](auto* element) {
    auto* elements = static_cast<const std::remove_pointer_t<decltype(element)>*>(data);
    eachRow(tensor, [&](size_t row, ptrdiff_t begin) {
      Real* to = values.data() + row * length;
      for (int i = 0; i < length; i++) to[i] = Real(elements[begin + ptrdiff_t(i) * stride]);
    });
  });
  return values;
}

/** Writes alpha * values + beta * what is there. */
template <class Real>
void store(const Tensor& tensor, void* data, const std::vector<Real>& values, Blend blend = {}) {
  int length = tensor.dims.back(), stride = tensor.strides.back();
  withElement(tensor.type, [&](auto* element) {
    auto* elements = static_cast<decltype(element)>(data);
    eachRow(tensor, [&](size_t row, ptrdiff_t begin) {
      const Real* from = values.data() + row * length;
      for (int i = 0; i < length; i++) {
        auto* place = elements + begin + ptrdiff_t(i) * stride;
        put(place, blend(from[i], blend.beta == 0 ? Real(0) : Real(*place)));
      }
    });
  });
}

}  // namespace dnn
