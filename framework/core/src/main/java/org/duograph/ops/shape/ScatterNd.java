package org.duograph.ops.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attr.Kind;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Blocks put into an array of zeros by their indices; where several meet, their sum. */
public final class ScatterNd {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("ScatterNd")
                    .summary("Adds blocks to an array of zeros, by their indices.")
                    .formula("Y[indices[i, 0], indices[i, 1], ..., ...] += updates[i, ...]")
                    .input("indices", "... x k: where each block goes along k dimensions of Y")
                    .ofType(ElementTypes.INDICES)
                    .input("updates", "the shape of indices without k, then that of a block")
                    .ofType(ElementTypes.NUMBERS)
                    .constantInput("shape", "whole numbers, in place of the attribute")
                    .output("Y", "shape")
                    .ofType(ElementTypes.sameAs("updates"))
                    .attrs(Attr.optional("shape", Kind.INTS, "The shape of Y."))
                    .types(ScatterNd::types)
                    .gradient(ScatterNd::gradient)
                    .kernel(ScatterNd::run)
                    .example(
                            Example.of(
                                    Map.of("shape", List.of(4)),
                                    NDArray.of(Shape.of(3, 1), 1, 3, 1),
                                    NDArray.vector(5, 6, 7),
                                    NDArray.vector(0, 12, 0, 6)))
                    .sample(
                            Sample.of(
                                    Map.of("shape", List.of(3, 2, 2)),
                                    Sample.whole(DType.INT64, Shape.of(4, 2), 0, 2),
                                    Sample.real(Shape.of(4, 2), -1, 1)))
                    .build();

    private ScatterNd() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape y = Shape.of(site.attrs().ints("shape"));
        Shape indices = site.shape(0);
        int k = GatherNd.depth(y, indices);
        List<Integer> updates = new ArrayList<>(indices.toList().subList(0, indices.rank() - 1));
        updates.addAll(y.toList().subList(k, y.rank()));
        site.require(
                site.shape(1).toList().equals(updates),
                "updates must be %s for indices %s and shape %s, found %s",
                Shape.of(updates),
                indices,
                y,
                site.shape(1));
        return List.of(site.in(1).withShape(y));
    }

    private static void gradient(GradientRule.Site g) {
        g.inputGradient(1, g.append(GatherNd.OP, Map.of(), g.outputGradient(0), g.input(0)));
    }

    private static void run(Operands o) {
        Shape y = o.outShape(0);
        Shape indices = o.inShape(0);
        int k = GatherNd.depth(y, indices);
        int block = y.sizeOf(k, y.rank());
        long[] places = o.wholesIn(0);
        boolean whole = o.isWhole(1);
        if (whole) {
            Arrays.fill(o.wholesOut(0), 0, y.intSize(), 0);
        } else {
            Arrays.fill(o.out(0), 0, y.intSize(), 0);
        }
        for (int i = 0; i < indices.sizeOf(0, indices.rank() - 1); i++) {
            int to = GatherNd.start(y, at -> places[at], i, k);
            for (int j = 0; j < block; j++) {
                if (whole) {
                    o.wholesOut(0)[to + j] += o.wholesIn(1)[i * block + j];
                } else {
                    o.out(0)[to + j] += o.in(1)[i * block + j];
                }
            }
        }
    }
}
