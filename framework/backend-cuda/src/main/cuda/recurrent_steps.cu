// Recurrent layers that cuDNN does not know: an LSTM with peepholes, and a GRU that resets the outputs before they go
// through their weights. A block runs the steps of a sequence, its threads the units of a step. Gates and cells of all
// steps stand in memory, rows of T x N in the order of time, because a step's gates read all outputs before it.
#include "common.cuh"

// One sequence, and the order in which its steps are read.
struct Sequence {
  int n, count, length, reverse;

  __device__ Sequence(int n, int count, const int* lengths, int steps, int reverse)
      : n(n), count(count), length(steps), reverse(reverse) {
    if (lengths) length = lengths[n] < 0 ? 0 : lengths[n] < steps ? lengths[n] : steps;
  }

  // The row, among T x N, of the k-th step that is read.
  __device__ long long row(int k) const { return (long long) (reverse && k < length ? length - 1 - k : k) * count + n; }

  // What stands in rows of `width` before the k-th step; `first` holds what was before the first one.
  __device__ const float* before(const float* rows, const float* first, int k, int width) const {
    return k == 0 ? first + (long long) n * width : rows + row(k - 1) * width;
  }
};

__device__ static float sigmoid(float x) { return 1 / (1 + expf(-x)); }

// The sum of a vector's numbers times those of a matrix's column.
__device__ static float times_column(const float* vector, const float* matrix, int rows, int width, int column) {
  float sum = 0;
  for (int row = 0; row < rows; row++) sum += vector[row] * matrix[(long long) row * width + column];
  return sum;
}

// The same for a row, by the lanes of a warp, which read neighbours; all of them must take part.
__device__ static float times_row(const float* vector, const float* row, int count) {
  float sum = 0;
  for (int i = threadIdx.x % WARP; i < count; i += WARP) sum += vector[i] * row[i];
  return warp_sum(sum);
}

// A loop in which each warp of a block takes one of n things at a time.
#define EACH_BY_WARP(i, n) for (int i = threadIdx.x / WARP; i < (n); i += blockDim.x / WARP)

__device__ static void zero_rows(const Sequence& s, float* rows, int steps, int width) {
  for (int k = s.length; k < steps; k++) {
    IN_ROW(i, width) rows[s.row(k) * width + i] = 0;
  }
}

