package org.duograph.tensor;

/**
 * The one source of random numbers: Philox4x32-10, a counter-based generator.
 *
 * <p>A counter-based generator has no state: draw number {@code i} of stream {@code (key, stream)}
 * is a pure function of those three. So threads need no lock, backends agree bit for bit, and a run
 * resumed at step 1000 draws what it would have drawn without the interruption. Every random
 * operator uses the seed as key and its own name and the step as stream.
 *
 * <p>Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
public final class Philox {
    private static final long M0 = 0xD2511F53L;
    private static final long M1 = 0xCD9E8D57L;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;
    private static final int ROUNDS = 10;

    private final long key;
    private final long stream;
    private final int[] block = new int[4];
    private long blockIndex = -1;

    /**
     * Opens stream {@code stream} of the generator with key {@code key}.
     *
     * @param key the seed
     * @param stream which of its 2^64 independent streams
     */
    public Philox(long key, long stream) {
        this.key = key;
        this.stream = stream;
    }

    /** The stream of one random operator at one step. */
    public static Philox of(long seed, String node, long step) {
        return new Philox(seed, mix(hash(node) + step * 0x9E3779B97F4A7C15L));
    }

    private static long hash(String text) {
        long h = 0xcbf29ce484222325L; // FNV-1a
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * 0x100000001b3L;
        }
        return h;
    }

    private static long mix(long z) { // the finisher of SplitMix64
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Draw {@code i}: 32 random bits. */
    public int bits(long i) {
        if (i >>> 2 != blockIndex) {
            blockIndex = i >>> 2;
            fillBlock(blockIndex);
        }
        return block[(int) (i & 3)];
    }

    private void fillBlock(long counter) {
        int c0 = (int) counter;
        int c1 = (int) (counter >>> 32);
        int c2 = (int) stream;
        int c3 = (int) (stream >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = M0 * (c0 & 0xffffffffL);
            long p1 = M1 * (c2 & 0xffffffffL);
            int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c1 = (int) p1;
            c3 = (int) p0;
            c0 = n0;
            c2 = n2;
            k0 += W0;
            k1 += W1;
        }
        block[0] = c0;
        block[1] = c1;
        block[2] = c2;
        block[3] = c3;
    }

    /** Draw {@code i} as a number in [0, 1) with 24 random bits. */
    public double uniform(long i) {
        return (bits(i) >>> 8) * 0x1p-24;
    }

    /** Normal number {@code i} (mean 0, deviation 1), from draws 2i and 2i+1 by Box-Muller. */
    public double gaussian(long i) {
        double u = 1 - uniform(2 * i); // (0, 1]: the logarithm is finite
        double v = uniform(2 * i + 1);
        return Math.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
    }

    /** Draw {@code i} as a whole number in [0, bound). */
    public int below(long i, int bound) {
        return (int) (((bits(i) & 0xffffffffL) * bound) >>> 32);
    }
}
