// Random numbers: Philox4x32-10, a counter-based generator, as org.duograph.tensor.Philox draws them, bit for bit. Draw
// number i is a function of key, stream and i alone, so every thread draws what is its own.
//
// Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
#pragma once

struct Philox {
  unsigned key0, key1;
  unsigned stream0, stream1;
};

__device__ inline Philox philox_stream(long long key, unsigned long long stream) {
  return {(unsigned) key, (unsigned) ((unsigned long long) key >> 32), (unsigned) stream, (unsigned) (stream >> 32)};
}

// The stream of one node at one step; `node` is the hash of its name. The mixing is the finisher of SplitMix64.
__device__ inline Philox philox_of(long long seed, long long node, long long step) {
  unsigned long long z = (unsigned long long) node + (unsigned long long) step * 0x9E3779B97F4A7C15ull;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return philox_stream(seed, z ^ (z >> 31));
}

// Four draws of 32 bits: numbers 4 * block to 4 * block + 3.
__device__ inline void philox_block(const Philox& p, unsigned long long block, unsigned draws[4]) {
  unsigned c0 = (unsigned) block, c1 = (unsigned) (block >> 32), c2 = p.stream0, c3 = p.stream1;
  unsigned k0 = p.key0, k1 = p.key1;
  for (int round = 0; round < 10; round++) {
    unsigned n0 = __umulhi(0xCD9E8D57u, c2) ^ c1 ^ k0;
    unsigned n2 = __umulhi(0xD2511F53u, c0) ^ c3 ^ k1;
    c1 = 0xCD9E8D57u * c2;
    c3 = 0xD2511F53u * c0;
    c0 = n0;
    c2 = n2;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  draws[0] = c0;
  draws[1] = c1;
  draws[2] = c2;
  draws[3] = c3;
}

// A draw as a number in [0, 1) with 24 random bits.
__device__ inline double philox_uniform(unsigned draw) { return (draw >> 8) * 0x1p-24; }

// A draw as a normal number: Wichura's PPND7, Applied Statistics 37, 1988. All of it in double, as in Java. A GPU's
// logarithm may differ from Java's in the last bit of a double; once rounded to float32 that is hardly ever seen.
__device__ inline double philox_gaussian(unsigned draw) {
  double p = (draw + 0.5) * 0x1p-32;  // never 0, never 1
  double q = p - 0.5;
  if (fabs(q) <= 0.425) {
    double r = 0.180625 - q * q;
    return q * (((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179) /
           (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1);
  }
  double r = sqrt(-log(q < 0 ? p : 1 - p));
  double z;
  if (r <= 5) {
    r -= 1.6;
    z = (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777) /
        ((0.12021132975 * r + 0.73700164250) * r + 1);
  } else {
    r -= 5;
    z = (((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150) /
        ((0.012258202635 * r + 0.24197894225) * r + 1);
  }
  return q < 0 ? -z : z;
}
