// The exported passes of recurrent nets: what is checked before they are queued.
#include "rnn.h"

using namespace dnn;

namespace {

/** Net and sequences, which must fit; y is null where a call does not name it. */
Recurrence recurrence(cudnnRNNDescriptor_t descriptor, cudnnRNNDataDescriptor_t xDesc, cudnnRNNDataDescriptor_t yDesc) {
  Recurrence r{checked(descriptor), checked(xDesc), yDesc == nullptr ? checked(xDesc) : checked(yDesc)};
  require(r.x.type == r.net.type, BAD_PARAM, "the sequences have another data type than the net");
  require(r.x.vector == r.net.input, BAD_PARAM_SHAPE_MISMATCH, "x has not as many numbers as the net reads");
  require(r.x.layout == SEQUENCE_MAJOR_PACKED || (r.net.flags & 1), NOT_SUPPORTED,
          "unpacked sequences need the flag PADDED_IO_ENABLED");
  if (yDesc != nullptr) {
    require(r.y.type == r.net.type, BAD_PARAM, "the sequences have another data type than the net");
    require(r.y.vector == r.net.hidden * r.net.directions(), BAD_PARAM_SHAPE_MISMATCH,
            "y has not as many numbers as the net makes");
    require(r.y.lengths == r.x.lengths && r.y.steps == r.x.steps, BAD_PARAM_SHAPE_MISMATCH,
            "x and y have sequences of different lengths");
    require(r.y.layout == r.x.layout, BAD_PARAM, "x and y have different layouts");
  }
  return r;
}

/** The memory that a call touches, each piece checked. */
struct Touched {
  const Recurrence& r;
  std::vector<Range> ranges;

  explicit Touched(const Recurrence& r, const int* deviceLengths) : r(r) {
    if (deviceLengths != nullptr) ranges.push_back(memory(deviceLengths, r.batch() * 4, 4, "the lengths"));
  }

  Touched& sequences(const cudnnRNNDataStruct& data, const void* at, const char* what) {
    ranges.push_back(memory(at, data.bytes(), sizeOf(data.type), what));
    return *this;
  }

  /** States may be left out. */
  Touched& states(cudnnTensorDescriptor_t descriptor, std::vector<const void*> all, const char* what) {
    Tensor wanted = r.stateTensor();
    for (const void* at : all) {
      if (at == nullptr) continue;
      require(checked(descriptor) == wanted, BAD_PARAM_SHAPE_MISMATCH, "the states are not layers x batch x hidden");
      ranges.push_back(memory(wanted, at, what));
    }
    return *this;
  }

  Touched& cells(cudnnTensorDescriptor_t descriptor, std::vector<const void*> all) {
    return r.net.cell == LSTM ? states(descriptor, std::move(all), "a cell state") : *this;
  }

  Touched& weights(const void* at, size_t size) {
    size_t needed = r.net.weights() * sizeOf(r.net.type);
    require(size >= needed, BAD_PARAM_SIZE_INSUFFICIENT, "the weight space is too small");
    ranges.push_back(memory(at, needed, 16, "the weight space"));
    return *this;
  }

  Touched& spaces(const void* work, size_t workSize, const void* reserve, size_t reserveSize, bool training) {
    ranges.push_back(workspace(work, workSize, r.workBytes()));
    if (!training) return *this;
    require(reserveSize >= r.reserveBytes(), BAD_PARAM_SIZE_INSUFFICIENT, "the reserve space is too small");
    ranges.push_back(memory(reserve, r.reserveBytes(), 16, "the reserve space"));
    return *this;
  }
};

}  // namespace

CUDNN_API cudnnGetRNNTempSpaceSizes(cudnnHandle_t handle, cudnnRNNDescriptor_t net, int mode, cudnnRNNDataDescriptor_t x,
                                    size_t* workSize, size_t* reserveSize) {
  return call(__func__, handle, [&](const Queue&) {
    require(mode == INFERENCE || mode == TRAINING, BAD_PARAM, "there is no such mode");
    Recurrence r = recurrence(net, x, nullptr);
    tell(workSize, r.workBytes());
    tell(reserveSize, mode == TRAINING ? r.reserveBytes() : 0);
  });
}

