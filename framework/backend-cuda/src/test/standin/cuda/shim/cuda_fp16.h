// float16 on the processor: kept in 16 bits, computed in float and rounded to nearest, ties to even.
#pragma once

#ifndef STANDIN_SCAN

#include <cmath>
#include <cstdint>
#include <cstring>

inline float standin_half_to_float(uint16_t bits) {
    uint32_t sign = static_cast<uint32_t>(bits & 0x8000) << 16;
    uint32_t exponent = bits >> 10 & 31, fraction = bits & 0x3ff;
    if (exponent == 0) {  // zero and the subnormal numbers
        float value = std::ldexp(static_cast<float>(fraction), -24);
        return sign != 0 ? -value : value;
    }
    uint32_t wide = exponent == 31 ? 255 : exponent + 112;
    uint32_t all = sign | wide << 23 | fraction << 13;
    float value;
    std::memcpy(&value, &all, sizeof value);
    return value;
}

inline uint16_t standin_float_to_half(float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    uint16_t sign = static_cast<uint16_t>(bits >> 16 & 0x8000);
    float size = std::fabs(value);
    if (std::isnan(value)) return 0x7fff;
    if (size >= 65520.0f) return sign | 0x7c00;  // halfway to what would be the next number
    if (size < 6.103515625e-5f) {                // 2^-14: subnormal, multiples of 2^-24
        return sign | static_cast<uint16_t>(std::nearbyint(std::ldexp(size, 24)));
    }
    uint32_t magnitude = (bits & 0x7fffffff) - (112u << 23);
    uint32_t rounded = magnitude + 0xfff + (magnitude >> 13 & 1);
    return sign | static_cast<uint16_t>(rounded >> 13);
}

struct __half {
    uint16_t bits;
    __half() = default;
    __half(float value) : bits(standin_float_to_half(value)) {}
    __half(double value) : __half(static_cast<float>(value)) {}
    __half(int value) : __half(static_cast<float>(value)) {}
    operator float() const { return standin_half_to_float(bits); }
    __half& operator+=(__half other) { return *this = __half(float(*this) + float(other)); }
    __half& operator-=(__half other) { return *this = __half(float(*this) - float(other)); }
    __half& operator*=(__half other) { return *this = __half(float(*this) * float(other)); }
    __half& operator/=(__half other) { return *this = __half(float(*this) / float(other)); }
};
typedef __half half;

struct alignas(4) __half2 {
    __half x, y;
};
typedef __half2 half2;

inline float __half2float(__half value) { return value; }
inline __half __float2half(float value) { return value; }
inline __half __float2half_rn(float value) { return value; }
inline uint16_t __half_as_ushort(__half value) { return value.bits; }
inline __half __ushort_as_half(uint16_t bits) {
    __half value;
    value.bits = bits;
    return value;
}
inline __half __hadd(__half x, __half y) { return float(x) + float(y); }
inline __half __hsub(__half x, __half y) { return float(x) - float(y); }
inline __half __hmul(__half x, __half y) { return float(x) * float(y); }
inline __half __hfma(__half x, __half y, __half z) { return std::fma(float(x), float(y), float(z)); }
inline __half2 __floats2half2_rn(float x, float y) { return {x, y}; }
inline float __low2float(__half2 value) { return value.x; }
inline float __high2float(__half2 value) { return value.y; }

#endif
