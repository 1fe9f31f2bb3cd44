// Comparisons and logic of two operands, either of which may be stretched; choices, and arrays that are stretched.
#include "common.cuh"

#define COMPARISON(name, f)                            \
  BINARY(name##_f32, float, unsigned char, f)          \
  BINARY(name##_i32, int, unsigned char, f)            \
  BINARY(name##_i64, long long, unsigned char, f)      \
  BINARY(name##_bool, unsigned char, unsigned char, f)

// Y = A where C holds, else B. What is chosen is not looked at: only its size matters.
#define WHERE(name, T)                                                                                            \
  __global__ void name(const unsigned char* c, const T* a, const T* b, T* y, Ways<3> ways, long long n) {         \
    FOR_EACH(i, n) {                                                                                              \
      Places<3> at = places(ways, i);                                                                             \
      y[i] = c[at.of[0]] ? a[at.of[1]] : b[at.of[2]];                                                             \
    }                                                                                                             \
  }

#define EXPAND(name, T)                                                       \
  __global__ void name(const T* x, T* y, Ways<1> ways, long long n) {         \
    FOR_EACH(i, n) y[i] = x[places(ways, i).of[0]];                           \
  }

#define OF_ANY_SIZE(MACRO, name)      \
  MACRO(name##_1, unsigned char)      \
  MACRO(name##_2, unsigned short)     \
  MACRO(name##_4, unsigned)           \
  MACRO(name##_8, unsigned long long)

extern "C" {

COMPARISON(lt, a < b)
COMPARISON(le, a <= b)
COMPARISON(gt, a > b)
COMPARISON(ge, a >= b)
COMPARISON(eq, a == b)
COMPARISON(ne, a != b)

BINARY(and_bool, unsigned char, unsigned char, a && b)
BINARY(or_bool, unsigned char, unsigned char, a || b)
BINARY(xor_bool, unsigned char, unsigned char, !a != !b)

OF_ANY_SIZE(WHERE, where)
OF_ANY_SIZE(EXPAND, expand)

}
