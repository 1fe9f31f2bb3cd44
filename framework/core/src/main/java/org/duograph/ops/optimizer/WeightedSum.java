package org.duograph.ops.optimizer;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.MatrixProduct;
import org.duograph.ops.view.Types;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The sum of arrays, each times a number. Plain gradient descent is one: {@code param * 1 + grad *
 * (-lr)}. Gradients flow to the arrays, not to the weights.
 */
public final class WeightedSum {
    private static final Shape SHAPE = Shape.of(2, 3);
    private static final Shape ONE = Shape.of(1);

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("WeightedSum")
                    .byElement()
                    .summary("Adds up arrays of one shape, each times its weight.")
                    .formula("Y = X0 * w0 + X1 * w1 + ...")
                    .manyInputs("X_w", "X0, w0, X1, w1, ...: arrays of one shape, single numbers")
                    .output("Y", "the shape of X0")
                    .attrs(Attr.ofInt("grad_on_w", 0, "Only 0: weights get no gradient."))
                    .inPlace(0, 0)
                    .types(WeightedSum::types)
                    .gradient(WeightedSum::gradient)
                    .kernel(WeightedSum::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.vector(1, 2),
                                            NDArray.vector(1),
                                            NDArray.vector(10, 20),
                                            NDArray.vector(-0.1f)),
                                    List.of(NDArray.vector(0, 0))))
                    .sample(Sample.of(Map.of(), SHAPE, ONE, SHAPE, ONE))
                    .sample(Sample.of(Map.of(), SHAPE, ONE, SHAPE, ONE, SHAPE, ONE))
                    .wide(
                            Sample.of(
                                    Map.of(),
                                    Shape.of(32, 32, 3, 3),
                                    Shape.of(1),
                                    Shape.of(32, 32, 3, 3),
                                    Shape.of(1)))
                    .build();

    private WeightedSum() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.require(
                site.count() >= 2 && site.count() % 2 == 0,
                "every array needs a weight, found %d inputs",
                site.count());
        site.require(site.attrs().i("grad_on_w") == 0, "grad_on_w is not supported");
        for (int i = 0; i < site.count(); i += 2) {
            site.requireSameShape(0, i);
            Types.requireSameDType(site, 0, i);
            Types.requireSameDType(site, 0, i + 1);
            site.requireOne(i + 1);
        }
        return List.of(site.in(0));
    }

    private static void gradient(GradientRule.Site g) {
        for (int i = 0; i < g.inputCount(); i += 2) {
            g.inputGradient(i, g.append(OP, Map.of(), g.outputGradient(0), g.input(i + 1)));
            g.stop(i + 1);
        }
    }

    private static void run(Operands o) {
        double[] y = o.out(0);
        int size = o.outShape(0).intSize();
        double[] first = o.in(0);
        double w = o.in(1)[0];
        for (int i = 0; i < size; i++) {
            y[i] = first[i] * w;
        }
        for (int x = 2; x < o.inputCount(); x += 2) {
            MatrixProduct.addScaled(o.in(x), 0, o.in(x + 1)[0], y, 0, size);
        }
    }
}
