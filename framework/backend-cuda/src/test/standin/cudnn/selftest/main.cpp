// Runs all tests of the stand-in for cuDNN.
#include "device.h"

void testConvolutions();
void testLayers();
void testTensors();
void testRecurrentNets();
void testRefusals();

int main() {
  selftest::handle();  // makes the context current, without which there is no memory
  testConvolutions();
  testLayers();
  testTensors();
  testRecurrentNets();
  testRefusals();
  if (selftest::failures > 0) std::printf("%d failed\n", selftest::failures);
  return selftest::failures > 0 ? 1 : 0;
}
