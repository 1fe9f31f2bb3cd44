// Dropout: the states that it draws from stand on the device, so its work may be captured.
#include "dropout.h"

namespace dnn {

enum { STATES_SIZE = 4096 };

const cudnnDropoutStruct& checked(const cudnnDropoutStruct* descriptor) {
  const cudnnDropoutStruct& how = given(descriptor, "the dropout descriptor is null");
  require(how.set, BAD_PARAM, "a dropout descriptor holds nothing yet");
  return how;
}

/** One bit a number: 1 where it is kept. */
static size_t maskBytes(const Tensor& x) { return (x.count() + 127) / 128 * 16; }

/** A number from 0 to 1 for each draw from a seed (SplitMix64). */
static double uniform(uint64_t seed, uint64_t draw) {
  uint64_t z = seed + (draw + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return double((z ^ z >> 31) >> 11) / double(1ull << 53);
}

/** Values where the mask has a bit, over the share that is kept. */
static void keep(const Tensor& in, const void* from, const Tensor& out, void* to, const uint8_t* mask, float dropout) {
  withReal(in.type, [&](auto zero) {
    typedef decltype(zero) Real;
    auto values = load<Real>(in, from);
    for (size_t i = 0; i < values.size(); i++) {
      values[i] = mask[i / 8] >> i % 8 & 1 ? values[i] / (1 - Real(dropout)) : Real(0);
    }
    store(out, to, values);
  });
}

}  // namespace dnn

using namespace dnn;

CUDNN_API cudnnCreateDropoutDescriptor(cudnnDropoutDescriptor_t* how) { return create(__func__, how); }

CUDNN_API cudnnDestroyDropoutDescriptor(cudnnDropoutDescriptor_t how) { return destroy(__func__, how); }

CUDNN_API cudnnDropoutGetStatesSize(cudnnHandle_t handle, size_t* size) {
  return call(__func__, handle, [&](const Queue&) { given(size) = STATES_SIZE; });
}

CUDNN_API cudnnDropoutGetReserveSpaceSize(cudnnTensorDescriptor_t x, size_t* size) {
  return call(__func__, [&] { given(size) = maskBytes(checked(x)); });
}

CUDNN_API cudnnSetDropoutDescriptor(cudnnDropoutDescriptor_t descriptor, cudnnHandle_t handle, float dropout, void* states,
                                    size_t size, unsigned long long seed) {
  return call(__func__, handle, [&](const Queue& queue) {
    cudnnDropoutStruct& how = given(descriptor, "the dropout descriptor is null");
    require(dropout >= 0 && dropout <= 1, BAD_PARAM, "dropout is not between 0 and 1");
    how = {true, dropout, static_cast<uint64_t*>(states)};
    if (states == nullptr) return;  // allowed: nothing is drawn then
    require(size >= STATES_SIZE, BAD_PARAM_SIZE_INSUFFICIENT, "the memory for the states is too small");
    uint64_t* place = how.states;
    queue.put({memory(states, STATES_SIZE, 16, "the memory for the states")}, [=] {
      place[0] = seed;
      place[1] = 0;
    });
  });
}

CUDNN_API cudnnDropoutForward(cudnnHandle_t handle, cudnnDropoutDescriptor_t descriptor, cudnnTensorDescriptor_t xDesc,
                              const void* x, cudnnTensorDescriptor_t yDesc, void* y, void* reserve, size_t size) {
  return call(__func__, handle, [&](const Queue& queue) {
    cudnnDropoutStruct how = checked(descriptor);
    Tensor in = checked(xDesc), out = checked(yDesc);
    require(in.sameShape(out) && in.type == out.type, BAD_PARAM, "x and y differ in shape or data type");
    Range states = memory(how.states, STATES_SIZE, 16, "the memory for the states");
    queue.put({memory(in, x, "x"), memory(out, y, "y"), states, workspace(reserve, size, maskBytes(in))}, [=] {
      uint8_t* mask = static_cast<uint8_t*>(reserve);
      std::fill_n(mask, maskBytes(in), 0);
      for (size_t i = 0; i < in.count(); i++) {
        if (uniform(how.states[0], how.states[1]++) >= how.dropout) mask[i / 8] |= 1 << i % 8;
      }
      keep(in, x, out, y, mask, how.dropout);
    });
  });
}

CUDNN_API cudnnDropoutBackward(cudnnHandle_t handle, cudnnDropoutDescriptor_t descriptor, cudnnTensorDescriptor_t dyDesc,
                               const void* dy, cudnnTensorDescriptor_t dxDesc, void* dx, void* reserve, size_t size) {
  return call(__func__, handle, [&](const Queue& queue) {
    cudnnDropoutStruct how = checked(descriptor);
    Tensor out = checked(dyDesc), in = checked(dxDesc);
    require(in.sameShape(out) && in.type == out.type, BAD_PARAM, "dx and dy differ in shape or data type");
    queue.put({memory(out, dy, "dy"), memory(in, dx, "dx"), workspace(reserve, size, maskBytes(in))},
              [=] { keep(out, dy, in, dx, static_cast<const uint8_t*>(reserve), how.dropout); });
  });
}
