// The passes through a recurrent net, layer by layer and step by step.
#pragma GCC optimize("O3")
#include "product.h"
#include "rnn_cells.h"

namespace dnn {

size_t Recurrence::gates(int p, int step, int sequence) const {
  return 4 + ((size_t(p) * steps() + step) * batch() + sequence) * kept();
}

Tensor Recurrence::stateTensor() const {
  return Tensor::of(net.type, NCHW, {net.pseudoLayers(), batch(), net.hidden});
}

namespace {

/** How far the passes are, as the reserve space's first number says. */
enum Progress { FORWARD_DONE = 1, BACKWARD_DATA_DONE = 2 };

template <class Real>
struct Passes {
  typedef std::vector<Real> Numbers;
  const Recurrence& r;
  const PassMemory& m;
  const cudnnRNNStruct& net;
  const int steps, batch, hidden;
  const size_t gateNumbers;
  Numbers weights, hx, cx, inferred;
  Real* kept;

  Passes(const Recurrence& r, const PassMemory& m)
      : r(r), m(m), net(r.net), steps(r.steps()), batch(r.batch()), hidden(net.hidden), gateNumbers(net.gateNumbers()),
        hx(states(m.hx)), cx(states(m.cx)), kept(static_cast<Real*>(m.reserve)) {
    if (m.weights != nullptr) weights = rounded(load<Real>(Tensor::of(net.type, NCHW, {1, 1, int(net.weights())}), m.weights));
    if (kept == nullptr) {
      inferred.resize(r.reserveNumbers());
      kept = inferred.data();
    }
  }

  /** The states of all layers; zeros where the caller gives none. */
  Numbers states(const void* data) const {
    Tensor tensor = r.stateTensor();
    return data == nullptr ? Numbers(tensor.count()) : load<Real>(tensor, data);
  }

  void storeStates(void* data, const Numbers& values) const {
    if (data != nullptr) store(r.stateTensor(), data, values);
  }

  Numbers rounded(Numbers values) const {
    if (net.roundsToTf32()) {
      for (Real& value : values) value = Real(toTf32(float(value)));
    }
    return values;
  }

  size_t stateAt(int p, int sequence) const { return (size_t(p) * batch + sequence) * hidden; }

  /** Vectors of all steps, a row for each step and sequence, zeros in the padding. */
  Numbers loadSequences(const cudnnRNNDataStruct& data, const void* from) const {
    Numbers all = load<Real>(Tensor::of(data.type, NCHW, {1, int(data.rows()), data.vector}), from), rows(rowCount() * data.vector);
    eachRow([&](size_t row, int step, int sequence) {
      std::copy_n(&all[data.row(step, sequence) * data.vector], data.vector, &rows[row * data.vector]);
    });
    return rows;
  }

  /** The padding gets what the caller wants in it, and else numbers that nobody could use. */
  void storeSequences(const cudnnRNNDataStruct& data, void* to, const Numbers& rows) const {
    Numbers all(data.rows() * data.vector, data.fills ? Real(data.fill) : Real(NAN));
    eachRow([&](size_t row, int step, int sequence) {
      std::copy_n(&rows[row * data.vector], data.vector, &all[data.row(step, sequence) * data.vector]);
    });
    store(Tensor::of(data.type, NCHW, {1, int(data.rows()), data.vector}), to, all);
  }

  size_t rowCount() const { return size_t(steps) * batch; }

  /** Calls body(row, step, sequence) for what is no padding. */
  template <class Body>
  void eachRow(Body body) const {
    for (int step = 0; step < steps; step++) {
      for (int sequence = 0; sequence < batch; sequence++) {
        if (r.active(step, sequence)) body(size_t(step) * batch + sequence, step, sequence);
      }
    }
  }

  /** The step that a layer comes to at a turn: odd pseudo layers of bidirectional nets go backward. */
  int stepAt(int p, int turn) const { return p % net.directions() == 1 ? steps - 1 - turn : turn; }

  /** The step before, in a layer's own order; -1 at a sequence's begin. */
  int stepBefore(int p, int step, int sequence) const {
    if (p % net.directions() == 1) return step + 1 < steps && r.active(step + 1, sequence) ? step + 1 : -1;
    return step - 1;
  }

