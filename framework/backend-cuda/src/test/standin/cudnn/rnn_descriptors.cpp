// Descriptors of recurrent nets and of sequences, and the weight space.
#include "rnn.h"

namespace dnn {

/** The weight space is opaque to callers; it begins with a gap, so that nobody relies on where things lie. */
enum { GAP = 16 };

const cudnnRNNStruct& checked(const cudnnRNNStruct* descriptor) {
  const cudnnRNNStruct& net = given(descriptor, "the RNN descriptor is null");
  require(net.cell >= 0, BAD_PARAM, "an RNN descriptor holds nothing yet");
  return net;
}

const cudnnRNNDataStruct& checked(const cudnnRNNDataStruct* descriptor) {
  const cudnnRNNDataStruct& data = given(descriptor, "an RNN data descriptor is null");
  require(data.layout >= 0, BAD_PARAM, "an RNN data descriptor holds nothing yet");
  return data;
}

}  // namespace dnn

using namespace dnn;

size_t cudnnRNNStruct::inputMatrices(int pseudoLayer) const {
  size_t at = GAP;
  for (int p = 0; p < pseudoLayer; p++) at += gateNumbers() * (inputOf(p) + hidden);
  return at;
}

size_t cudnnRNNStruct::recurrentMatrices(int pseudoLayer) const {
  return inputMatrices(pseudoLayer) + gateNumbers() * inputOf(pseudoLayer);
}

size_t cudnnRNNStruct::inputBiases(int pseudoLayer) const {
  return inputMatrices(pseudoLayers()) + pseudoLayer * gateNumbers() * (hasInputBias() + hasRecurrentBias());
}

size_t cudnnRNNStruct::recurrentBiases(int pseudoLayer) const {
  return inputBiases(pseudoLayer) + (hasInputBias() ? gateNumbers() : 0);
}

size_t cudnnRNNStruct::weights() const { return inputBiases(pseudoLayers()); }

size_t cudnnRNNDataStruct::row(int step, int sequence) const {
  if (layout == BATCH_MAJOR_UNPACKED) return size_t(sequence) * steps + step;
  if (layout == SEQUENCE_MAJOR_UNPACKED) return size_t(step) * batch + sequence;
  size_t before = 0;  // packed: a step has rows for the sequences that last so long, which come first
  for (int length : lengths) before += std::min(length, step);
  return before + sequence;
}

size_t cudnnRNNDataStruct::rows() const {
  if (layout != SEQUENCE_MAJOR_PACKED) return size_t(steps) * batch;
  size_t sum = 0;
  for (int length : lengths) sum += length;
  return sum;
}

CUDNN_API cudnnCreateRNNDescriptor(cudnnRNNDescriptor_t* net) { return create(__func__, net); }

CUDNN_API cudnnDestroyRNNDescriptor(cudnnRNNDescriptor_t net) { return destroy(__func__, net); }

CUDNN_API cudnnSetRNNDescriptor_v8(cudnnRNNDescriptor_t descriptor, int algorithm, int cell, int bias, int direction,
                                   int inputMode, int type, int precision, int math, int inputSize, int hiddenSize,
                                   int projectionSize, int layers, cudnnDropoutDescriptor_t dropout, unsigned flags) {
  return call(__func__, [&] {
    cudnnRNNStruct& net = given(descriptor, "the RNN descriptor is null");
    require(algorithm >= 0 && algorithm <= 3, BAD_PARAM, "there is no such algorithm");
    require(algorithm == 0, NOT_SUPPORTED, "the stand-in knows the standard algorithm only");
    require(cell >= RNN_RELU && cell <= GRU, BAD_PARAM, "there is no such cell");
    require(bias >= NO_BIAS && bias <= SINGLE_RECURRENT_BIAS, BAD_PARAM, "there is no such bias mode");
    require(direction == 0 || direction == 1, BAD_PARAM, "there is no such direction");
    require(inputMode == 0, NOT_SUPPORTED, "the stand-in knows linear inputs only");
    require(type == FLOAT || type == DOUBLE || type == HALF || type == BFLOAT16, NOT_SUPPORTED_DATA_TYPE,
            "recurrent nets take float, double, half and bfloat16");
    require(precision == (type == DOUBLE ? DOUBLE : FLOAT) || (type == HALF && precision == HALF), BAD_PARAM,
            "this data type is not computed in that one");
    require(math >= 0 && math <= 3, BAD_PARAM, "there is no such math type");
    require(inputSize > 0 && hiddenSize > 0 && layers > 0, BAD_PARAM, "a size is not positive");
    require(projectionSize <= hiddenSize && projectionSize > 0, BAD_PARAM, "the projection's size is that of the states");
    require(projectionSize == hiddenSize, NOT_SUPPORTED, "the stand-in knows no projections");
    require(flags <= 1, BAD_PARAM, "there is no such flag");
    const cudnnDropoutStruct& drop = checked(dropout);
    require(drop.dropout == 0 || layers == 1, NOT_SUPPORTED, "the stand-in drops nothing out between layers");
    net.cell = cell;
    net.bias = bias;
    net.bidirectional = direction;
    net.type = type;
    net.math = math;
    net.input = inputSize;
    net.hidden = hiddenSize;
    net.layers = layers;
    net.flags = int(flags);
  });
}

