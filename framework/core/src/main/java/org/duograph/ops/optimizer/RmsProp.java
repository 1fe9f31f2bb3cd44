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
 * A step of RMSProp, computed but not taken: a WeightedSum adds it to the parameter.
 *
 * <p>Source: Tieleman and Hinton, lecture 6.5 of "Neural networks for machine learning", 2012.
 */
public final class RmsProp {
    private static final Shape SHAPE = Shape.of(2, 3);

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("RmsProp")
                    .byElement()
                    .summary("Computes a step of RMSProp.")
                    .formula(
                            "ms' = ms + (1 - decay) * (grad^2 - ms);"
                                    + " step = m' = momentum * m + lr * grad / sqrt(epsilon + ms')")
                    .input("grad", "the gradient of the parameter")
                    .input("ms", "the running mean square, the shape of grad")
                    .input("m", "the momentum, the shape of grad")
                    .input("lr", "the learning rate, one number")
                    .ofType(ElementTypes.FLOATS)
                    .output("step", "what to add to the parameter")
                    .output("ms_out", "the new mean square")
                    .output("m_out", "the new momentum")
                    .attrs(
                            Attr.ofFloat("decay", 0.9, "What ms keeps of itself each step."),
                            Attr.ofFloat("momentum", 0, "What m keeps of itself each step."),
                            Attr.ofFloat("epsilon", 1e-5, "Keeps the root from zero."))
                    .inPlace(0, 0)
                    .inPlace(1, 1)
                    .inPlace(2, 2)
                    .types(RmsProp::types)
                    .kernel(RmsProp::run)
                    .example(
                            new Example(
                                    Map.of("decay", 0.75, "momentum", 0.5, "epsilon", 0),
                                    List.of(
                                            NDArray.vector(4),
                                            NDArray.vector(0),
                                            NDArray.vector(1),
                                            NDArray.vector(0.1f)),
                                    List.of(
                                            NDArray.vector(0.7f),
                                            NDArray.vector(4),
                                            NDArray.vector(0.7f))))
                    .sample(
                            Sample.of(
                                    Map.of("momentum", 0.9),
                                    Sample.real(SHAPE, -1, 1),
                                    Sample.real(SHAPE, 0, 1),
                                    Sample.real(SHAPE, -1, 1),
                                    Sample.real(Shape.of(1), 0, 1)))
                    .wide(
                            Sample.of(
                                    Map.of("momentum", 0.9),
                                    Sample.real(Shape.of(33, 32, 3, 3), -1, 1),
                                    Sample.real(Shape.of(33, 32, 3, 3), 0.1, 1),
                                    Sample.real(Shape.of(33, 32, 3, 3), -1, 1),
                                    Sample.real(Shape.of(1), -1, -0.1)))
                    .build();

    private RmsProp() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.requireSameShape(0, 1);
        site.requireSameShape(0, 2);
        site.requireOne(3);
        return List.of(site.in(0), site.in(1), site.in(2));
    }

    private static void run(Operands o) {
        double decay = o.attrs().f("decay");
        double momentum = o.attrs().f("momentum");
        double epsilon = o.attrs().f("epsilon");
        double lr = o.in(3)[0];
        double[] grad = o.in(0);
        double[] ms = o.in(1);
        double[] m = o.in(2);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            double square = ms[i] + (1 - decay) * (grad[i] * grad[i] - ms[i]);
            double step = momentum * m[i] + lr * grad[i] / Math.sqrt(epsilon + square);
            o.out(0)[i] = step;
            o.out(1)[i] = square;
            o.out(2)[i] = step;
        }
    }
}
