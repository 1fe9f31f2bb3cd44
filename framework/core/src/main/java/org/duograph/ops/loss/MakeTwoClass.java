package org.duograph.ops.loss;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The probability of an event as those of two classes, without it and with it. */
public final class MakeTwoClass {
    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("MakeTwoClassGradX")
                    .summary("The gradient of MakeTwoClass with respect to X.")
                    .formula("dX[n] = dY[n, 1] - dY[n, 0]")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X, N")
                    .types(site -> List.of(site.in(0).withShape(Shape.of(site.shape(0).dim(0)))))
                    .gradient(
                            g -> {
                                Terms t = new Terms(g);
                                Value u = g.outputGradient(0);
                                Value none = t.of(MakeTwoClass.OP, t.filled(u, 0));
                                g.inputGradient(0, t.minus(t.of(MakeTwoClass.OP, u), none));
                            })
                    .kernel(MakeTwoClass::gradX)
                    .example(Example.of(NDArray.of(Shape.of(1, 2), 3f, 5), NDArray.vector(2)))
                    .sample(Sample.of(Map.of(), Shape.of(4, 2)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("MakeTwoClass")
                    .summary("Makes of each probability those of two classes.")
                    .formula("Y[n] = (1 - X[n], X[n])")
                    .input("X", "probabilities, N")
                    .output("Y", "N x 2")
                    .types(
                            site -> {
                                site.requireRank(0, 1);
                                return List.of(
                                        site.in(0).withShape(Shape.of(site.shape(0).dim(0), 2)));
                            })
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0, g.append(GRAD_X, Map.of(), g.outputGradient(0))))
                    .kernel(MakeTwoClass::run)
                    .example(
                            Example.of(
                                    NDArray.vector(0.25f),
                                    NDArray.of(Shape.of(1, 2), 0.75f, 0.25f)))
                    .sample(Sample.of(Map.of(), Sample.real(Shape.of(4), 0, 1)))
                    .build();

    private MakeTwoClass() {}

    private static void run(Operands o) {
        for (int n = 0; n < o.inShape(0).intSize(); n++) {
            o.out(0)[2 * n] = 1 - o.in(0)[n];
            o.out(0)[2 * n + 1] = o.in(0)[n];
        }
    }

    private static void gradX(Operands o) {
        for (int n = 0; n < o.outShape(0).intSize(); n++) {
            o.out(0)[n] = o.in(0)[2 * n + 1] - o.in(0)[2 * n];
        }
    }
}
