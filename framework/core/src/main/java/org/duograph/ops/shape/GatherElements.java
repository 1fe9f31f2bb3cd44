package org.duograph.ops.shape;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.ops.math.Terms;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Elements picked along one axis, each by an index of its own; NumPy's take_along_axis. */
public final class GatherElements {
    static final Attr AXIS = Attr.ofInt("axis", 0, "The axis along which the indices count.");

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("GatherElements")
                    .summary("Picks an element along an axis for each of the indices.")
                    .formula("Y[i, j, ...] = X[indices[i, j, ...], j, ...] for axis 0")
                    .input("X", "rank 1 or more")
                    .ofType(ElementTypes.ANY)
                    .input("indices", "the rank of X, negative ones count from the end")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "the shape of indices")
                    .attrs(AXIS)
                    .types(
                            site -> {
                                Places.require(site);
                                return List.of(site.in(0).withShape(site.shape(1)));
                            })
                    .gradient(GatherElements::gradient)
                    .kernel(GatherElements::run)
                    .example(
                            Example.of(
                                    Map.of("axis", 1),
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4),
                                    NDArray.of(Shape.of(2, 3), 0L, 0, 1, -1, 0, 0),
                                    NDArray.of(Shape.of(2, 3), 1f, 1, 2, 4, 3, 3)))
                    .sample(
                            Sample.of(
                                    Map.of("axis", 1),
                                    Sample.real(Shape.of(2, 3, 2), -1, 1),
                                    Sample.whole(DType.INT64, Shape.of(2, 4, 2), -3, 3)))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(3, 3), -1, 1),
                                    Sample.whole(DType.INT32, Shape.of(2, 2), 0, 3)))
                    .build();

    private GatherElements() {}

    /** What was picked gets the sum of what its copies get. */
    private static void gradient(GradientRule.Site g) {
        Map<String, Object> adding = new java.util.HashMap<>(g.attrs().given());
        adding.put("reduction", "add");
        g.inputGradient(
                0,
                g.append(
                        ScatterElements.OP,
                        adding,
                        new Terms(g).filled(g.input(0), 0),
                        g.input(1),
                        g.outputGradient(0)));
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int axis = x.axis(o.attrs().i("axis"));
        int[] places = Places.along(axis, o.wholesIn(1), o.inShape(1), x);
        Object from = o.inArray(0);
        Object to = o.outArray(0);
        for (int i = 0; i < places.length; i++) {
            System.arraycopy(from, places[i], to, i, 1);
        }
    }
}
