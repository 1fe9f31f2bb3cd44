// Sums, products and copies of whole tensors, where the second may have extents of 1 that are repeated.
#include "tensor.h"

struct cudnnOpTensorStruct {
  int operation = -1, computeType = 0, nan = 0;
};
typedef cudnnOpTensorStruct* cudnnOpTensorDescriptor_t;

using namespace dnn;

namespace {

enum Operation { ADD = 0, MULTIPLY = 1, MINIMUM = 2, MAXIMUM = 3, SQUARE_ROOT = 4, NOT = 5 };

/** The numbers of a small tensor, repeated along the axes where it has one and the large one more. */
template <class Real>
std::vector<Real> repeated(const Tensor& small, const void* data, const Tensor& large) {
  Tensor view = large;  // a stride of 0 goes to the same number again
  view.type = small.type;
  for (int axis = 0; axis < large.rank(); axis++) view.strides[axis] = small.dims[axis] == 1 ? 0 : small.strides[axis];
  return load<Real>(view, data);
}

void requireRepeatable(const Tensor& small, const Tensor& large) {
  require(small.rank() == large.rank(), BAD_PARAM, "the tensors have different numbers of axes");
  for (int axis = 0; axis < large.rank(); axis++) {
    require(small.dims[axis] == 1 || small.dims[axis] == large.dims[axis], BAD_PARAM_SHAPE_MISMATCH,
            "an extent is neither 1 nor that of the other tensor");
  }
}

template <class Real>
Real compute(const cudnnOpTensorStruct& how, Real a, Real b) {
  switch (how.operation) {
    case ADD:
      return a + b;
    case MULTIPLY:
      return a * b;
    case MINIMUM:
      return how.nan && (std::isnan(a) || std::isnan(b)) ? Real(NAN) : std::fmin(a, b);
    case MAXIMUM:
      return how.nan && (std::isnan(a) || std::isnan(b)) ? Real(NAN) : std::fmax(a, b);
    case SQUARE_ROOT:
      return std::sqrt(a);
    default:
      return 1 - a;
  }
}

}  // namespace

CUDNN_API cudnnCreateOpTensorDescriptor(cudnnOpTensorDescriptor_t* how) { return create(__func__, how); }

CUDNN_API cudnnDestroyOpTensorDescriptor(cudnnOpTensorDescriptor_t how) { return destroy(__func__, how); }

CUDNN_API cudnnSetOpTensorDescriptor(cudnnOpTensorDescriptor_t how, int operation, int computeType, int nan) {
  return call(__func__, [&] {
    require(operation >= ADD && operation <= NOT, BAD_PARAM, "there is no such operation");
    require(computeType == FLOAT || computeType == DOUBLE, NOT_SUPPORTED_DATA_TYPE, "it is computed in float or double");
    given(how, "the descriptor is null") = {operation, computeType, nan};
  });
}

CUDNN_API cudnnOpTensor(cudnnHandle_t handle, cudnnOpTensorDescriptor_t descriptor, const void* alpha1,
                        cudnnTensorDescriptor_t aDesc, const void* a, const void* alpha2, cudnnTensorDescriptor_t bDesc,
                        const void* b, const void* beta, cudnnTensorDescriptor_t cDesc, void* c) {
  return call(__func__, handle, [&](const Queue& queue) {
    cudnnOpTensorStruct how = given(descriptor, "the descriptor is null");
    require(how.operation >= 0, BAD_PARAM, "the descriptor holds nothing yet");
    bool two = how.operation < SQUARE_ROOT;
    Tensor left = checked(aDesc), right = two ? checked(bDesc) : left, out = checked(cDesc);
    require(left.sameShape(out), BAD_PARAM_SHAPE_MISMATCH, "a and c differ in shape");
    requireRepeatable(right, out);
    int type = how.computeType;
    require(type == (out.type == DOUBLE ? DOUBLE : FLOAT), NOT_SUPPORTED_DATA_TYPE, "the wrong type to compute in");
    double scaleA = Blend::scalar(type, alpha1), scaleB = two ? Blend::scalar(type, alpha2) : 0;
    Blend blend{1, Blend::scalar(type, beta)};
    const void* second = two ? b : a;
    queue.put({memory(left, a, "a"), memory(right, second, "b"), memory(out, c, "c")}, [=] {
      withReal(type, [&](auto zero) {
        typedef decltype(zero) Real;
        auto values = load<Real>(left, a), others = repeated<Real>(right, second, out);
        for (size_t i = 0; i < values.size(); i++) {
          values[i] = compute(how, Real(scaleA) * values[i], Real(scaleB) * others[i]);
        }
        store(out, c, values, blend);
      });
    });
  });
}

CUDNN_API cudnnAddTensor(cudnnHandle_t handle, const void* alpha, cudnnTensorDescriptor_t aDesc, const void* a,
                         const void* beta, cudnnTensorDescriptor_t cDesc, void* c) {
  return call(__func__, handle, [&](const Queue& queue) {
    Tensor added = checked(aDesc), out = checked(cDesc);
    require(added.type == out.type, BAD_PARAM, "a and c have different data types");
    requireRepeatable(added, out);
    Blend blend = Blend::of(out.type, alpha, beta);
    queue.put({memory(added, a, "a"), memory(out, c, "c")}, [=] {
      withReal(out.type, [&](auto zero) { store(out, c, repeated<decltype(zero)>(added, a, out), blend); });
    });
  });
}

CUDNN_API cudnnTransformTensor(cudnnHandle_t handle, const void* alpha, cudnnTensorDescriptor_t xDesc, const void* x,
                               const void* beta, cudnnTensorDescriptor_t yDesc, void* y) {
  return call(__func__, handle, [&](const Queue& queue) {
    Tensor in = checked(xDesc), out = checked(yDesc);
    require(in.sameShape(out), BAD_PARAM_SHAPE_MISMATCH, "x and y differ in shape");
    require(in.type == out.type, NOT_SUPPORTED_DATA_TYPE, "x and y have different data types");
    require(x != y, BAD_PARAM, "a tensor is not transformed in place");
    Blend blend = Blend::of(out.type, alpha, beta);
    queue.put({memory(in, x, "x"), memory(out, y, "y")}, [=] {
      withReal(out.type, [&](auto zero) { store(out, y, load<decltype(zero)>(in, x), blend); });
    });
  });
}

CUDNN_API cudnnScaleTensor(cudnnHandle_t handle, cudnnTensorDescriptor_t yDesc, void* y, const void* alpha) {
  return call(__func__, handle, [&](const Queue& queue) {
    Tensor out = checked(yDesc);
    Blend blend{Blend::scalar(out.type, alpha), 0};
    queue.put({memory(out, y, "y")}, [=] {
      withReal(out.type, [&](auto zero) { store(out, y, load<decltype(zero)>(out, y), blend); });
    });
  });
}

CUDNN_API cudnnSetTensor(cudnnHandle_t handle, cudnnTensorDescriptor_t yDesc, void* y, const void* value) {
  return call(__func__, handle, [&](const Queue& queue) {
    Tensor out = checked(yDesc);
    require(value != nullptr, BAD_PARAM_NULL_POINTER, "the value is null");
    // the value is one element of the tensor's type, in the memory of the host
    std::vector<double> one = load<double>(Tensor::of(out.type, NCHW, {1, 1, 1, 1}), value);
    queue.put({memory(out, y, "y")}, [=] { store(out, y, std::vector<double>(out.count(), one[0])); });
  });
}
