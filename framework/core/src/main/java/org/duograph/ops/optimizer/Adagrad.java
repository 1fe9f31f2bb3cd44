package org.duograph.ops.optimizer;

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
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A step of Adagrad. The learning rate is negative for descent: the step is added.
 *
 * <p>Source: Duchi et al., "Adaptive subgradient methods for online learning and stochastic
 * optimization", 2011.
 */
public final class Adagrad {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Adagrad")
                    .byElement()
                    .summary("Takes a step of Adagrad.")
                    .formula(
                            "h' = decay * h + grad^2;"
                                    + " param' = param + lr * grad / (sqrt(h') + epsilon)")
                    .input("param", "the parameter")
                    .input("h", "the sum of squared gradients, the shape of param")
                    .input("grad", "the gradient of param")
                    .input("lr", "the learning rate, negative, one number")
                    .ofType(ElementTypes.FLOATS)
                    .output("param_out", "the new parameter")
                    .output("h_out", "the new sum of squared gradients")
                    .attrs(
                            Attr.ofFloat("epsilon", 1e-5, "Keeps the denominator from zero."),
                            Attr.ofFloat("decay", 1, "What h keeps of itself each step."))
                    .inPlace(0, 0)
                    .inPlace(1, 1)
                    .types(Adagrad::types)
                    .kernel(Adagrad::run)
                    .example(
                            new Example(
                                    Map.of("epsilon", 0),
                                    List.of(
                                            NDArray.vector(10),
                                            NDArray.vector(16),
                                            NDArray.vector(3),
                                            NDArray.vector(-0.1f)),
                                    List.of(NDArray.vector(9.94f), NDArray.vector(25))))
                    .sample(
                            Sample.of(
                                    Map.of("decay", 0.9),
                                    Sample.real(Shape.of(2, 3), -1, 1),
                                    Sample.real(Shape.of(2, 3), 0, 1),
                                    Sample.real(Shape.of(2, 3), -1, 1),
                                    Sample.real(Shape.of(1), -1, 0)))
                    .wide(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(33, 32, 3, 3), -1, 1),
                                    Sample.real(Shape.of(33, 32, 3, 3), 0.1, 1),
                                    Sample.real(Shape.of(33, 32, 3, 3), -1, 1),
                                    Sample.real(Shape.of(1), -1, -0.1)))
                    .build();

    private Adagrad() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.requireSameShape(0, 1);
        site.requireSameShape(0, 2);
        site.requireOne(3);
        return List.of(site.in(0), site.in(1));
    }

    private static void run(Operands o) {
        double epsilon = o.attrs().f("epsilon");
        double decay = o.attrs().f("decay");
        double lr = o.in(3)[0];
        double[] param = o.in(0);
        double[] h = o.in(1);
        double[] grad = o.in(2);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            double sum = decay * h[i] + grad[i] * grad[i];
            o.out(0)[i] = param[i] + lr * grad[i] / (Math.sqrt(sum) + epsilon);
            o.out(1)[i] = sum;
        }
    }
}