CUDNN_API cudnnRNNForward(cudnnHandle_t handle, cudnnRNNDescriptor_t net, int mode, const int* deviceLengths,
                          cudnnRNNDataDescriptor_t xDesc, const void* x, cudnnRNNDataDescriptor_t yDesc, void* y,
                          cudnnTensorDescriptor_t hDesc, const void* hx, void* hy, cudnnTensorDescriptor_t cDesc,
                          const void* cx, void* cy, size_t weightSize, const void* weights, size_t workSize, void* work,
                          size_t reserveSize, void* reserve) {
  return call(__func__, handle, [&](const Queue& queue) {
    require(mode == INFERENCE || mode == TRAINING, BAD_PARAM, "there is no such mode");
    Recurrence r = recurrence(net, xDesc, &given(yDesc, "y's descriptor is null"));
    Touched touched(r, deviceLengths);
    touched.sequences(r.x, x, "x").sequences(r.y, y, "y").states(hDesc, {hx, hy}, "a state").cells(cDesc, {cx, cy});
    touched.weights(weights, weightSize).spaces(work, workSize, reserve, reserveSize, mode == TRAINING);
    PassMemory m{};
    m.x = x, m.out = y, m.hx = hx, m.hy = hy, m.cx = cx, m.cy = cy, m.weights = weights;
    m.reserve = mode == TRAINING ? reserve : nullptr;
    queue.put(touched.ranges, [=] {
      scribble(work, r.workBytes());
      recurrentForward(r, m);
    });
  });
}

CUDNN_API cudnnRNNBackwardData_v8(cudnnHandle_t handle, cudnnRNNDescriptor_t net, const int* deviceLengths,
                                  cudnnRNNDataDescriptor_t yDesc, const void* y, const void* dy,
                                  cudnnRNNDataDescriptor_t xDesc, void* dx, cudnnTensorDescriptor_t hDesc, const void* hx,
                                  const void* dhy, void* dhx, cudnnTensorDescriptor_t cDesc, const void* cx,
                                  const void* dcy, void* dcx, size_t weightSize, const void* weights, size_t workSize,
                                  void* work, size_t reserveSize, void* reserve) {
  return call(__func__, handle, [&](const Queue& queue) {
    Recurrence r = recurrence(net, xDesc, &given(yDesc, "y's descriptor is null"));
    Touched touched(r, deviceLengths);
    touched.sequences(r.y, y, "y").sequences(r.y, dy, "dy").sequences(r.x, dx, "dx");
    touched.states(hDesc, {hx, dhy, dhx}, "a state").cells(cDesc, {cx, dcy, dcx});
    touched.weights(weights, weightSize).spaces(work, workSize, reserve, reserveSize, true);
    PassMemory m{};
    m.y = y, m.dy = dy, m.dx = dx, m.hx = hx, m.dhy = dhy, m.dhx = dhx, m.cx = cx, m.dcy = dcy, m.dcx = dcx;
    m.weights = weights, m.reserve = reserve;
    queue.put(touched.ranges, [=] {
      scribble(work, r.workBytes());
      recurrentBackwardData(r, m);
    });
  });
}

CUDNN_API cudnnRNNBackwardWeights_v8(cudnnHandle_t handle, cudnnRNNDescriptor_t net, int mode, const int* deviceLengths,
                                     cudnnRNNDataDescriptor_t xDesc, const void* x, cudnnTensorDescriptor_t hDesc,
                                     const void* hx, cudnnRNNDataDescriptor_t yDesc, const void* y, size_t weightSize,
                                     void* dWeights, size_t workSize, void* work, size_t reserveSize, void* reserve) {
  return call(__func__, handle, [&](const Queue& queue) {
    require(mode == 0 || mode == 1, BAD_PARAM, "there is no such mode");
    require(mode == 0, NOT_SUPPORTED, "gradients of weights can only be added to what is there");
    Recurrence r = recurrence(net, xDesc, &given(yDesc, "y's descriptor is null"));
    Touched touched(r, deviceLengths);
    touched.sequences(r.x, x, "x").sequences(r.y, y, "y").states(hDesc, {hx}, "a state");
    touched.weights(dWeights, weightSize).spaces(work, workSize, reserve, reserveSize, true);
    PassMemory m{};
    m.x = x, m.y = y, m.hx = hx, m.dWeights = dWeights, m.reserve = reserve;
    queue.put(touched.ranges, [=] {
      scribble(work, r.workBytes());
      recurrentBackwardWeights(r, m);
    });
  });
}
