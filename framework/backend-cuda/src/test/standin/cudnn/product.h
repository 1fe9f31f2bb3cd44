// Matrix products, fast enough for real nets: plain loops that the compiler turns into vector instructions.
#pragma once

#include <algorithm>
#include <cstddef>

namespace dnn {

/**
 * C[m,n] += A[m,k] B[k,n], row by row; A's rows are `rowA` apart and its columns `columnA`. The sum goes over k from
 * `turn` (modulo k) to the end and then from 0 on: where it begins decides how the result is rounded.
 */
template <class Real>
void multiply(size_t m, size_t n, size_t k, const Real* a, size_t rowA, size_t columnA, const Real* b, Real* c,
       size_t turn) {
  turn %= k;
  const size_t width = 512;  // columns at a time, so that four rows of C stay in the nearest cache
  for (size_t left = 0; left < n; left += width) {
    size_t columns = std::min(width, n - left);
    for (size_t row = 0; row < m; row += 4) {
      size_t rows = std::min<size_t>(4, m - row);
      const Real* from = a + row * rowA;
      Real* to = c + row * n + left;
      for (size_t step = 0; step < k; step++) {
        size_t at = step + turn < k ? step + turn : step + turn - k;
        const Real* __restrict__ line = b + at * n + left;
        const Real* factors = from + at * columnA;
        if (rows == 4) {
          Real f0 = factors[0], f1 = factors[rowA], f2 = factors[2 * rowA], f3 = factors[3 * rowA];
          Real *__restrict__ c0 = to, *__restrict__ c1 = to + n;
          Real *__restrict__ c2 = to + 2 * n, *__restrict__ c3 = to + 3 * n;
          for (size_t j = 0; j < columns; j++) {
            c0[j] += f0 * line[j];
            c1[j] += f1 * line[j];
            c2[j] += f2 * line[j];
            c3[j] += f3 * line[j];
          }
        } else {
          for (size_t i = 0; i < rows; i++) {
            Real factor = factors[i * rowA], *__restrict__ row_c = to + i * n;
            for (size_t j = 0; j < columns; j++) row_c[j] += factor * line[j];
          }
        }
      }
    }
  }
}

/** C[m,n] += A[m,k] B[n,k], the products of rows with rows. */
template <class Real>
void multiplyRows(size_t m, size_t n, size_t k, const Real* a, const Real* b, Real* c, size_t turn) {
  turn %= k;
  for (size_t i = 0; i < m; i++) {
    for (size_t j = 0; j < n; j++) {
      const Real *p = a + i * k, *q = b + j * k;
      Real lanes[16] = {};  // sixteen sums side by side, which vector instructions can add up
      auto add = [&](size_t from, size_t to) {
        size_t at = from;
        for (; at + 16 <= to; at += 16) {
          for (size_t lane = 0; lane < 16; lane++) lanes[lane] += p[at + lane] * q[at + lane];
        }
        for (; at < to; at++) lanes[0] += p[at] * q[at];
      };
      add(turn, k);
      add(0, turn);
      Real sum = 0;
      for (Real lane : lanes) sum += lane;
      c[i * n + j] += sum;
    }
  }
}

}  // namespace dnn
