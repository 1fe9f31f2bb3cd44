package org.duograph.ops.loss;

import java.util.List;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** What it costs that what belongs together is not alike, and what does not is. */
public final class CosineEmbeddingCriterion {
    private static final Attr MARGIN =
            Attr.ofFloat("margin", 0, "How alike what does not belong together may be.");
    private static final Sample.Input S = Sample.awayFromZero(Shape.of(6), 0.2);
    private static final Sample.Input LABEL = Sample.whole(DType.INT32, Shape.of(6), 0, 2);

    /** The gradient of S. */
    public static final OpDef GRAD_S =
            OpDef.named("CosineEmbeddingCriterionGradS")
                    .summary("The gradient of CosineEmbeddingCriterion with respect to S.")
                    .formula("dS = -dY where label = 1, else dY where S >= margin, else 0")
                    .input("S", "similarities")
                    .input("label", "1 where it belongs together")
                    .ofType(ElementTypes.INDICES)
                    .input("dY", "the gradient of Y")
                    .output("dS", "the gradient of S")
                    .attrs(MARGIN)
                    .types(site -> List.of(site.in(0)))
                    .gradient(Unary::again)
                    .kernel(CosineEmbeddingCriterion::gradS)
                    .example(
                            Example.of(
                                    NDArray.vector(0.5f, 0.5f, -1),
                                    NDArray.of(Shape.of(3), 1, -1, -1),
                                    NDArray.vector(2, 3, 4),
                                    NDArray.vector(-2, 3, 0)))
                    .sample(Sample.of("margin=0.1", S, LABEL, S))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("CosineEmbeddingCriterion")
                    .summary("What it costs that similarities are not as labels say.")
                    .formula("Y = 1 - S where label = 1, else max(0, S - margin)")
                    .input("S", "similarities from -1 to 1, any shape")
                    .input("label", "1 where it belongs together, else -1; the shape of S")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "the shape of S")
                    .attrs(MARGIN)
                    .types(
                            site -> {
                                site.requireSameShape(0, 1);
                                return List.of(site.in(0));
                            })
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    GRAD_S,
                                                    g.attrs().given(),
                                                    g.input(0),
                                                    g.input(1),
                                                    g.outputGradient(0))))
                    .kernel(CosineEmbeddingCriterion::run)
                    .example(
                            Example.of(
                                    NDArray.vector(0.5f, 0.5f, -1),
                                    NDArray.of(Shape.of(3), 1, -1, -1),
                                    NDArray.vector(0.5f, 0.5f, 0)))
                    .sample(Sample.of("margin=0.1", S, LABEL))
                    .build();

    private CosineEmbeddingCriterion() {}

    private static void run(Operands o) {
        double margin = o.attrs().f("margin");
        double[] s = o.in(0);
        double[] y = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            y[i] = o.wholesIn(1)[i] == 1 ? 1 - s[i] : Math.max(0, s[i] - margin);
        }
    }

    private static void gradS(Operands o) {
        double margin = o.attrs().f("margin");
        double[] s = o.in(0);
        double[] dY = o.in(2);
        double[] dS = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            dS[i] = o.wholesIn(1)[i] == 1 ? -dY[i] : s[i] >= margin ? dY[i] : 0;
        }
    }
}
