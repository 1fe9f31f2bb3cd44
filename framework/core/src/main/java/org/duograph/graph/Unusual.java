package org.duograph.graph;

/**
 * Numbers at which a library's kernel may compute something else than the definition says. Only
 * operators that say so ({@link OpBuilder#mayDiffer}) have such kernels; the contract of backends
 * holds all others to the definition here as well.
 */
public enum Unusual {
    /** What is not a number. */
    NAN("NaN"),
    /** Infinity, of either sign. */
    INFINITY("infinity"),
    /** Numbers nearer to zero than 1.2e-38, which float32 holds with fewer digits. */
    DENORMAL("denormal numbers");

    private final String words;

    Unusual(String words) {
        this.words = words;
    }

    /** Which of them {@code number} is as a float32, or null. */
    public static Unusual of(double number) {
        if (Double.isNaN(number)) {
            return NAN;
        }
        if (Double.isInfinite(number)) {
            return INFINITY;
        }
        return number != 0 && Math.abs(number) < Float.MIN_NORMAL ? DENORMAL : null;
    }

    @Override
    public String toString() {
        return words;
    }
}
