package org.duograph.ops.shape;

import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** An array some elements of which are replaced or added to, each by an index along one axis. */
public final class ScatterElements {
    private static final Shape X = Shape.of(2, 4);
    private static final Shape PLACES = Shape.of(2, 3);

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("ScatterElements")
                    .summary("Lays updates upon elements of an array, by indices along an axis.")
                    .formula("Y = X, then Y[indices[i, j, ...], j, ...] = updates[i, j, ...]")
                    .input("X", "rank 1 or more")
                    .ofType(ElementTypes.ORDERED)
                    .input("indices", "the rank of X, negative ones count from the end")
                    .ofType(ElementTypes.INDICES)
                    .input("updates", "the shape of indices")
                    .ofType(ElementTypes.sameAs("X"))
                    .output("Y", "the shape of X")
                    .ofType(ElementTypes.sameAs("X"))
                    .attrs(GatherElements.AXIS, Scattering.REDUCTION)
                    .types(ScatterElements::types)
                    .gradient(g -> Scattering.of(g.attrs()).gradients(g, GatherElements.OP))
                    .kernel(ScatterElements::run)
                    .example(
                            Example.of(
                                    Map.of("reduction", "add"),
                                    NDArray.vector(1, 2, 3),
                                    NDArray.of(Shape.of(3), 2L, 0, -1),
                                    NDArray.vector(10, 20, 30),
                                    NDArray.vector(21, 2, 43)))
                    .sample(sample("add", PLACES, 4))
                    .sample(sample("max", PLACES, 4))
                    // one index per row, so that none comes twice
                    .sample(sample("none", Shape.of(2, 1), 4))
                    .sample(sample("mul", Shape.of(2, 1), 4))
                    .sample(sample("min", Shape.of(2, 1), 4))
                    .build();

    private ScatterElements() {}

    private static Sample sample(String reduction, Shape indices, int below) {
        return Sample.of(
                Map.of("axis", 1, "reduction", reduction),
                Sample.real(X, 0.5, 2),
                Sample.whole(DType.INT64, indices, -below, below),
                Sample.real(indices, 0.5, 2));
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        Places.require(site);
        site.requireSameShape(1, 2);
        Scattering.of(site.attrs());
        return List.of(site.in(0));
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int axis = x.axis(o.attrs().i("axis"));
        int[] places = Places.along(axis, o.wholesIn(1), o.inShape(1), x);
        Scattering scattering = Scattering.of(o.attrs());
        Scattering.begin(o);
        for (int i = 0; i < places.length; i++) {
            scattering.put(o, i, places[i]);
        }
    }
}
