package org.duograph.session.gradient;

import java.util.Map;
import org.duograph.session.Tensor;

/**
 * Gradients of arrays of tensors. TensorFlow keeps them in a second array, which all find by the
 * first one's handle and a name: whoever reads the one writes the other, and the other way round.
 * Flows see to it that all have written before anyone reads.
 */
final class ArrayGradients {
    static final Map<String, GradientFunction> FUNCTIONS =
            Map.of(
                    "TensorArrayReadV3",
                    s -> s.give(2, () -> writes(s, "TensorArrayWriteV3", s.x(1), s.dy())),
                    "TensorArrayGatherV3",
                    s -> s.give(2, () -> writes(s, "TensorArrayScatterV3", s.x(1), s.dy())),
                    "TensorArrayConcatV3",
                    s -> s.give(1, () -> splits(s)),
                    "TensorArrayWriteV3",
                    s -> reads(s, "TensorArrayReadV3"),
                    "TensorArrayScatterV3",
                    s -> reads(s, "TensorArrayGatherV3"),
                    "TensorArraySplitV3",
                    ArrayGradients::joins);

    private ArrayGradients() {}

    /** The handle of the array of gradients. */
    private static Tensor gradients(GradientSite s, Tensor flow) {
        return s.node("TensorArrayGradV3").input(s.x(0), flow).attr("source", s.source()).tensor();
    }

    private static Tensor writes(GradientSite s, String type, Tensor where, Tensor dy) {
        return s.of(type, gradients(s, s.x(2)), where, dy, s.x(2));
    }

    private static Tensor splits(GradientSite s) {
        return s.of("TensorArraySplitV3", gradients(s, s.x(1)), s.dy(), s.y(1), s.x(1));
    }

    private static void reads(GradientSite s, String type) {
        s.give(
                2,
                () ->
                        s.node(type)
                                .input(gradients(s, s.dy()), s.x(1), s.dy())
                                .attr("dtype", s.x(2).dtype())
                                .tensor());
        s.give(3, () -> s.dy());
    }

    private static void joins(GradientSite s) {
        s.give(
                1,
                () ->
                        s.node("TensorArrayConcatV3")
                                .input(gradients(s, s.dy()), s.dy())
                                .attr("dtype", s.x(1).dtype())
                                .tensor());
        s.give(3, () -> s.dy());
    }
}
