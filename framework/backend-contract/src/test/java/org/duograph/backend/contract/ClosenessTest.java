package org.duograph.backend.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;

class ClosenessTest {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private static void agrees(float actual, float expected) {
        NDArray a = NDArray.vector(1, actual);
        NDArray e = NDArray.vector(1, expected);
        assertThatCode(() -> Closeness.check("x", a, e)).doesNotThrowAnyException();
    }

    private static void differs(float actual, float expected) {
        NDArray a = NDArray.vector(1, actual);
        NDArray e = NDArray.vector(1, expected);
        assertThatThrownBy(() -> Closeness.check("x", a, e)).hasMessageContaining("element 1");
    }

    @Test
    void numbersAgreeUpToRounding() {
        agrees(2, 2.0001f);
        differs(2, 2.01f);
    }

    @Test
    void infinityAgreesWithItselfAlone() {
        agrees(INFINITY, INFINITY);
        differs(3, INFINITY);
        differs(-INFINITY, INFINITY);
        differs(INFINITY, 3);
        differs(Float.NaN, INFINITY);
    }

    @Test
    void whatIsNotANumberAgreesWithItselfAlone() {
        agrees(Float.NaN, Float.NaN);
        differs(3, Float.NaN);
        differs(Float.NaN, 3);
    }
}