CUDNN_API cudnnRNNSetClip_v8(cudnnRNNDescriptor_t net, int mode, int, double, double) {
  return call(__func__, [&] {
    given(net, "the RNN descriptor is null");
    require(mode == 0, NOT_SUPPORTED, "the stand-in clips no cells");
  });
}

CUDNN_API cudnnCreateRNNDataDescriptor(cudnnRNNDataDescriptor_t* data) { return create(__func__, data); }

CUDNN_API cudnnDestroyRNNDataDescriptor(cudnnRNNDataDescriptor_t data) { return destroy(__func__, data); }

CUDNN_API cudnnSetRNNDataDescriptor(cudnnRNNDataDescriptor_t descriptor, int type, int layout, int steps, int batch,
                                    int vector, const int* lengths, const void* fill) {
  return call(__func__, [&] {
    cudnnRNNDataStruct& data = given(descriptor, "the RNN data descriptor is null");
    sizeOf(type);
    require(layout >= 0 && layout <= 2, BAD_PARAM, "there is no such layout");
    require(steps > 0 && batch > 0 && vector > 0, BAD_PARAM, "a size is not positive");
    given(lengths, "the lengths of the sequences are null");
    for (int i = 0; i < batch; i++) {
      require(lengths[i] >= 0 && lengths[i] <= steps, BAD_PARAM, "a length is not between 0 and the longest");
      require(layout != SEQUENCE_MAJOR_PACKED || i == 0 || lengths[i] <= lengths[i - 1], BAD_PARAM,
              "packed sequences go from the longest to the shortest");
    }
    data.type = type;
    data.layout = layout;
    data.steps = steps;
    data.batch = batch;
    data.vector = vector;
    data.lengths.assign(lengths, lengths + batch);
    data.fills = fill != nullptr;
    if (data.fills) data.fill = load<double>(Tensor::of(type, NCHW, {1, 1, 1, 1}), fill)[0];
  });
}

CUDNN_API cudnnGetRNNWeightSpaceSize(cudnnHandle_t handle, cudnnRNNDescriptor_t descriptor, size_t* size) {
  return call(__func__, handle, [&](const Queue&) {
    const cudnnRNNStruct& net = checked(descriptor);
    given(size, "the place for the size is null") = net.weights() * sizeOf(net.type);
  });
}

CUDNN_API cudnnGetRNNWeightParams(cudnnHandle_t handle, cudnnRNNDescriptor_t descriptor, int pseudoLayer, size_t spaceSize,
                                  void* space, int gate, cudnnTensorDescriptor_t matrix, void** matrixAddress,
                                  cudnnTensorDescriptor_t biasDescriptor, void** biasAddress) {
  return call(__func__, handle, [&](const Queue&) {
    const cudnnRNNStruct& net = checked(descriptor);
    require(pseudoLayer >= 0 && pseudoLayer < net.pseudoLayers(), BAD_PARAM, "there is no such layer");
    require(gate >= 0 && gate < 2 * net.gates(), BAD_PARAM, "there is no such gate");
    require(spaceSize >= net.weights() * sizeOf(net.type), BAD_PARAM_SIZE_INSUFFICIENT, "the weight space is too small");
    bool input = gate < net.gates();
    int columns = int(input ? net.inputOf(pseudoLayer) : net.hidden), of = gate % net.gates();
    size_t matrices = input ? net.inputMatrices(pseudoLayer) : net.recurrentMatrices(pseudoLayer);
    size_t biases = input ? net.inputBiases(pseudoLayer) : net.recurrentBiases(pseudoLayer);
    auto address = [&](size_t number) { return static_cast<char*>(space) + number * sizeOf(net.type); };
    static_cast<Tensor&>(given(matrix)) = Tensor::of(net.type, NCHW, {1, net.hidden, columns});
    given(matrixAddress) = address(matrices + size_t(of) * net.hidden * columns);
    if (input ? net.hasInputBias() : net.hasRecurrentBias()) {
      static_cast<Tensor&>(given(biasDescriptor)) = Tensor::of(net.type, NCHW, {1, net.hidden, 1});
      given(biasAddress) = address(biases + size_t(of) * net.hidden);
    } else {
      static_cast<Tensor&>(given(biasDescriptor)) = Tensor();
      given(biasAddress) = nullptr;
    }
  });
}
