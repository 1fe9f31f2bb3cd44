// What stands around cuDNN's recurrent layers, and one step of recurrent units.
#include "common.cuh"

// What opens or closes a gate for good, whatever else goes into it; float16 holds it, too.
#define MUCH 6e4f

__device__ static int clamped(int length, int steps) { return length < 0 ? 0 : length < steps ? length : steps; }

// How long sequence n is: without lengths, all are as long as the longest.
__device__ static int length_of(const int* lengths, int n, int steps) {
  return lengths ? clamped(lengths[n], steps) : steps;
}

// The step, in time, that a sequence comes to as its k-th: backwards from its own end, where asked.
__device__ static int step_of(int k, int length, int reverse) { return reverse && k < length ? length - 1 - k : k; }

extern "C" {

// Takes rows of T x N in the order in which they are read, zeros behind each sequence's end. A row may become one
// number longer (`marked`): 0, or 1 behind the end.
__global__ void take_rows(const float* from, const int* lengths, float* to, int steps, int count, int width, int reverse,
                          int marked) {
  int wide = width + marked;
  FOR_EACH(at, (long long) steps * count * wide) {
    int i = at % wide, n = at / wide % count, k = (int) (at / wide / count);
    int length = length_of(lengths, n, steps);
    float number = i < width ? 0 : k >= length;
    if (k < length && i < width) number = from[((long long) step_of(k, length, reverse) * count + n) * width + i];
    to[at] = number;
  }
}

// Puts rows back into the order of time, zeros behind the ends; a row's mark is dropped.
__global__ void put_rows(const float* from, const int* lengths, float* to, int steps, int count, int width, int reverse,
                         int marked) {
  FOR_EACH(at, (long long) steps * count * width) {
    int i = at % width, n = at / width % count, k = (int) (at / width / count);
    int length = length_of(lengths, n, steps);
    // the step k is the one that was read as number step_of(k): turning round twice changes nothing
    long long row = (long long) step_of(k, length, reverse) * count + n;
    to[at] = k < length ? from[row * (width + marked) + i] : 0;
  }
}

// The row of each sequence's last step as it was read; of one without a step, its first state.
__global__ void last_rows(const float* rows, const float* first, const int* lengths, float* to, int steps, int count,
                          int width) {
  FOR_EACH(at, (long long) count * width) {
    int i = at % width, n = (int) (at / width), length = clamped(lengths[n], steps);
    to[at] = length > 0 ? rows[((long long) (length - 1) * count + n) * width + i] : first[at];
  }
}

// Adds the gradients of last states to where these come from: to the sequences' last rows...
__global__ void add_to_last_rows(const float* gradients, const int* lengths, float* rows, int steps, int count, int width) {
  FOR_EACH(at, (long long) count * width) {
    int i = at % width, n = (int) (at / width), length = clamped(lengths[n], steps);
    if (length > 0) rows[((long long) (length - 1) * count + n) * width + i] += gradients[at];
  }
}

// ... and to the first states of sequences without a step.
__global__ void add_to_first(const float* gradients, const int* lengths, float* first, int count, int width) {
  FOR_EACH(at, (long long) count * width) {
    if (lengths[at / width] <= 0) first[at] += gradients[at];
  }
}

// Weights as cuDNN wants them: a matrix H x I for each gate, where ours are I x GH. `places` says where each begins in
// the space: the matrices of X, those of the state, the biases. Of `columns` numbers that cuDNN reads, the one behind
// the I of X is the mark: it shuts the first gate and opens the second.
__global__ void pack_weights(const float* w, const float* r, const float* b, const int* places, float* space, int inputs,
                             int columns, int hidden, int gates, int biases) {
  int width = gates * hidden;
  FOR_EACH(at, (long long) (columns + hidden) * width + biases * hidden) {
    int row = (int) (at / width), column = at % width, gate = column / hidden, unit = column % hidden;
    if (row < columns) {
      float mark = gate == 0 ? -MUCH : gate == 1 ? MUCH : 0;
      space[places[gate] + unit * columns + row] = row < inputs ? w[row * width + column] : mark;
    } else if (row < columns + hidden) {
      int before = row - columns;
      space[places[gates + gate] + unit * hidden + before] = r[before * width + column];
    } else {
      int bias = (int) (at - (long long) (columns + hidden) * width);
      space[places[2 * gates + bias / hidden] + bias % hidden] = b[bias];
    }
  }
}

// The same numbers, such as gradients, from cuDNN's space to our places.
__global__ void unpack_weights(const float* space, const int* places, float* w, float* r, float* b, int inputs, int columns,
                               int hidden, int gates, int biases) {
  int width = gates * hidden;
  FOR_EACH(at, (long long) (inputs + hidden) * width + biases * hidden) {
    int row = (int) (at / width), column = at % width, gate = column / hidden, unit = column % hidden;
    if (row < inputs) {
      w[at] = space[places[gate] + unit * columns + row];
    } else if (row < inputs + hidden) {
      int before = row - inputs;
      r[before * width + column] = space[places[gates + gate] + unit * hidden + before];
    } else {
      int bias = (int) (at - (long long) (inputs + hidden) * width);
      b[bias] = space[places[2 * gates + bias / hidden] + bias % hidden];
    }
  }
}

}

