package org.duograph.session.gradient;

import java.util.List;
import java.util.Set;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/** What moves the scale of a loss, one operation that only Duograph has, in TensorFlow's. */
final class OwnLossScale {
    static final String TYPE = "LossScale";

    private OwnLossScale() {}

    /**
     * Appends it, and gives the scale, the number of good steps, and whether this one is.
     *
     * @param inputs the scale, the number of good steps and the sum of squares, in {@code graph}
     */
    static List<Tensor> write(Graph graph, Operation op, List<Tensor> inputs) {
        GradientSite nodes = new GradientSite(graph, op, null, Set.of());
        Tensor scale = inputs.get(0);
        Tensor finite = nodes.of("IsFinite", inputs.get(2));
        Tensor none = nodes.number(DType.INT64, 0);
        Tensor more = nodes.of("Add", inputs.get(1), nodes.number(DType.INT64, 1));
        Tensor now = nodes.of("Select", finite, more, none);
        Tensor period = nodes.number(DType.INT64, op.attrs().integer("growth_steps"));
        Tensor grows = nodes.of("GreaterEqual", now, period);
        Tensor factor = nodes.number(DType.FLOAT32, op.attrs().real("multiplier"));
        Tensor larger = nodes.of("Mul", scale, factor);
        Tensor canGrow = nodes.of("LogicalAnd", grows, nodes.of("IsFinite", larger));
        Tensor grown = nodes.of("Select", canGrow, larger, scale);
        Tensor one = nodes.number(DType.FLOAT32, 1);
        Tensor shrunk = nodes.of("Maximum", nodes.of("RealDiv", scale, factor), one);
        Tensor less = nodes.of("Minimum", scale, shrunk);
        return List.of(
                nodes.of("Select", finite, grown, less),
                nodes.of("Select", grows, none, now),
                finite);
    }
}
