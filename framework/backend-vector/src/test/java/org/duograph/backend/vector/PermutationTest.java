package org.duograph.backend.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermutationTest {
    private static final Shape SHAPE = Shape.of(2, 19, 3, 34);

    @ParameterizedTest
    @CsvSource({
        "0123, 0231",
        "0231, 0123",
        "0123, 2310",
        "2310, 0123",
        "0231, 2310",
        "3210, 0123",
        "0123, 0123",
        "1032, 0231"
    })
    void everyNumberGoesToItsPlace(String from, String to) {
        VectorLayout source = layout(SHAPE, from);
        VectorLayout target = layout(SHAPE, to);
        float[] x = new float[SHAPE.intSize()];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
        }
        float[] y = new float[x.length + 3];
        Permutation.of(source, target).run(x, 0, y, 3);
        for (int i = 0; i < x.length; i++) {
            int[] at = indices(i);
            assertThat(y[3 + place(target, at)]).isEqualTo(x[place(source, at)]);
        }
    }

    @Test
    void axesOfOneElementCostNothing() {
        Shape shape = Shape.of(4, 1, 5, 1);
        Permutation p = Permutation.of(layout(shape, "0123"), layout(shape, "0231"));
        assertThat(p.parts()).isEqualTo(1); // a single copy
    }

    @Test
    void aLayoutIsNamedByItsAxes() {
        assertThat(layout(SHAPE, "0123")).hasToString("plain");
        assertThat(layout(SHAPE, "0231")).hasToString("acdb");
    }

    private static VectorLayout layout(Shape shape, String order) {
        List<Integer> axes = order.chars().mapToObj(c -> c - '0').toList();
        return new VectorLayout(new ArrayType(DType.FLOAT32, shape), axes);
    }

    private static int[] indices(int i) {
        int[] at = new int[4];
        for (int axis = 3; axis >= 0; axis--) {
            at[axis] = i % SHAPE.dim(axis);
            i /= SHAPE.dim(axis);
        }
        return at;
    }

    private static int place(VectorLayout layout, int[] at) {
        int place = 0;
        for (int axis : layout.order()) {
            place = place * SHAPE.dim(axis) + at[axis];
        }
        return place;
    }
}
