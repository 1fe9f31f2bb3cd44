package org.duograph.session.op;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.tensor.Shape;

/** Meanings that many operators share. */
final class Lowerings {
    private Lowerings() {}

    /** An operator of the core, with the same inputs and one output. */
    static Lowering same(OpDef op) {
        return same(op, Map.of());
    }

    /** An operator of the core with attributes, with the same inputs and one output. */
    static Lowering same(OpDef op, Map<String, ?> attrs) {
        return site ->
                site.give(site.append(op, attrs, site.inputs(0, site.inputCount())).output(0));
    }

    /** Axes that count from the end, as they count from the start. */
    static List<Long> axes(List<Long> axes, Shape shape) {
        return axes.stream().map(a -> (long) shape.axis(Math.toIntExact(a))).toList();
    }

    /** The last axis, from which an operator of the core sees rows. */
    static Map<String, Object> lastAxis(Value x) {
        return Map.of("axis", Math.max(0, x.shape().rank() - 1));
    }

    /** The extents of a shape from one axis to another, as numbers of an attribute. */
    static List<Long> extents(Shape shape) {
        return IntStream.range(0, shape.rank()).mapToObj(i -> (long) shape.dim(i)).toList();
    }
}
