// Recurrent nets of the v8 functions: descriptors, where weights and intermediate numbers lie, and the passes.
#pragma once

#include "dropout.h"
#include "tensor.h"

namespace dnn {

enum Cell { RNN_RELU = 0, RNN_TANH = 1, LSTM = 2, GRU = 3 };
enum BiasMode { NO_BIAS = 0, SINGLE_INPUT_BIAS = 1, DOUBLE_BIAS = 2, SINGLE_RECURRENT_BIAS = 3 };
enum DataLayout { SEQUENCE_MAJOR_UNPACKED = 0, SEQUENCE_MAJOR_PACKED = 1, BATCH_MAJOR_UNPACKED = 2 };
enum ForwardMode { INFERENCE = 0, TRAINING = 1 };

}  // namespace dnn

struct cudnnRNNStruct {
  int cell = -1, bias = 0, bidirectional = 0, type = 0, math = 0, input = 0, hidden = 0, layers = 0, flags = 0;

  int directions() const { return bidirectional ? 2 : 1; }

  /** Layers of one direction each: forward and backward in turn. */
  int pseudoLayers() const { return layers * directions(); }

  /** Matrices that read the input; as many read the state before. */
  int gates() const { return cell == dnn::LSTM ? 4 : cell == dnn::GRU ? 3 : 1; }
  size_t gateNumbers() const { return size_t(gates()) * hidden; }
  size_t inputOf(int pseudoLayer) const { return pseudoLayer < directions() ? input : hidden * directions(); }
  bool hasInputBias() const { return bias == dnn::SINGLE_INPUT_BIAS || bias == dnn::DOUBLE_BIAS; }
  bool hasRecurrentBias() const { return bias == dnn::SINGLE_RECURRENT_BIAS || bias == dnn::DOUBLE_BIAS; }
  bool roundsToTf32() const { return type == dnn::FLOAT && math != 3; }

  /** Where in the weight space a layer's matrices begin, those of the inputs and those of the states. */
  size_t inputMatrices(int pseudoLayer) const;
  size_t recurrentMatrices(int pseudoLayer) const;
  size_t inputBiases(int pseudoLayer) const;
  size_t recurrentBiases(int pseudoLayer) const;
  size_t weights() const;
};
typedef cudnnRNNStruct* cudnnRNNDescriptor_t;

/** Sequences of vectors: unpacked ones have a row for each step of the longest. */
struct cudnnRNNDataStruct {
  int type = 0, layout = -1, steps = 0, batch = 0, vector = 0;
  std::vector<int> lengths;
  bool fills = false;
  double fill = 0;

  bool has(int step, int sequence) const { return step < lengths[sequence]; }

  /** The row of a step, or of the padding behind a sequence. */
  size_t row(int step, int sequence) const;
  size_t rows() const;
  size_t bytes() const { return rows() * vector * dnn::sizeOf(type); }
};
typedef cudnnRNNDataStruct* cudnnRNNDataDescriptor_t;

namespace dnn {

const cudnnRNNStruct& checked(const cudnnRNNStruct* descriptor);
const cudnnRNNDataStruct& checked(const cudnnRNNDataStruct* descriptor);

/** A net on sequences of certain lengths, and where the numbers of its steps lie in the reserve space. */
struct Recurrence {
  cudnnRNNStruct net;
  cudnnRNNDataStruct x, y;

  int steps() const { return x.steps; }
  int batch() const { return x.batch; }
  bool active(int step, int sequence) const { return x.has(step, sequence); }

  // What is kept of each step: gates, one more number a unit (LSTM: the cell; GRU: the state's share in the
  // candidate), the state; and from the backward pass the gradients of the gates' sums, by inputs and by states.
  size_t kept() const { return 3 * net.gateNumbers() + 2 * net.hidden; }
  size_t gates(int p, int step, int sequence) const;
  size_t extra(int p, int step, int sequence) const { return gates(p, step, sequence) + net.gateNumbers(); }
  size_t state(int p, int step, int sequence) const { return extra(p, step, sequence) + net.hidden; }
  size_t inputGradient(int p, int step, int sequence) const { return state(p, step, sequence) + net.hidden; }
  size_t recurrentGradient(int p, int step, int sequence) const {
    return inputGradient(p, step, sequence) + net.gateNumbers();
  }

  /** Numbers of the reserve space, behind one that says how far the passes are. */
  size_t reserveNumbers() const { return 4 + size_t(net.pseudoLayers()) * steps() * batch() * kept(); }
  size_t realBytes() const { return net.type == DOUBLE ? 8 : 4; }
  size_t reserveBytes() const { return (reserveNumbers() * realBytes() + 15) / 16 * 16; }
  size_t workBytes() const { return (size_t(batch()) * net.gateNumbers() * realBytes() * 2 + 15) / 16 * 16; }

  /** The descriptor that the states of all layers must have. */
  Tensor stateTensor() const;
};

/** Memory of the device that a pass reads and writes; null where the caller left something out. */
struct PassMemory {
  const void *x, *y, *hx, *cx, *dy, *dhy, *dcy, *weights;
  void *out, *hy, *cy, *dx, *dhx, *dcx, *dWeights, *reserve;
};

void recurrentForward(const Recurrence& r, const PassMemory& m);
void recurrentBackwardData(const Recurrence& r, const PassMemory& m);
void recurrentBackwardWeights(const Recurrence& r, const PassMemory& m);

}  // namespace dnn
