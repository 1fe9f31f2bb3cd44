// Reductions: along the axes where the result has an extent of 1.
#include "tensor.h"

#include <limits>

struct cudnnReduceTensorStruct {
  int operation = -1, computeType = 0, nan = 0, indices = 0, indexType = 0;
};
typedef cudnnReduceTensorStruct* cudnnReduceTensorDescriptor_t;

using namespace dnn;

namespace {

enum Operation { ADD, MULTIPLY, MINIMUM, MAXIMUM, LARGEST_SIZE, AVERAGE, NORM1, NORM2, MULTIPLY_NO_ZEROS };

const cudnnReduceTensorStruct& checked(const cudnnReduceTensorStruct* descriptor) {
  const cudnnReduceTensorStruct& how = given(descriptor, "the reduction descriptor is null");
  require(how.operation >= 0, BAD_PARAM, "a reduction descriptor holds nothing yet");
  return how;
}

struct Reduction {
  cudnnReduceTensorStruct how;
  Tensor in, out;

  Reduction(cudnnReduceTensorDescriptor_t descriptor, cudnnTensorDescriptor_t a, cudnnTensorDescriptor_t c)
      : how(checked(descriptor)), in(dnn::checked(a)), out(dnn::checked(c)) {
    require(in.rank() == out.rank(), BAD_PARAM, "the tensors have different numbers of axes");
    for (int axis = 0; axis < in.rank(); axis++) {
      require(out.dims[axis] == 1 || out.dims[axis] == in.dims[axis], BAD_PARAM_SHAPE_MISMATCH,
              "an extent of the result is neither 1 nor that of the input");
    }
    require(how.computeType == (out.type == DOUBLE ? DOUBLE : FLOAT), NOT_SUPPORTED_DATA_TYPE,
            "the wrong type to compute in");
  }

  /** Partial sums of as many blocks as the GPU would have; nothing is needed to copy. */
  size_t workspace() const { return in.count() == out.count() ? 0 : (out.count() * 32 * sizeOf(how.computeType) + 15) / 16 * 16; }

  template <class Real>
  Real begin() const {
    switch (how.operation) {
      case MULTIPLY:
      case MULTIPLY_NO_ZEROS:
        return 1;
      case MINIMUM:
        return std::numeric_limits<Real>::infinity();
      case MAXIMUM:
        return -std::numeric_limits<Real>::infinity();
      default:
        return 0;
    }
  }

  template <class Real>
  Real combine(Real sum, Real x) const {
    switch (how.operation) {
      case MULTIPLY:
        return sum * x;
      case MULTIPLY_NO_ZEROS:
        return x == 0 ? sum : sum * x;
      case MINIMUM:
        return how.nan && (std::isnan(sum) || std::isnan(x)) ? Real(NAN) : std::fmin(sum, x);
      case MAXIMUM:
        return how.nan && (std::isnan(sum) || std::isnan(x)) ? Real(NAN) : std::fmax(sum, x);
      case LARGEST_SIZE:
        return std::fmax(sum, std::fabs(x));
      case NORM1:
        return sum + std::fabs(x);
      case NORM2:
        return sum + x * x;
      default:
        return sum + x;
    }
  }

  template <class Real>
  std::vector<Real> run(const void* a) const {
    std::vector<Real> values = load<Real>(in, a), result(out.count(), begin<Real>());
    std::vector<int> at(in.rank(), 0);
    for (Real value : values) {
      size_t target = 0;
      for (int axis = 0; axis < in.rank(); axis++) target = target * out.dims[axis] + (out.dims[axis] == 1 ? 0 : at[axis]);
      result[target] = combine(result[target], value);
      for (int axis = in.rank() - 1; axis >= 0 && ++at[axis] == in.dims[axis]; axis--) at[axis] = 0;
    }
    for (Real& value : result) {
      if (how.operation == AVERAGE) value /= Real(in.count() / out.count());
      if (how.operation == NORM2) value = std::sqrt(value);
    }
    return result;
  }
};

}  // namespace

CUDNN_API cudnnCreateReduceTensorDescriptor(cudnnReduceTensorDescriptor_t* how) { return create(__func__, how); }

CUDNN_API cudnnDestroyReduceTensorDescriptor(cudnnReduceTensorDescriptor_t how) { return destroy(__func__, how); }

CUDNN_API cudnnSetReduceTensorDescriptor(cudnnReduceTensorDescriptor_t how, int operation, int computeType, int nan,
                                         int indices, int indexType) {
  return call(__func__, [&] {
    require(operation >= ADD && operation <= MULTIPLY_NO_ZEROS, BAD_PARAM, "there is no such reduction");
    require(computeType == FLOAT || computeType == DOUBLE, NOT_SUPPORTED_DATA_TYPE, "it is computed in float or double");
    require(indices == 0, NOT_SUPPORTED, "the stand-in finds no indices");
    given(how, "the reduction descriptor is null") = {operation, computeType, nan, indices, indexType};
  });
}

CUDNN_API cudnnGetReductionIndicesSize(cudnnHandle_t handle, cudnnReduceTensorDescriptor_t how, cudnnTensorDescriptor_t a,
                                       cudnnTensorDescriptor_t c, size_t* size) {
  return call(__func__, handle, [&](const Queue&) {
    Reduction(how, a, c);
    given(size) = 0;
  });
}

CUDNN_API cudnnGetReductionWorkspaceSize(cudnnHandle_t handle, cudnnReduceTensorDescriptor_t how,
                                         cudnnTensorDescriptor_t a, cudnnTensorDescriptor_t c, size_t* size) {
  return call(__func__, handle, [&](const Queue&) { given(size) = Reduction(how, a, c).workspace(); });
}

CUDNN_API cudnnReduceTensor(cudnnHandle_t handle, cudnnReduceTensorDescriptor_t how, void* /* indices */,
                            size_t /* their size */, void* work, size_t workSize, const void* alpha,
                            cudnnTensorDescriptor_t aDesc, const void* a, const void* beta, cudnnTensorDescriptor_t cDesc,
                            void* c) {
  return call(__func__, handle, [&](const Queue& queue) {
    Reduction reduction(how, aDesc, cDesc);
    Range workRange = workspace(work, workSize, reduction.workspace());
    Blend blend = Blend::of(reduction.how.computeType, alpha, beta);
    queue.put({memory(reduction.in, a, "a"), memory(reduction.out, c, "c"), workRange}, [=] {
      scribble(work, workRange.bytes);
      withReal(reduction.how.computeType,
               [&](auto zero) { store(reduction.out, c, reduction.run<decltype(zero)>(a), blend); });
    });
  });
}
