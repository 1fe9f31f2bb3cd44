package org.duograph.ops.shape;

import java.util.ArrayList;
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

/** An array some blocks of which are replaced or added to: ScatterNd over an array. */
public final class ScatterNdUpdate {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("ScatterNdUpdate")
                    .summary("Lays blocks upon those of an array, by their indices.")
                    .formula("Y = X, then Y[indices[i, 0], indices[i, 1], ...] = updates[i, ...]")
                    .input("X", "any shape")
                    .ofType(ElementTypes.ORDERED)
                    .input("indices", "... x k: where each block goes along k dimensions of X")
                    .ofType(ElementTypes.INDICES)
                    .input("updates", "the shape of indices without k, then that of a block")
                    .ofType(ElementTypes.sameAs("X"))
                    .output("Y", "the shape of X")
                    .ofType(ElementTypes.sameAs("X"))
                    .attrs(Scattering.REDUCTION)
                    .types(ScatterNdUpdate::types)
                    .gradient(g -> Scattering.of(g.attrs()).gradients(g, GatherNd.OP))
                    .kernel(ScatterNdUpdate::run)
                    .example(
                            Example.of(
                                    NDArray.vector(1, 2, 3),
                                    NDArray.of(Shape.of(2, 1), 2L, 0),
                                    NDArray.vector(10, 20),
                                    NDArray.vector(20, 2, 10)))
                    .sample(sample("add", 4))
                    .sample(sample("none", 1))
                    .sample(sample("mul", 1))
                    .build();

    private ScatterNdUpdate() {}

    private static Sample sample(String reduction, int count) {
        return Sample.of(
                Map.of("reduction", reduction),
                Sample.real(Shape.of(3, 2), 0.5, 2),
                Sample.whole(DType.INT64, Shape.of(count, 1), 0, 3),
                Sample.real(Shape.of(count, 2), 0.5, 2));
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        Shape indices = site.shape(1);
        int k = GatherNd.depth(x, indices);
        List<Integer> updates = new ArrayList<>(indices.toList().subList(0, indices.rank() - 1));
        updates.addAll(x.toList().subList(k, x.rank()));
        site.require(
                site.shape(2).toList().equals(updates),
                "updates must be %s for indices %s and X %s, found %s",
                Shape.of(updates),
                indices,
                x,
                site.shape(2));
        Scattering.of(site.attrs());
        return List.of(site.in(0));
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        Shape indices = o.inShape(1);
        int k = GatherNd.depth(x, indices);
        int block = x.sizeOf(k, x.rank());
        long[] places = o.wholesIn(1);
        Scattering scattering = Scattering.of(o.attrs());
        Scattering.begin(o);
        for (int i = 0; i < indices.sizeOf(0, indices.rank() - 1); i++) {
            int to = GatherNd.start(x, at -> places[at], i, k);
            for (int j = 0; j < block; j++) {
                scattering.put(o, i * block + j, to + j);
            }
        }
    }
}
