package org.duograph.experiments.recurrent;

import java.util.Random;

/**
 * What is trained: two layers of long short-term memory, one on the other, whose loss is the sum of
 * the squares of what the upper one gives. Gradient descent has a momentum.
 */
final class Task {
    static final int LAYERS = 2;
    static final int STEPS = 50;
    static final int BATCH = 32;
    static final int SIZE = 256;
    static final float RATE = 1e-5f;
    static final float MOMENTUM = 0.9f;

    private static final float SPREAD = 1 / 16f;

    private Task() {}

    /** The sequences, steps x batch x size. */
    static float[] sequences() {
        return numbers(0, STEPS * BATCH * SIZE, 1);
    }

    /** Weights of a layer's inputs, a row for each number of a gate, gates i, f, c, o. */
    static float[] inputWeights(int layer) {
        return numbers(3 * layer + 1, 4 * SIZE * SIZE, SPREAD);
    }

    /** Weights of a layer's outputs before, in the same order. */
    static float[] outputWeights(int layer) {
        return numbers(3 * layer + 2, 4 * SIZE * SIZE, SPREAD);
    }

    /** A layer's biases. */
    static float[] biases(int layer) {
        return numbers(3 * layer + 3, 4 * SIZE, SPREAD);
    }

    private static float[] numbers(int seed, int count, float spread) {
        Random random = new Random(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = spread * (2 * random.nextFloat() - 1);
        }
        return numbers;
    }
}
