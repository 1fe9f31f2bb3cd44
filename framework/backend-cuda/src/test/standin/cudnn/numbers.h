// Element types: their sizes, and how they are read as the type that is computed in.
#pragma once

#include "status.h"

#include <cmath>
#include <cstdint>
#include <cstring>

namespace dnn {

enum DataType { FLOAT = 0, DOUBLE = 1, HALF = 2, INT8 = 3, INT32 = 4, BFLOAT16 = 9 };

inline size_t sizeOf(int type) {
  switch (type) {
    case FLOAT:
    case INT32:
      return 4;
    case DOUBLE:
      return 8;
    case HALF:
    case BFLOAT16:
      return 2;
    case INT8:
      return 1;
    default:
      throw Refusal{NOT_SUPPORTED_DATA_TYPE, "the stand-in knows no such data type"};
  }
}

inline float floatOf(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, 4);
  return value;
}

inline uint32_t bitsOf(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, 4);
  return bits;
}

/** Rounds away the last bits of a mantissa, to nearest, ties to even. */
inline uint32_t roundedBits(uint32_t bits, int away) {
  uint32_t half = (1u << (away - 1)) - 1, odd = (bits >> away) & 1;
  return (bits + half + odd) >> away << away;
}

/** TF32 keeps 10 bits of the mantissa; infinities and NaN stay. */
inline float toTf32(float value) {
  return std::isfinite(value) ? floatOf(roundedBits(bitsOf(value), 13)) : value;
}

struct Bfloat16 {
  uint16_t bits;
  operator float() const { return floatOf(uint32_t(bits) << 16); }
  static Bfloat16 of(float value) {
    if (std::isnan(value)) return {0x7fff};
    return {uint16_t(roundedBits(bitsOf(value), 16) >> 16)};
  }
};

struct Half {
  uint16_t bits;
  operator float() const {
    int exponent = bits >> 10 & 31, mantissa = bits & 1023;
    float size = exponent == 31  ? (mantissa ? NAN : INFINITY)
           : exponent == 0 ? std::ldexp(float(mantissa), -24)
                   : std::ldexp(float(mantissa | 1024), exponent - 25);
    return bits & 0x8000 ? -size : size;
  }
  static Half of(float value) {
    uint16_t sign = bitsOf(value) >> 16 & 0x8000;
    float size = std::fabs(value);
    if (std::isnan(value)) return {uint16_t(sign | 0x7e00)};
    if (size >= 65520) return {uint16_t(sign | 0x7c00)};
    // below the smallest normal number, steps are 2^-24 wide
    if (size < std::ldexp(1.0f, -14)) {
      return {uint16_t(sign | uint16_t(std::nearbyint(std::ldexp(size, 24))))};
    }
    uint32_t rounded = roundedBits(bitsOf(size), 13);
    return {uint16_t(sign | uint16_t((rounded >> 13) - ((127 - 15) << 10)))};
  }
};

inline void put(float* place, double value) { *place = float(value); }
inline void put(double* place, double value) { *place = value; }
inline void put(Half* place, double value) { *place = Half::of(float(value)); }
inline void put(Bfloat16* place, double value) { *place = Bfloat16::of(float(value)); }
inline void put(int32_t* place, double value) { *place = int32_t(std::nearbyint(value)); }
inline void put(int8_t* place, double value) {
  double rounded = std::nearbyint(value);
  *place = int8_t(rounded < -128 ? -128 : rounded > 127 ? 127 : rounded);
}

/** Calls the body with a null pointer to the element type. */
template <class Body>
void withElement(int type, Body body) {
  switch (type) {
    case FLOAT:
      return body(static_cast<float*>(nullptr));
    case DOUBLE:
      return body(static_cast<double*>(nullptr));
    case HALF:
      return body(static_cast<Half*>(nullptr));
    case BFLOAT16:
      return body(static_cast<Bfloat16*>(nullptr));
    case INT32:
      return body(static_cast<int32_t*>(nullptr));
    case INT8:
      return body(static_cast<int8_t*>(nullptr));
    default:
      throw Refusal{NOT_SUPPORTED_DATA_TYPE, "the stand-in knows no such data type"};
  }
}

/** Calls the body with a zero of the type that is computed in: double for double, else float. */
template <class Body>
void withReal(int type, Body body) {
  if (type == DOUBLE) {
    body(0.0);
  } else {
    body(0.0f);
  }
}

/** The scalars of result = alpha * computed + beta * result, which the caller keeps in its own memory. */
struct Blend {
  double alpha = 1, beta = 0;

  static Blend of(int type, const void* alpha, const void* beta) {
    return {scalar(type, alpha), scalar(type, beta)};
  }

  /** Scalars are double for tensors of double, else float. */
  static double scalar(int type, const void* place) {
    require(place != nullptr, BAD_PARAM_NULL_POINTER, "alpha or beta is null");
    return type == DOUBLE ? *static_cast<const double*>(place) : *static_cast<const float*>(place);
  }

  /** With beta 0 the old value is not read: it may be anything, NaN too. */
  template <class Real>
  Real operator()(Real computed, Real old) const {
    Real scaled = alpha == 1 ? computed : Real(alpha) * computed;
    return beta == 0 ? scaled : scaled + Real(beta) * old;
  }
};

}  // namespace dnn
