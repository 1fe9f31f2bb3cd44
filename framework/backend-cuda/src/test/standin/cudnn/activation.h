// Activation functions and their derivatives.
#pragma once

#include "tensor.h"

struct cudnnActivationStruct {
  int mode = -1, nan = 0;
  double coefficient = 0, swishBeta = 1;
};
typedef cudnnActivationStruct* cudnnActivationDescriptor_t;

namespace dnn {

enum ActivationMode { SIGMOID = 0, RELU = 1, TANH = 2, CLIPPED_RELU = 3, ELU = 4, IDENTITY = 5, SWISH = 6 };

const cudnnActivationStruct& checked(const cudnnActivationStruct* descriptor);

template <class Real>
Real activate(const cudnnActivationStruct& f, Real x) {
  Real c = Real(f.coefficient);
  switch (f.mode) {
    case SIGMOID:
      return 1 / (1 + std::exp(-x));
    case RELU:
      return x > 0 ? x : f.nan && std::isnan(x) ? x : 0;
    case TANH:
      return std::tanh(x);
    case CLIPPED_RELU:
      return x > c ? c : x > 0 ? x : f.nan && std::isnan(x) ? x : 0;
    case ELU:
      return x > 0 ? x : c * std::expm1(x);
    case SWISH:
      return x / (1 + std::exp(-Real(f.swishBeta) * x));
    default:
      return x;
  }
}

/** The gradient for input x, which gave y. Only swish and the clipped functions look at x. */
template <class Real>
Real activationGradient(const cudnnActivationStruct& f, Real x, Real y, Real dy) {
  Real c = Real(f.coefficient), b = Real(f.swishBeta);
  switch (f.mode) {
    case SIGMOID:
      return dy * y * (1 - y);
    case RELU:
      return y > 0 ? dy : 0;
    case TANH:
      return dy * (1 - y * y);
    case CLIPPED_RELU:
      return y > 0 && x <= c ? dy : 0;
    case ELU:
      return y > 0 ? dy : dy * (y + c);
    case SWISH: {
      Real s = 1 / (1 + std::exp(-b * x));
      return dy * (s + b * x * s * (1 - s));
    }
    default:
      return dy;
  }
}

}  // namespace dnn
