package org.duograph.ops.loss;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** What it costs that one of two scores is not above the other by a margin. */
public final class MarginRankingCriterion {
    private static final Attr MARGIN =
            Attr.ofFloat("margin", 1, "By how much the scores must differ to cost nothing.");
    private static final Sample.Input SCORES = Sample.real(Shape.of(5), -2, 2);
    private static final Sample.Input LABEL = Sample.whole(DType.INT32, Shape.of(5), 1, 2);

    /** The gradients of X1 and X2. */
    public static final OpDef GRAD =
            OpDef.named("MarginRankingCriterionGrad")
                    .summary("The gradients of MarginRankingCriterion with respect to X1 and X2.")
                    .formula("dX1 = -label * dY, dX2 = label * dY where it costs, else 0")
                    .input("X1", "scores")
                    .input("X2", "scores, the shape of X1")
                    .input("label", "1 where X1 should be greater, else -1")
                    .ofType(ElementTypes.INDICES)
                    .input("dY", "the gradient of Y")
                    .output("dX1", "the gradient of X1")
                    .output("dX2", "the gradient of X2")
                    .attrs(MARGIN)
                    .types(site -> List.of(site.in(0), site.in(1)))
                    .gradient(MarginRankingCriterion::again)
                    .kernel(MarginRankingCriterion::grad)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.vector(3, 1),
                                            NDArray.vector(1, 2),
                                            NDArray.of(Shape.of(2), 1, 1),
                                            NDArray.vector(7, 8)),
                                    List.of(NDArray.vector(0, -8), NDArray.vector(0, 8))))
                    .sample(Sample.of("margin=0.5", SCORES, SCORES, LABEL, SCORES))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("MarginRankingCriterion")
                    .summary("What it costs that the wrong score of two is the greater one.")
                    .formula("Y = max(0, -label * (X1 - X2) + margin)")
                    .input("X1", "scores, any shape")
                    .input("X2", "scores, the shape of X1")
                    .input("label", "1 where X1 should be greater, -1 where X2 should")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "the shape of X1")
                    .attrs(MARGIN)
                    .types(
                            site -> {
                                site.requireSameShape(0, 1);
                                site.requireSameShape(0, 2);
                                return List.of(site.in(0));
                            })
                    .gradient(
                            g ->
                                    g.inputGradients(
                                            g.appendNode(
                                                    GRAD,
                                                    g.attrs().given(),
                                                    g.input(0),
                                                    g.input(1),
                                                    g.input(2),
                                                    g.outputGradient(0))))
                    .kernel(MarginRankingCriterion::run)
                    .example(
                            Example.of(
                                    NDArray.vector(3, 1),
                                    NDArray.vector(1, 2),
                                    NDArray.of(Shape.of(2), 1, 1),
                                    NDArray.vector(0, 2)))
                    .sample(Sample.of("margin=0.5", SCORES, SCORES, LABEL))
                    .build();

    private MarginRankingCriterion() {}

    /** Both gradients are dY times a slope that is constant but for jumps. */
    private static void again(GradientRule.Site g) {
        Terms t = new Terms(g);
        Map<String, Object> attrs = g.attrs().given();
        Value a = g.input(0);
        Value b = g.input(1);
        Value label = g.input(2);
        Value byFirst = g.append(GRAD, attrs, a, b, label, t.outputGradient(0));
        Value u = t.outputGradient(1);
        Value bySecond = g.appendNode(GRAD, attrs, a, b, label, u).output(1);
        g.inputGradient(3, t.plus(byFirst, bySecond));
    }

    private static double cost(Operands o, int i) {
        return -o.wholesIn(2)[i] * (o.in(0)[i] - o.in(1)[i]) + o.attrs().f("margin");
    }

    private static void run(Operands o) {
        double[] y = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            y[i] = Math.max(0, cost(o, i));
        }
    }

    private static void grad(Operands o) {
        double[] dY = o.in(3);
        double[] dX1 = o.out(0);
        double[] dX2 = o.out(1);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            double slope = cost(o, i) < 0 ? 0 : o.wholesIn(2)[i];
            dX1[i] = -slope * dY[i];
            dX2[i] = slope * dY[i];
        }
    }
}
