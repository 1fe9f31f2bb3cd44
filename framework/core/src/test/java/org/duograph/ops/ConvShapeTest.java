package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.duograph.graph.Attrs;
import org.duograph.graph.OpDef;
import org.duograph.ops.conv.Conv;
import org.duograph.ops.pool.AveragePool;
import org.duograph.ops.pool.MaxPool;
import org.duograph.ops.shape.Reshape;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.Shape;

/** Compares output sizes with what counting windows gives. */
class ConvShapeTest {
    private static int outputRows(OpDef op, Map<String, ?> attrs, ArrayType... inputs) {
        return op.infer(Attrs.check(op, attrs), List.of(inputs)).get(0).shape().dim(2);
    }

    /** How many windows fit, one by one. */
    private static int count(int h, int span, int stride, int pad) {
        int rows = 0;
        while (rows * stride + span <= h + 2 * pad) {
            rows++;
        }
        return rows;
    }

    @Property
    void aConvolutionHasOneOutputPerWindowThatFits(
            @ForAll @IntRange(min = 1, max = 40) int h,
            @ForAll @IntRange(min = 1, max = 7) int kernel,
            @ForAll @IntRange(min = 1, max = 4) int stride,
            @ForAll @IntRange(max = 3) int pad,
            @ForAll @IntRange(min = 1, max = 3) int dilation) {
        int span = dilation * (kernel - 1) + 1;
        int expected = count(h, span, stride, pad);
        Assume.that(expected > 0);
        Map<String, Integer> attrs =
                Map.of("kernel", kernel, "stride", stride, "pad", pad, "dilation", dilation);
        ArrayType x = ArrayType.float32(1, 2, h, h);
        ArrayType w = ArrayType.float32(3, 2, kernel, kernel);
        assertThat(outputRows(Conv.OP, attrs, x, w)).isEqualTo(expected);
    }

    @Property
    void aPoolingHasOneOutputPerWindowThatFits(
            @ForAll @IntRange(min = 1, max = 40) int h,
            @ForAll @IntRange(min = 1, max = 7) int kernel,
            @ForAll @IntRange(min = 1, max = 4) int stride) {
        int expected = count(h, kernel, stride, 0);
        Assume.that(expected > 0);
        Map<String, Integer> attrs = Map.of("kernel", kernel, "stride", stride);
        ArrayType x = ArrayType.float32(1, 2, h, h);
        assertThat(outputRows(MaxPool.OP, attrs, x)).isEqualTo(expected);
        assertThat(outputRows(AveragePool.OP, attrs, x)).isEqualTo(expected);
    }

    @Property
    void reshapingKeepsTheNumberOfElements(
            @ForAll @IntRange(min = 1, max = 6) int a,
            @ForAll @IntRange(min = 1, max = 6) int b,
            @ForAll @IntRange(min = 1, max = 6) int c) {
        OpDef op = Reshape.OP;
        Attrs attrs = Attrs.check(op, Map.of("shape", List.of(-1, c)));
        Shape shape = op.infer(attrs, List.of(ArrayType.float32(a, b, c))).get(0).shape();
        assertThat(shape).isEqualTo(Shape.of(a * b, c));
    }
}