// --- one step of units, from their gates

__device__ static float sigmoid(float x) { return 1 / (1 + expf(-x)); }

// Whether the sequence of element `at` goes on at step t; what ended keeps its state, or drops it to zero.
__device__ static bool goes_on(const int* lengths, const int* t, long long at, int d) {
  return !lengths || t[0] < lengths[at / d];
}

extern "C" {

// Gates i, f, o, g of each sequence.
__global__ void lstm_unit(const float* h_prev, const float* c_prev, const float* gates, const int* lengths, const int* t,
                          float* h, float* c, int count, int d, float forget_bias, int drop) {
  FOR_EACH(at, (long long) count * d) {
    const float* gate = gates + at / d * 4 * d + at % d;
    if (!goes_on(lengths, t, at, d)) {
      h[at] = drop ? 0 : h_prev[at];
      c[at] = drop ? 0 : c_prev[at];
      continue;
    }
    float cell = sigmoid(gate[d] + forget_bias) * c_prev[at] + sigmoid(gate[0]) * tanhf(gate[3 * d]);
    c[at] = cell;
    h[at] = sigmoid(gate[2 * d]) * tanhf(cell);
  }
}

__global__ void lstm_unit_grad(const float* c_prev, const float* gates, const float* c, const float* dh, const float* dc,
                               const int* lengths, const int* t, float* dh_prev, float* dc_prev, float* d_gates, int count,
                               int d, float forget_bias, int drop) {
  FOR_EACH(at, (long long) count * d) {
    long long first = at / d * 4 * d + at % d;
    const float* gate = gates + first;
    float* d_gate = d_gates + first;
    if (!goes_on(lengths, t, at, d)) {
      dh_prev[at] = drop ? 0 : dh[at];
      dc_prev[at] = drop ? 0 : dc[at];
      d_gate[0] = d_gate[d] = d_gate[2 * d] = d_gate[3 * d] = 0;
      continue;
    }
    float i = sigmoid(gate[0]), f = sigmoid(gate[d] + forget_bias), o = sigmoid(gate[2 * d]), g = tanhf(gate[3 * d]);
    float out = tanhf(c[at]), cell = dc[at] + dh[at] * o * (1 - out * out);
    d_gate[0] = cell * g * i * (1 - i);
    d_gate[d] = cell * c_prev[at] * f * (1 - f);
    d_gate[2 * d] = dh[at] * out * o * (1 - o);
    d_gate[3 * d] = cell * i * (1 - g * g);
    dh_prev[at] = 0;
    dc_prev[at] = f * cell;
  }
}

// Gates reset, update, output of each sequence; the reset gate was used already.
__global__ void gru_unit(const float* h_prev, const float* gates, const int* lengths, const int* t, float* h, int count,
                         int d, int drop) {
  FOR_EACH(at, (long long) count * d) {
    const float* gate = gates + at / d * 3 * d + at % d;
    float z = sigmoid(gate[d]), before = h_prev[at];
    h[at] = goes_on(lengths, t, at, d) ? z * before + (1 - z) * tanhf(gate[2 * d]) : drop ? 0 : before;
  }
}

__global__ void gru_unit_grad(const float* h_prev, const float* gates, const float* dh, const int* lengths, const int* t,
                              float* dh_prev, float* d_gates, int count, int d, int drop) {
  FOR_EACH(at, (long long) count * d) {
    long long first = at / d * 3 * d + at % d;
    float z = sigmoid(gates[first + d]), output = tanhf(gates[first + 2 * d]), gradient = dh[at];
    bool on = goes_on(lengths, t, at, d);
    d_gates[first] = 0;
    d_gates[first + d] = on ? gradient * (h_prev[at] - output) * z * (1 - z) : 0;
    d_gates[first + 2 * d] = on ? gradient * (1 - z) * (1 - output * output) : 0;
    dh_prev[at] = on ? gradient * z : drop ? 0 : gradient;
  }
}

}
