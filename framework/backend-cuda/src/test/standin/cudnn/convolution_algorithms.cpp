// The convolution algorithms: which convolutions each takes, how much work space it needs, whether it is
// deterministic. After the tables of cuDNN's manual, simplified where they depend on versions and architectures.
#include "convolution.h"

namespace dnn {

namespace {

/** What the algorithms of all directions are, once their numbers are translated. */
enum Kind { IMPLICIT, PRECOMPUTED, EXPLICIT, ATOMIC, FFT, FFT_TILING, WINOGRAD, WINOGRAD_NONFUSED, NONE };

const Kind FORWARD_KINDS[] = {IMPLICIT, PRECOMPUTED, EXPLICIT, NONE, FFT, FFT_TILING, WINOGRAD, WINOGRAD_NONFUSED};
const Kind DATA_KINDS[] = {ATOMIC, PRECOMPUTED, FFT, FFT_TILING, WINOGRAD, WINOGRAD_NONFUSED};
const Kind FILTER_KINDS[] = {ATOMIC, PRECOMPUTED, FFT, ATOMIC, NONE, WINOGRAD_NONFUSED, FFT_TILING};

Kind kindOf(Direction direction, int number) {
  require(number >= 0 && number < algorithmCount(direction), BAD_PARAM, "there is no algorithm of this number");
  return direction == FORWARD ? FORWARD_KINDS[number]
      : direction == BACKWARD_DATA ? DATA_KINDS[number]
                    : FILTER_KINDS[number];
}

bool all(const std::vector<int>& values, int wanted) {
  for (int value : values) {
    if (value != wanted) return false;
  }
  return true;
}

bool kernelIs(const Convolution& c, int size) { return c.w.rank() == 4 && c.w.dims[2] == size && c.w.dims[3] == size; }

bool fft(const Convolution& c, int largestKernel, int largestImage) {
  if (c.w.rank() != 4 || c.groups != 1 || (c.x.type != FLOAT && c.x.type != HALF)) return false;
  for (int i = 0; i < 2; i++) {
    if (c.w.dims[2 + i] > largestKernel || c.how.pad[i] >= c.w.dims[2 + i]) return false;
    if (c.x.dims[2 + i] + 2 * c.how.pad[i] > largestImage) return false;
  }
  return true;
}

cudnnStatus_t statusOf(Kind kind, const Convolution& c) {
  bool rows = c.x.packed() && c.y.packed() && c.filterFormat == NCHW;
  bool channelsLast = c.x.channelsLast() && c.y.channelsLast() && c.filterFormat == NHWC;
  bool plain = all(c.how.stride, 1) && all(c.how.dilation, 1) && c.how.mode == CROSS_CORRELATION;
  if (kind == NONE) return NOT_SUPPORTED;
  if (c.filterFormat == NHWC && !channelsLast) return NOT_SUPPORTED_LAYOUT;
  // general strides and channels last are for the algorithms that make no copy of the image
  if (kind == IMPLICIT || kind == PRECOMPUTED || kind == ATOMIC) return SUCCESS;
  if (!rows) return NOT_SUPPORTED_LAYOUT;
  switch (kind) {
    case EXPLICIT:
      return all(c.how.dilation, 1) && c.groups == 1 ? SUCCESS : NOT_SUPPORTED;
    case FFT:
      return plain && fft(c, 256, 256) ? SUCCESS : NOT_SUPPORTED;
    case FFT_TILING:
      return plain && fft(c, 32, INT32_MAX) ? SUCCESS : NOT_SUPPORTED;
    case WINOGRAD:
      return plain && kernelIs(c, 3) && c.x.type != DOUBLE ? SUCCESS : NOT_SUPPORTED;
    default:
      return plain && (kernelIs(c, 3) || kernelIs(c, 5)) && c.x.type != DOUBLE ? SUCCESS : NOT_SUPPORTED;
  }
}

size_t workspaceOf(Kind kind, const Convolution& c) {
  size_t filter = c.w.count() * 4, pixels = c.pixelsOut() * 4;
  switch (kind) {
    case PRECOMPUTED:
      return 1024 + pixels * c.kernelArea();  // where each patch begins
    case EXPLICIT:
      return c.patchRows() * pixels;  // one image's patches
    case FFT:
      return 8 * (c.x.count() + c.y.count() + c.w.dims[0] * c.w.dims[1] * c.pixelsIn());
    case FFT_TILING:
      return 8 * 32 * 32 * (size_t(c.x.dims[1]) + c.y.dims[1]) + 4 * filter;
    case WINOGRAD:
      return 16 * filter / c.kernelArea();
    case WINOGRAD_NONFUSED:
      return 36 * filter / c.kernelArea() + 4 * (c.x.count() + c.y.count());
    default:
      return 0;
  }
}

double slownessOf(Kind kind) {
  const double slowness[] = {1.5, 1, 1.8, 1.2, 1.4, 1.3, 0.7, 0.6, 1};
  return slowness[kind];
}

}  // namespace

Algorithm algorithmOf(Direction direction, int number, const Convolution& c) {
  Kind kind = kindOf(direction, number);
  cudnnStatus_t status = statusOf(kind, c);
  size_t workspace = status == SUCCESS ? (workspaceOf(kind, c) + 15) / 16 * 16 : 0;
  return {status, workspace, kind != ATOMIC, slownessOf(kind)};
}

}  // namespace dnn
