package org.duograph.ops.metric;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.ops.view.Rows;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The share of rows whose label is among the {@code top_k} best scores. Of equal scores the one
 * with the lower class counts as better; what is not a number counts as better than any score, and
 * a label whose own score is none is wrong.
 */
public final class Accuracy {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Accuracy")
                    .summary("The share of rows whose label is among the best scores.")
                    .input("X", "scores or probabilities, N x D")
                    .input("label", "the class of each row, N")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "a scalar from 0 to 1")
                    .attrs(Attr.ofInt("top_k", 1, "How many of the best scores to look at."))
                    .types(
                            site -> {
                                site.requireRank(0, 2);
                                site.attrs().atLeast(1, "top_k");
                                Rows.at(1, site.shape(0)).requireLabels(site, 1);
                                return List.of(site.in(0).withShape());
                            })
                    .kernel(Accuracy::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 0.25f, 0.75f, 0.5f, 0.5f),
                                    NDArray.of(Shape.of(2), 1, 1),
                                    NDArray.scalar(0.5f)))
                    .sample(
                            Sample.of(
                                    Map.of("top_k", 2),
                                    Sample.real(Shape.of(6, 4), -1, 1),
                                    Sample.whole(DType.INT32, Shape.of(6), 0, 4)))
                    .build();

    private Accuracy() {}

    private static void run(Operands o) {
        Rows rows = Rows.at(1, o.inShape(0));
        long topK = o.attrs().i("top_k");
        double[] x = o.in(0);
        int right = 0;
        for (int row = 0; row < rows.n(); row++) {
            int label = rows.place(row, o.wholesIn(1));
            int better = 0;
            for (int i = row * rows.d(); i < (row + 1) * rows.d(); i++) {
                better += !(x[i] <= x[label]) || (x[i] == x[label] && i < label) ? 1 : 0;
            }
            right += better < topK && !Double.isNaN(x[label]) ? 1 : 0;
        }
        o.out(0)[0] = rows.n() == 0 ? 0 : (double) right / rows.n();
    }
}
