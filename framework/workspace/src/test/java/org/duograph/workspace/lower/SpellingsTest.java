package org.duograph.workspace.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.graph.OpDef;
import org.duograph.ops.conv.Conv;
import org.duograph.ops.copy.Cast;
import org.duograph.ops.fill.ConstantFill;
import org.duograph.ops.math.Add;
import org.duograph.ops.math.Clip;
import org.duograph.ops.pool.MaxPool;
import org.duograph.ops.shape.Concat;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.io.Ops;
import org.junit.jupiter.api.Test;

/** Checks that what Caffe2 says in several ways becomes what a graph says in one. */
class SpellingsTest {
    private static final Shape FILTERS = Shape.of(4, 2, 3, 5);

    private static Map<String, Object> attrs(OpDef op, Map<String, ?> args, Shape... inputs) {
        Args given = Args.of(Ops.operator(op.type(), List.of(), List.of("Y"), args));
        return Spellings.attributes(op, given, List.of(inputs));
    }

    private static List<Long> list(long... numbers) {
        return java.util.Arrays.stream(numbers).boxed().toList();
    }

    @Test
    void aWindowIsTheSameInAllSpellings() {
        List<Map<String, ?>> ways =
                List.of(
                        Map.of("kernels", List.of(3, 5), "strides", List.of(2, 2)),
                        Map.of("kernel_h", 3, "kernel_w", 5, "stride", 2),
                        Map.of("kernel", 3, "kernel_w", 5, "stride_h", 2, "stride_w", 2));
        for (Map<String, ?> way : ways) {
            assertThat(attrs(Conv.OP, way))
                    .isEqualTo(Map.of("kernel", list(3, 5), "stride", list(2, 2)));
        }
    }

    @Test
    void paddingIsTheSameInAllSpellings() {
        List<Map<String, ?>> ways =
                List.of(
                        Map.of("pads", List.of(1, 0, 1, 2)),
                        Map.of("pad_t", 1, "pad_b", 1, "pad_r", 2),
                        Map.of("pad", 1, "pad_l", 0, "pad_r", 2));
        for (Map<String, ?> way : ways) {
            assertThat(attrs(Conv.OP, way)).isEqualTo(Map.of("pad", list(1, 0, 1, 2)));
        }
    }

    @Test
    void boundsThatAreNotGivenAreFloat32s() {
        double most = Float.MAX_VALUE;
        assertThat(attrs(Clip.OP, Map.of())).isEqualTo(Map.of("min", -most, "max", most));
        assertThat(attrs(Clip.OP, Map.of("min", 0f))).isEqualTo(Map.of("max", most));
    }

    @Test
    void caffesPoolingRoundsUp() {
        Map<String, ?> args = Map.of("kernel", 3, "stride", 2, "legacy_pad", 3);
        assertThat(attrs(MaxPool.OP, args, Shape.of(1, 2, 8, 7)))
                .containsEntry("pad", list(0, 0, 2, 0));
    }

    @Test
    void samePaddingPutsTheOddPixelAtTheEnd() {
        Map<String, ?> args = Map.of("kernel", 2, "legacy_pad", 2);
        assertThat(attrs(MaxPool.OP, args, Shape.of(1, 2, 5, 5)))
                .containsEntry("pad", list(0, 0, 1, 1));
    }

    @Test
    void aConvolutionsOwnPaddingFollowsFromItsFilters() {
        Map<String, ?> args = Map.of("legacy_pad", 2, "order", "NHWC");
        assertThat(attrs(Conv.OP, args, Shape.of(1, 7, 7, 2), Shape.of(4, 3, 5, 2)))
                .isEqualTo(Map.of("channels_last", 1L, "pad", list(1, 2, 1, 2)));
        assertThat(attrs(Conv.OP, Map.of("legacy_pad", 1, "pad", 3), Shape.of(1, 2, 7, 7), FILTERS))
                .isEqualTo(Map.of("pad", list(0, 0, 0, 0)));
    }

    @Test
    void anAxisCanBeNamedByItsLetterInTheOrder() {
        assertThat(attrs(Add.OP, Map.of("broadcast", 1, "axis_str", "C", "order", "CW")))
                .isEqualTo(Map.of("axis", 0L));
        assertThat(attrs(Concat.OP, Map.of("order", "NHWC"))).isEqualTo(Map.of("axis", -1L));
    }

    @Test
    void anElementTypeIsNamedOrNumbered() {
        assertThat(attrs(Cast.OP, Map.of("to", 10))).isEqualTo(Map.of("to", DType.INT64));
        assertThat(attrs(Cast.OP, Map.of("to", "int32"))).isEqualTo(Map.of("to", DType.INT32));
        assertThat(attrs(ConstantFill.OP, Map.of("dtype", 13)))
                .isEqualTo(Map.of("dtype", DType.FLOAT64));
    }

    @Test
    void whatCannotBeIsNamed() {
        assertThatThrownBy(() -> attrs(Cast.OP, Map.of("to", "float17")))
                .hasMessageContaining("FLOAT (1), INT32 (2)")
                .hasMessageContaining("found float17");
        assertThatThrownBy(() -> attrs(Add.OP, Map.of("broadcast", 1, "axis_str", "Q")))
                .hasMessageContaining("one letter of order NCHW, found \"Q\"");
        assertThatThrownBy(() -> attrs(Conv.OP, Map.of("order", "CHWN")))
                .hasMessageContaining("order must be NCHW or NHWC, found CHWN");
        assertThatThrownBy(() -> attrs(Concat.OP, Map.of("order", "NCHW", "axis", 1)))
                .hasMessageContaining("give either axis or order, not both");
        assertThatThrownBy(() -> attrs(Conv.OP, Map.of("legacy_pad", 4), Shape.of(1, 1, 2, 2)))
                .hasMessageContaining("legacy_pad must be 0, 1, 2 or 3, found 4");
        assertThatThrownBy(() -> attrs(Conv.OP, Map.of("pads", List.of())))
                .hasMessageContaining("pads must hold 1 number or 4, found 0");
        assertThatThrownBy(() -> attrs(Conv.OP, Map.of("pads", List.of(1, 2))))
                .hasMessageContaining("pads must hold 1 number or 4, found 2");
        assertThatThrownBy(() -> attrs(Conv.OP, Map.of("kernels", List.of(3, 3, 3))))
                .hasMessageContaining("kernels must hold 1 number or 2, found 3");
    }

    @Test
    void aGraphsAttributesAreWrittenAsCaffe2WouldWriteThem() {
        Map<String, Object> attrs =
                Map.of("kernel", list(3, 3), "pad", list(1, 0, 1, 2), "channels_last", 1L);
        assertThat(Spellings.arguments(Conv.OP, attrs))
                .isEqualTo(Map.of("kernel", 3L, "pads", list(1, 0, 1, 2), "order", "NHWC"));
        assertThat(Spellings.arguments(Cast.OP, Map.of("to", DType.UINT8)))
                .isEqualTo(Map.of("to", 6));
    }
}
