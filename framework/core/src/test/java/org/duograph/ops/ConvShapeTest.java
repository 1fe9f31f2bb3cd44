package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attrs;
import org.duograph.graph.OpDef;
import org.duograph.ops.conv.Conv;
import org.duograph.ops.pool.AveragePool;
import org.duograph.ops.pool.MaxPool;
import org.duograph.tensor.ArrayType;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;

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

    @Test
    void aConvolutionHasOneOutputPerWindowThatFits() {
        Draw.times(
                1000,
                draw -> {
                    int kernel = draw.between(1, 7);
                    int stride = draw.between(1, 4);
                    int pad = draw.between(0, 3);
                    int dilation = draw.between(1, 3);
                    int span = dilation * (kernel - 1) + 1;
                    int h = draw.between(Math.max(1, span - 2 * pad), 40);
                    Map<String, Integer> attrs =
                            Map.of(
                                    "kernel",
                                    kernel,
                                    "stride",
                                    stride,
                                    "pad",
                                    pad,
                                    "dilation",
                                    dilation);
                    ArrayType x = ArrayType.float32(1, 2, h, h);
                    ArrayType w = ArrayType.float32(3, 2, kernel, kernel);
                    assertThat(outputRows(Conv.OP, attrs, x, w))
                            .as("%d rows, %s", h, attrs)
                            .isEqualTo(count(h, span, stride, pad));
                });
    }

    @Test
    void aPoolingHasOneOutputPerWindowThatFits() {
        Draw.times(
                1000,
                draw -> {
                    int kernel = draw.between(1, 7);
                    int stride = draw.between(1, 4);
                    int h = draw.between(kernel, 40);
                    Map<String, Integer> attrs = Map.of("kernel", kernel, "stride", stride);
                    ArrayType x = ArrayType.float32(1, 2, h, h);
                    int expected = count(h, kernel, stride, 0);
                    assertThat(outputRows(MaxPool.OP, attrs, x)).isEqualTo(expected);
                    assertThat(outputRows(AveragePool.OP, attrs, x)).isEqualTo(expected);
                });
    }
}