  const Real* stateBefore(int p, int step, int sequence) const {
    int before = stepBefore(p, step, sequence);
    return before < 0 ? &hx[stateAt(p, sequence)] : &kept[r.state(p, before, sequence)];
  }

  const Real* cellBefore(int p, int step, int sequence) const {
    int before = stepBefore(p, step, sequence);
    return before < 0 ? &cx[stateAt(p, sequence)] : &kept[r.extra(p, before, sequence)];
  }

  /** What a layer reads: the sequences, or the states of both directions of the layer below. */
  Numbers inputOf(int layer, const void* x) const {
    return layer == 0 ? loadSequences(r.x, x) : outputOf(layer - 1);
  }

  Numbers outputOf(int layer) const {
    int width = hidden * net.directions();
    Numbers rows(rowCount() * width);
    eachRow([&](size_t row, int step, int sequence) {
      for (int d = 0; d < net.directions(); d++) {
        std::copy_n(&kept[r.state(layer * net.directions() + d, step, sequence)], hidden, &rows[row * width + d * hidden]);
      }
    });
    return rows;
  }

  void forward() {
    Numbers hy = hx, cy = cx;
    for (int layer = 0; layer < net.layers; layer++) {
      Numbers input = rounded(inputOf(layer, m.x));
      for (int d = 0; d < net.directions(); d++) forwardLayer(layer * net.directions() + d, input, hy, cy);
    }
    storeSequences(r.y, m.out, outputOf(net.layers - 1));
    storeStates(m.hy, hy);
    if (net.cell == LSTM) storeStates(m.cy, cy);
    kept[0] = FORWARD_DONE;
  }

  void addBias(Numbers& sums, bool present, size_t at) const {
    for (size_t i = 0; present && i < sums.size(); i++) sums[i] += weights[at + i % gateNumbers];
  }

  void forwardLayer(int p, const Numbers& input, Numbers& hy, Numbers& cy) {
    size_t width = net.inputOf(p);
    Numbers byInput(rowCount() * gateNumbers);
    multiplyRows(rowCount(), gateNumbers, width, input.data(), &weights[net.inputMatrices(p)], byInput.data(), 0);
    addBias(byInput, net.hasInputBias(), net.inputBiases(p));
    for (int turn = 0; turn < steps; turn++) {
      int step = stepAt(p, turn);
      Numbers byState(batch * gateNumbers), state(&hy[stateAt(p, 0)], &hy[stateAt(p, 0)] + batch * hidden);
      multiplyRows(batch, gateNumbers, hidden, rounded(state).data(), &weights[net.recurrentMatrices(p)], byState.data(), 0);
      addBias(byState, net.hasRecurrentBias(), net.recurrentBiases(p));
      for (int sequence = 0; sequence < batch; sequence++) {
        if (!r.active(step, sequence)) continue;
        size_t row = size_t(step) * batch + sequence, gates = r.gates(p, step, sequence);
        for (int unit = 0; unit < hidden; unit++) {
          size_t at = stateAt(p, sequence) + unit;
          Real& extra = kept[r.extra(p, step, sequence) + unit];
          hy[at] = stepForward(net, &byInput[row * gateNumbers + unit], &byState[sequence * gateNumbers + unit], hy[at],
                               cy[at], &kept[gates + unit], &extra);
          if (net.cell == LSTM) cy[at] = extra;
          kept[r.state(p, step, sequence) + unit] = hy[at];
        }
      }
    }
  }

  void backwardData() {
    if (kept[0] != FORWARD_DONE) return storeSequences(r.x, m.dx, Numbers(rowCount() * r.x.vector, Real(NAN)));
    Numbers gradient = loadSequences(r.y, m.dy), dh = states(m.dhy), dc = states(m.dcy);
    for (int layer = net.layers - 1; layer >= 0; layer--) {
      Numbers below(rowCount() * net.inputOf(layer * net.directions()));
      for (int d = 0; d < net.directions(); d++) backwardLayer(layer * net.directions() + d, gradient, dh, dc, below);
      gradient = below;
    }
    storeSequences(r.x, m.dx, gradient);
    storeStates(m.dhx, dh);
    if (net.cell == LSTM) storeStates(m.dcx, dc);
    kept[0] = BACKWARD_DATA_DONE;
  }