extern "C" {

// Gates i, f, c, o; `p` holds the peepholes of i, f and o, or is null.
__global__ void lstm_steps(const float* x, const float* h0, const float* c0, const float* w, const float* r, const float* b,
                           const float* p, const int* lengths, float* y, float* hn, float* cn, float* gates, float* cells,
                           int steps, int count, int inputs, int hidden, int reverse) {
  int width = 4 * hidden;
  FOR_EACH_ROW(n, count) {
    Sequence s((int) n, count, lengths, steps, reverse);
    for (int k = 0; k < s.length; k++) {
      long long row = s.row(k);
      const float* h = s.before(y, h0, k, hidden);
      const float* c = s.before(cells, c0, k, hidden);
      IN_ROW(j, hidden) {
        float z[4];
        for (int gate = 0; gate < 4; gate++) {
          int column = gate * hidden + (int) j;
          z[gate] = b[column] + times_column(x + row * inputs, w, inputs, width, column) +
                    times_column(h, r, hidden, width, column);
        }
        float in = sigmoid(z[0] + (p ? p[j] * c[j] : 0)), forget = sigmoid(z[1] + (p ? p[hidden + j] * c[j] : 0));
        float candidate = tanhf(z[2]), cell = forget * c[j] + in * candidate;
        float out = sigmoid(z[3] + (p ? p[2 * hidden + j] * cell : 0));
        float* gate = gates + row * width + j;
        gate[0] = in;
        gate[hidden] = forget;
        gate[2 * hidden] = candidate;
        gate[3 * hidden] = out;
        cells[row * hidden + j] = cell;
        y[row * hidden + j] = out * tanhf(cell);
      }
      __syncthreads();  // the next step reads all outputs
    }
    IN_ROW(j, hidden) {
      hn[n * hidden + j] = s.before(y, h0, s.length, hidden)[j];
      cn[n * hidden + j] = s.before(cells, c0, s.length, hidden)[j];
    }
    zero_rows(s, y, steps, hidden);
  }
}

// The way back: gradients of the gates' sums take the places of the gates. dh and dc come in as those of the last
// states and leave as those of the first.
__global__ void lstm_steps_back(const float* c0, const float* w, const float* r, const float* p, const int* lengths,
                                const float* dy, const float* cells, float* gates, float* dx, float* dh, float* dc, int steps,
                                int count, int inputs, int hidden, int reverse) {
  int width = 4 * hidden;
  FOR_EACH_ROW(n, count) {
    Sequence s((int) n, count, lengths, steps, reverse);
    for (int k = s.length - 1; k >= 0; k--) {
      long long row = s.row(k);
      const float* before = s.before(cells, c0, k, hidden);
      float* dz = gates + row * width;
      IN_ROW(j, hidden) {
        float *gate = dz + j, *cell = dc + n * hidden + j;
        float in = gate[0], forget = gate[hidden], candidate = gate[2 * hidden], out = gate[3 * hidden];
        float tanh_cell = tanhf(cells[row * hidden + j]), d = dy[row * hidden + j] + dh[n * hidden + j];
        float d_out = d * tanh_cell * out * (1 - out);
        float d_cell = *cell + d * out * (1 - tanh_cell * tanh_cell) + (p ? p[2 * hidden + j] * d_out : 0);
        float d_in = d_cell * candidate * in * (1 - in), d_forget = d_cell * before[j] * forget * (1 - forget);
        gate[0] = d_in;
        gate[hidden] = d_forget;
        gate[2 * hidden] = d_cell * in * (1 - candidate * candidate);
        gate[3 * hidden] = d_out;
        *cell = d_cell * forget + (p ? p[j] * d_in + p[hidden + j] * d_forget : 0);
      }
      __syncthreads();
      EACH_BY_WARP(j, hidden) dh[n * hidden + j] = times_row(dz, r + (long long) j * width, width);
      EACH_BY_WARP(i, inputs) dx[row * inputs + i] = times_row(dz, w + (long long) i * width, width);
      __syncthreads();  // what was written is read at the step before
    }
    zero_rows(s, gates, steps, width);
    zero_rows(s, dx, steps, inputs);
  }
}

// The gradients of the peepholes, from those of the sums.
__global__ void peephole_grad(const float* c0, const int* lengths, const float* cells, const float* dz, float* dp, int steps,
                              int count, int hidden, int reverse) {
  FOR_EACH(at, 3 * hidden) {
    int gate = (int) at / hidden, j = at % hidden;
    float sum = 0;
    for (int n = 0; n < count; n++) {
      Sequence s(n, count, lengths, steps, reverse);
      for (int k = 0; k < s.length; k++) {
        // input and forget gate see the cell before, the output gate that of the step itself
        float seen = gate < 2 ? s.before(cells, c0, k, hidden)[j] : cells[s.row(k) * hidden + j];
        sum += seen * dz[s.row(k) * 4 * hidden + (gate < 2 ? gate : 3) * hidden + j];
      }
    }
    dp[at] = sum;
  }
}

// Gates u, r, o; the outputs are reset before they go through the weights of o.
__global__ void gru_steps(const float* x, const float* h0, const float* w, const float* r, const float* b, const int* lengths,
                          float* y, float* hn, float* gates, float* resets, int steps, int count, int inputs, int hidden,
                          int reverse) {
  int width = 3 * hidden;
  FOR_EACH_ROW(n, count) {
    Sequence s((int) n, count, lengths, steps, reverse);
    for (int k = 0; k < s.length; k++) {
      long long row = s.row(k);
      const float* h = s.before(y, h0, k, hidden);
      float *gate = gates + row * width, *reset = resets + row * hidden;
      IN_ROW(j, 2 * hidden) {
        gate[j] = sigmoid(b[j] + times_column(x + row * inputs, w, inputs, width, (int) j) +
                          times_column(h, r, hidden, width, (int) j));
      }
      __syncthreads();
      IN_ROW(j, hidden) reset[j] = gate[hidden + j] * h[j];
      __syncthreads();
      IN_ROW(j, hidden) {
        int column = 2 * hidden + (int) j;
        float output = tanhf(b[column] + times_column(x + row * inputs, w, inputs, width, column) +
                             times_column(reset, r, hidden, width, column));
        gate[column] = output;
        y[row * hidden + j] = gate[j] * h[j] + (1 - gate[j]) * output;
      }
      __syncthreads();
    }
    IN_ROW(j, hidden) hn[n * hidden + j] = s.before(y, h0, s.length, hidden)[j];
    zero_rows(s, y, steps, hidden);
    zero_rows(s, resets, steps, hidden);
  }
}

__global__ void gru_steps_back(const float* h0, const float* w, const float* r, const int* lengths, const float* y,
                               const float* dy, float* gates, float* dx, float* dh, int steps, int count, int inputs,
                               int hidden, int reverse) {
  int width = 3 * hidden;
  FOR_EACH_ROW(n, count) {
    Sequence s((int) n, count, lengths, steps, reverse);
    for (int k = s.length - 1; k >= 0; k--) {
      long long row = s.row(k);
      const float* h = s.before(y, h0, k, hidden);
      float *dz = gates + row * width, *state = dh + n * hidden;
      IN_ROW(j, hidden) {
        float update = dz[j], output = dz[2 * hidden + j], d = dy[row * hidden + j] + state[j];
        dz[j] = d * (h[j] - output) * update * (1 - update);
        dz[2 * hidden + j] = d * (1 - update) * (1 - output * output);
        state[j] = d * update;
      }
      __syncthreads();
      EACH_BY_WARP(j, hidden) {
        float inner = times_row(dz + 2 * hidden, r + (long long) j * width + 2 * hidden, hidden), reset = dz[hidden + j];
        __syncwarp();  // all lanes have read what the first one writes over
        if (threadIdx.x % WARP == 0) {
          dz[hidden + j] = inner * h[j] * reset * (1 - reset);
          state[j] += inner * reset;
        }
      }
      __syncthreads();
      EACH_BY_WARP(j, hidden) {
        float sum = times_row(dz, r + (long long) j * width, 2 * hidden);
        if (threadIdx.x % WARP == 0) state[j] += sum;
      }
      EACH_BY_WARP(i, inputs) dx[row * inputs + i] = times_row(dz, w + (long long) i * width, width);
      __syncthreads();
    }
    zero_rows(s, gates, steps, width);
    zero_rows(s, dx, steps, inputs);
  }
}

// The gradients of W, R and B: sums over all rows of what went in times the gradients of the gates' sums. The last
// gate's state went in as `resets` where these are given.
__global__ void step_weights_grad(const float* x, const float* h0, const float* y, const float* resets, const int* lengths,
                                  const float* dz, float* dw, float* dr, float* db, int steps, int count, int inputs,
                                  int hidden, int gates, int reverse) {
  int width = gates * hidden;
  FOR_EACH(at, (long long) (inputs + hidden + 1) * width) {
    int from = (int) (at / width), column = at % width, unit = from - inputs;
    bool reset = resets && column >= width - hidden;
    float sum = 0;
    for (int n = 0; n < count; n++) {
      Sequence s(n, count, lengths, steps, reverse);
      for (int k = 0; k < s.length; k++) {
        long long row = s.row(k);
        float went_in = from < inputs        ? x[row * inputs + from]
                        : unit == hidden     ? 1
                        : reset              ? resets[row * hidden + unit]
                                             : s.before(y, h0, k, hidden)[unit];
        sum += went_in * dz[row * width + column];
      }
    }
    if (from < inputs) {
      dw[at] = sum;
    } else if (unit < hidden) {
      dr[(long long) unit * width + column] = sum;
    } else {
      db[column] = sum;
    }
  }
}

}
