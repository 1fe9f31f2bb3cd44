package org.duograph.session;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.duograph.graph.ReferenceCall;
import org.duograph.ops.shape.Transpose;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * In which order a session keeps the axes of a variable.
 *
 * @param axes axis i of what is kept is axis {@code axes[i]} of the variable; empty for as they are
 */
record AxisOrder(List<Long> axes) {
    /** As they are. */
    static final AxisOrder AS_IS = new AxisOrder(List.of());

    static AxisOrder of(Long... axes) {
        return new AxisOrder(List.of(axes));
    }

    boolean isAsIs() {
        return axes.isEmpty();
    }

    /** The order that leads back. */
    AxisOrder back() {
        return new AxisOrder(
                LongStream.range(0, axes.size()).mapToObj(i -> (long) axes.indexOf(i)).toList());
    }

    /** The type of what is kept of a variable of some type. */
    ArrayType of(ArrayType type) {
        if (isAsIs()) {
            return type;
        }
        List<Integer> dims = axes.stream().map(axis -> type.shape().dim(axis.intValue())).toList();
        return type.withShape(Shape.of(dims));
    }

    /** What is kept of a variable's content. */
    NDArray of(NDArray content) {
        return isAsIs()
                ? content
                : ReferenceCall.run(Transpose.OP, Map.of("axes", axes), List.of(content)).get(0);
    }
}
