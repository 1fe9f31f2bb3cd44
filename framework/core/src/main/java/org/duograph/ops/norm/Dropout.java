package org.duograph.ops.norm;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.copy.Copy;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/**
 * Dropout. What is kept is scaled up while training, so that nothing need change for inference.
 *
 * <p>Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from
 * overfitting", 2014.
 */
public final class Dropout {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.ofFloat("ratio", 0.5, "The probability of becoming zero."),
                    Attr.ofInt("is_test", 0, "1: copy X."));

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("DropoutGradX")
                    .summary("The gradient of Dropout, in training, with respect to X.")
                    .formula("dX = dY / (1 - ratio) where mask, else 0")
                    .input("mask", "which numbers were kept")
                    .ofType(ElementTypes.BOOLS)
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .attrs(ATTRS)
                    .inPlace(0, 1)
                    .types(TypeRule.sameAs(1))
                    .gradient(Unary::again)
                    .kernel(Dropout::gradX)
                    .example(
                            new Example(
                                    Map.of("ratio", 0.75),
                                    List.of(
                                            NDArray.of(Shape.of(2), 0, 1).cast(DType.BOOL),
                                            NDArray.vector(5, 7)),
                                    List.of(NDArray.vector(0, 28))))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.whole(DType.BOOL, Shape.of(3, 4), 0, 2),
                                    Sample.real(Shape.of(3, 4), -1, 1)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Dropout")
                    .summary("Replaces random numbers by zero and scales up the others.")
                    .formula(
                            "Y[i] = X[i] / (1 - ratio) with probability 1 - ratio, else 0;"
                                    + " Y = X with is_test")
                    .input("X", "any shape")
                    .output("Y", "the shape of X")
                    .optionalOutput("mask", "in training: which numbers were kept, bool")
                    .ofType(ElementTypes.BOOLS)
                    .attrs(ATTRS)
                    .inPlace(0, 0)
                    .random()
                    .types(Dropout::types)
                    .gradient(Dropout::gradient)
                    .identityWhen(node -> node.attrs().flag("is_test"))
                    .kernel(Dropout::run)
                    .example(
                            new Example(
                                    Map.of("is_test", 1),
                                    List.of(NDArray.vector(1, 2)),
                                    List.of(NDArray.vector(1, 2))))
                    .sample(Sample.of(Map.of(), Shape.of(5, 7)))
                    .sample(Sample.of(Map.of("ratio", 0.2), Shape.of(5, 7)))
                    .sample(Sample.of(Map.of("is_test", 1), Shape.of(2, 3)))
                    .build();

    private Dropout() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        double ratio = site.attrs().f("ratio");
        site.require(ratio >= 0 && ratio < 1, "ratio must be in [0, 1), found %s", ratio);
        return site.attrs().flag("is_test")
                ? List.of(site.in(0))
                : List.of(site.in(0), new ArrayType(DType.BOOL, site.shape(0)));
    }

    private static void gradient(GradientRule.Site g) {
        boolean test = g.attrs().flag("is_test");
        g.inputGradient(
                0,
                test
                        ? g.outputGradient(0)
                        : g.append(GRAD_X, g.attrs().given(), g.output(1), g.outputGradient(0)));
    }

    private static void run(Operands o) {
        if (o.attrs().flag("is_test")) {
            Copy.copy(o);
            return;
        }
        double ratio = o.attrs().f("ratio");
        double scale = 1 / (1 - ratio);
        Philox random = o.random();
        double[] x = o.in(0);
        double[] y = o.out(0);
        double[] mask = o.out(1);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            boolean kept = random.uniform(i) >= ratio;
            y[i] = kept ? x[i] * scale : 0;
            mask[i] = kept ? 1 : 0;
        }
    }

    private static void gradX(Operands o) {
        double scale = 1 / (1 - o.attrs().f("ratio"));
        double[] mask = o.in(0);
        double[] dY = o.in(1);
        double[] dX = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            dX[i] = mask[i] != 0 ? dY[i] * scale : 0;
        }
    }
}
