// Runs all tests of the stand-in for cuDNN.
#include "device.h"

void testConvolutions();
void testLayers();
void testTensors();
void testRefusals();

int main() {
  testConvolutions();
  testLayers();
  testTensors();
  testRefusals();
  if (selftest::failures > 0) std::printf("%d failed\n", selftest::failures);
  return selftest::failures > 0 ? 1 : 0;
}
