// One call of a convolution with the algorithm that was chosen for it.
#pragma once

#include "convolution.h"

#include <atomic>

namespace dnn {

struct Run {
  Convolution convolution;
  Range workspace;
  bool deterministic;
  int number;

  /** Refuses what the algorithm does not take, and a work space that is too small. */
  static Run of(Direction direction, const Convolution& c, int number, void* work, size_t workSize) {
    Algorithm algorithm = algorithmOf(direction, number, c);
    require(algorithm.status == SUCCESS, algorithm.status, "this algorithm does not take this convolution");
    return {c, dnn::workspace(work, workSize, algorithm.workspace), algorithm.deterministic, number};
  }

  void scribble() const { dnn::scribble(const_cast<void*>(workspace.at), workspace.bytes); }

  /** Where sums begin. What is not deterministic adds in another order each time. */
  size_t turn() const {
    static std::atomic<size_t> calls;
    return deterministic ? size_t(number) * 7 : number + calls++;
  }
};

}  // namespace dnn
