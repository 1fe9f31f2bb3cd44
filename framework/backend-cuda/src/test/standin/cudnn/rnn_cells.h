// One step of one unit's cell, forward and backward. Gates stand `hidden` apart, in the order of cuDNN's matrices.
#pragma once

#include "rnn.h"

namespace dnn {

template <class Real>
Real sigmoid(Real x) {
  return 1 / (1 + std::exp(-x));
}

/** The order of the gates. */
enum LstmGate { INPUT, FORGET, CELL, OUTPUT };
enum GruGate { RESET, UPDATE, CANDIDATE };

/**
 * From the sums by inputs and by states, biases in them, to the gates, which take the place of `gates`; `extra` is the
 * cell before (LSTM), and then what is kept. Returns the state.
 */
template <class Real>
Real stepForward(const cudnnRNNStruct& net, const Real* byInput, const Real* byState, Real before, Real cellBefore,
                 Real* gates, Real* extra) {
  size_t h = net.hidden;
  auto sum = [&](int gate) { return byInput[gate * h] + byState[gate * h]; };
  switch (net.cell) {
    case RNN_RELU:
      return gates[0] = std::max(sum(0), Real(0));
    case RNN_TANH:
      return gates[0] = std::tanh(sum(0));
    case LSTM:
      for (int gate : {INPUT, FORGET, OUTPUT}) gates[gate * h] = sigmoid(sum(gate));
      gates[CELL * h] = std::tanh(sum(CELL));
      *extra = gates[FORGET * h] * cellBefore + gates[INPUT * h] * gates[CELL * h];
      return gates[OUTPUT * h] * std::tanh(*extra);
    default:
      for (int gate : {RESET, UPDATE}) gates[gate * h] = sigmoid(sum(gate));
      *extra = byState[CANDIDATE * h];
      gates[CANDIDATE * h] = std::tanh(byInput[CANDIDATE * h] + gates[RESET * h] * *extra);
      return (1 - gates[UPDATE * h]) * gates[CANDIDATE * h] + gates[UPDATE * h] * before;
  }
}

/**
 * From the gradient of the state to those of the sums. The gradient of the cell goes from this step's to the one
 * before. Returns the part of the gradient of the state before that does not go through the sums.
 */
template <class Real>
Real stepBackward(const cudnnRNNStruct& net, const Real* gates, Real extra, Real before, Real cellBefore, Real gradient,
                  Real* cellGradient, Real* byInput, Real* byState) {
  size_t h = net.hidden;
  auto set = [&](int gate, Real value) { byInput[gate * h] = byState[gate * h] = value; };
  switch (net.cell) {
    case RNN_RELU:
      set(0, gates[0] > 0 ? gradient : 0);
      return 0;
    case RNN_TANH:
      set(0, gradient * (1 - gates[0] * gates[0]));
      return 0;
    case LSTM: {
      Real i = gates[INPUT * h], f = gates[FORGET * h], c = gates[CELL * h], o = gates[OUTPUT * h];
      Real out = std::tanh(extra), cell = *cellGradient + gradient * o * (1 - out * out);
      set(INPUT, cell * c * i * (1 - i));
      set(FORGET, cell * cellBefore * f * (1 - f));
      set(CELL, cell * i * (1 - c * c));
      set(OUTPUT, gradient * out * o * (1 - o));
      *cellGradient = cell * f;
      return 0;
    }
    default: {
      Real r = gates[RESET * h], u = gates[UPDATE * h], c = gates[CANDIDATE * h];
      Real candidate = gradient * (1 - u) * (1 - c * c);
      set(RESET, candidate * extra * r * (1 - r));
      set(UPDATE, gradient * (before - c) * u * (1 - u));
      byInput[CANDIDATE * h] = candidate;
      byState[CANDIDATE * h] = candidate * r;
      return gradient * u;
    }
  }
}

}  // namespace dnn
