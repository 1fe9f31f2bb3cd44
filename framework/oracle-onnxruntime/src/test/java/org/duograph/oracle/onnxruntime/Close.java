package org.duograph.oracle.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** What all comparisons here mean by close, and numbers that are drawn from a seed. */
final class Close {
    /** How far numbers may be apart, by the largest of them, or 1 if that is larger. */
    static final double TOLERANCE = 1e-4;

    private Close() {}

    /** Fails unless arrays are of the same type and their numbers close. */
    static void assertClose(String what, NDArray found, NDArray wanted) {
        assertThat(found.type()).as(what).isEqualTo(wanted.type());
        double largest = 1;
        for (int i = 0; i < wanted.size(); i++) {
            largest = Math.max(largest, Math.abs(wanted.get(i)));
        }
        assertThat(largest).as(what).isFinite();
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(found.get(i))
                    .as("%s, element %d", what, i)
                    .isCloseTo(wanted.get(i), within(TOLERANCE * largest));
        }
    }

    /** Normally distributed numbers. */
    static NDArray numbers(Shape shape, long seed) {
        Random random = new Random(seed);
        NDArray numbers = NDArray.zeros(ArrayType.float32(shape.toArray()));
        for (int i = 0; i < numbers.size(); i++) {
            numbers.set(i, random.nextGaussian());
        }
        return numbers;
    }
}
