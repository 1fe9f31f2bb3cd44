package org.duograph.ops.fill;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/** Classes drawn from scores, each as often as its softmax says. */
public final class Multinomial {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Multinomial")
                    .summary("Draws classes with the probabilities of each row of scores.")
                    .formula("Y[n, i] = c with probability softmax(X[n])[c]")
                    .input("X", "N x C: scores, logarithms of probabilities say")
                    .output("Y", "N x samples: numbers of classes")
                    .ofType(ElementTypes.of(DType.INT64))
                    .attrs(Attr.ofInt("samples", 1, "How many to draw of each row."))
                    .random()
                    .types(Multinomial::types)
                    .kernel(Multinomial::run)
                    .example(
                            Example.of(
                                    Map.of("samples", 2),
                                    NDArray.of(Shape.of(1, 3), -1000f, 0, -1000),
                                    NDArray.of(Shape.of(1, 2), 1L, 1)))
                    .sample(Sample.of(Map.of("samples", 4), Shape.of(2, 3)))
                    .build();

    private Multinomial() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.requireRank(0, 2);
        Shape x = site.shape(0);
        int samples = Shape.extent(site.attrs().atLeast(0, "samples"));
        site.require(x.dim(1) > 0, "X must have classes to draw, found %s", site.in(0));
        return List.of(new ArrayType(DType.INT64, Shape.of(x.dim(0), samples)));
    }

    private static void run(Operands o) {
        int classes = o.inShape(0).dim(1);
        int samples = o.outShape(0).dim(1);
        Philox random = o.random();
        for (int at = 0; at < o.outShape(0).intSize(); at++) {
            int row = at / samples * classes;
            double most = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                most = Math.max(most, o.in(0)[row + c]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(o.in(0)[row + c] - most);
            }
            double left = random.uniform(at) * sum;
            int drawn = 0;
            while (drawn < classes - 1 && left >= Math.exp(o.in(0)[row + drawn] - most)) {
                left -= Math.exp(o.in(0)[row + drawn] - most);
                drawn++;
            }
            o.wholesOut(0)[at] = drawn;
        }
    }
}
