// bfloat16 on the processor: the upper half of a float, rounded to nearest, ties to even.
#pragma once

#ifndef STANDIN_SCAN

#include <cmath>
#include <cstdint>
#include <cstring>

struct __nv_bfloat16 {
    uint16_t bits;
    __nv_bfloat16() = default;
    __nv_bfloat16(float value) {
        uint32_t wide;
        std::memcpy(&wide, &value, sizeof wide);
        bits = std::isnan(value) ? 0x7fff : static_cast<uint16_t>((wide + 0x7fff + (wide >> 16 & 1)) >> 16);
    }
    __nv_bfloat16(double value) : __nv_bfloat16(static_cast<float>(value)) {}
    __nv_bfloat16(int value) : __nv_bfloat16(static_cast<float>(value)) {}
    operator float() const {
        uint32_t wide = static_cast<uint32_t>(bits) << 16;
        float value;
        std::memcpy(&value, &wide, sizeof value);
        return value;
    }
    __nv_bfloat16& operator+=(__nv_bfloat16 other) { return *this = __nv_bfloat16(float(*this) + float(other)); }
    __nv_bfloat16& operator-=(__nv_bfloat16 other) { return *this = __nv_bfloat16(float(*this) - float(other)); }
    __nv_bfloat16& operator*=(__nv_bfloat16 other) { return *this = __nv_bfloat16(float(*this) * float(other)); }
    __nv_bfloat16& operator/=(__nv_bfloat16 other) { return *this = __nv_bfloat16(float(*this) / float(other)); }
};
typedef __nv_bfloat16 nv_bfloat16;

struct alignas(4) __nv_bfloat162 {
    __nv_bfloat16 x, y;
};
typedef __nv_bfloat162 nv_bfloat162;

inline float __bfloat162float(__nv_bfloat16 value) { return value; }
inline __nv_bfloat16 __float2bfloat16(float value) { return value; }
inline __nv_bfloat16 __float2bfloat16_rn(float value) { return value; }
inline uint16_t __bfloat16_as_ushort(__nv_bfloat16 value) { return value.bits; }
inline __nv_bfloat16 __ushort_as_bfloat16(uint16_t bits) {
    __nv_bfloat16 value;
    value.bits = bits;
    return value;
}

#endif