  /** The gradients of a layer's sums are kept, and what they mean for its input is added to `below`. */
  void backwardLayer(int p, const Numbers& gradient, Numbers& dh, Numbers& dc, Numbers& below) {
    int width = hidden * net.directions(), offset = p % net.directions() * hidden;
    for (int turn = steps - 1; turn >= 0; turn--) {
      int step = stepAt(p, turn);
      for (int sequence = 0; sequence < batch; sequence++) {
        if (!r.active(step, sequence)) continue;
        size_t row = size_t(step) * batch + sequence, begin = stateAt(p, sequence);
        Real *byInput = &kept[r.inputGradient(p, step, sequence)], *byState = &kept[r.recurrentGradient(p, step, sequence)];
        for (int unit = 0; unit < hidden; unit++) {
          Real whole = dh[begin + unit] + gradient[row * width + offset + unit];
          dh[begin + unit] = stepBackward(net, &kept[r.gates(p, step, sequence) + unit],
                                          kept[r.extra(p, step, sequence) + unit], stateBefore(p, step, sequence)[unit],
                                          cellBefore(p, step, sequence)[unit], whole, &dc[begin + unit], byInput + unit,
                                          byState + unit);
        }
        Numbers factors = rounded(Numbers(byState, byState + gateNumbers));
        multiply(1, hidden, gateNumbers, factors.data(), gateNumbers, 1, &weights[net.recurrentMatrices(p)], &dh[begin], 0);
        factors = rounded(Numbers(byInput, byInput + gateNumbers));
        size_t in = net.inputOf(p);
        multiply(1, in, gateNumbers, factors.data(), gateNumbers, 1, &weights[net.inputMatrices(p)], &below[row * in], 0);
      }
    }
  }

  void backwardWeights() {
    Tensor space = Tensor::of(net.type, NCHW, {1, 1, int(net.weights())});
    Numbers sums(net.weights());
    for (int p = 0; p < net.pseudoLayers(); p++) {
      Numbers input = rounded(inputOf(p / net.directions(), m.x));
      size_t width = net.inputOf(p);
      eachRow([&](size_t row, int step, int sequence) {
        Real *byInput = &kept[r.inputGradient(p, step, sequence)], *byState = &kept[r.recurrentGradient(p, step, sequence)];
        const Real* before = stateBefore(p, step, sequence);
        addOuter(byInput, &input[row * width], width, &sums[net.inputMatrices(p)]);
        addOuter(byState, rounded(Numbers(before, before + hidden)).data(), hidden, &sums[net.recurrentMatrices(p)]);
        for (size_t i = 0; i < gateNumbers; i++) {
          if (net.hasInputBias()) sums[net.inputBiases(p) + i] += byInput[i];
          if (net.hasRecurrentBias()) sums[net.recurrentBiases(p) + i] += byState[i];
        }
      });
    }
    if (kept[0] != BACKWARD_DATA_DONE) std::fill(sums.begin(), sums.end(), Real(NAN));
    store(space, m.dWeights, sums, {1, 1});  // gradients of weights are added to what is there
  }

  void addOuter(const Real* gradients, const Real* vector, size_t length, Real* sums) const {
    Numbers factors = rounded(Numbers(gradients, gradients + gateNumbers));
    multiply(gateNumbers, length, 1, factors.data(), 1, 1, vector, sums, 0);
  }
};

}  // namespace

void recurrentForward(const Recurrence& r, const PassMemory& m) {
  withReal(r.net.type, [&](auto zero) { Passes<decltype(zero)>(r, m).forward(); });
}

void recurrentBackwardData(const Recurrence& r, const PassMemory& m) {
  withReal(r.net.type, [&](auto zero) { Passes<decltype(zero)>(r, m).backwardData(); });
}

void recurrentBackwardWeights(const Recurrence& r, const PassMemory& m) {
  withReal(r.net.type, [&](auto zero) { Passes<decltype(zero)>(r, m).backwardWeights(); });
}

}  // namespace dnn
