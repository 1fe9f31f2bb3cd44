package org.duograph.tutorials.convolution;

/** Numbers that watch in which order they are asked for. */
public final class Watched {
    private final float[] numbers;
    private int last = -2;
    private int jumps;

    Watched(float... numbers) {
        this.numbers = numbers;
    }

    /** The number at a place. */
    public float get(int i) {
        visit(i);
        return numbers[i];
    }

    /** Adds to the number at a place. */
    public void add(int i, float x) {
        visit(i);
        numbers[i] += x;
    }

    private void visit(int i) {
        jumps += i == last || i == last + 1 ? 0 : 1;
        last = i;
    }

    /** How often the next place was neither the same nor the one behind it. */
    int jumps() {
        return jumps;
    }

    float[] numbers() {
        return numbers;
    }
}
