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
import org.duograph.graph.Unusual;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A step of stochastic gradient descent with momentum, and the same without the last subtraction
 * ({@code MomentumSGD}).
 *
 * <p>The momentum holds the learning rate already (Caffe2's form): changing the rate later does not
 * rescale the steps that were taken before.
 */
public final class MomentumSGDUpdate {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.ofFloat("momentum", 0, "What the momentum keeps of itself each step."),
                    Attr.ofInt("nesterov", 0, "1: look ahead by one step of momentum."));
    private static final Shape SHAPE = Shape.of(2, 3);
    private static final Shape ONE = Shape.of(1);

    /** Gives the step without taking it. */
    public static final OpDef MOMENTUM_SGD =
            OpDef.named("MomentumSGD")
                    .byElement()
                    .mayDiffer(
                            "Where a momentum is infinite, the update may be so instead of NaN.",
                            Unusual.INFINITY)
                    .summary("Computes a step of gradient descent with momentum.")
                    .formula(
                            "m' = momentum * m + lr * grad; step = m',"
                                    + " or (1 + momentum) * m' - momentum * m with nesterov")
                    .input("grad", "the gradient of the parameter")
                    .input("m", "the momentum, the shape of grad")
                    .input("lr", "the learning rate, one number")
                    .ofType(ElementTypes.FLOATS)
                    .output("step", "what to subtract from the parameter")
                    .output("m_out", "the new momentum")
                    .attrs(ATTRS)
                    .inPlace(0, 0)
                    .inPlace(1, 1)
                    .types(
                            site -> {
                                check(site);
                                return List.of(site.in(0), site.in(1));
                            })
                    .kernel(MomentumSGDUpdate::run)
                    .example(
                            new Example(
                                    Map.of("momentum", 0.5),
                                    List.of(
                                            NDArray.vector(2, 4),
                                            NDArray.vector(1, 0),
                                            NDArray.vector(0.1f)),
                                    List.of(
                                            NDArray.vector(0.7f, 0.4f),
                                            NDArray.vector(0.7f, 0.4f))))
                    .sample(Sample.of(Map.of("momentum", 0.9, "nesterov", 1), SHAPE, SHAPE, ONE))
                    .build();

    /** Takes the step. */
    public static final OpDef OP =
            OpDef.named("MomentumSGDUpdate")
                    .byElement()
                    .mayDiffer(
                            "Where a momentum is infinite, the update may be so instead of NaN.",
                            Unusual.INFINITY)
                    .summary("Takes a step of gradient descent with momentum.")
                    .formula(
                            "m' = momentum * m + lr * grad; param' = param - step; step = m',"
                                    + " or (1 + momentum) * m' - momentum * m with nesterov")
                    .input("grad", "the gradient of param")
                    .input("m", "the momentum, the shape of param")
                    .input("lr", "the learning rate, one number")
                    .ofType(ElementTypes.FLOATS)
                    .input("param", "the parameter")
                    .output("step", "what was subtracted from param")
                    .output("m_out", "the new momentum")
                    .output("param_out", "the new parameter")
                    .attrs(ATTRS)
                    .inPlace(0, 0)
                    .inPlace(1, 1)
                    .inPlace(2, 3)
                    .types(
                            site -> {
                                check(site);
                                site.requireSameShape(0, 3);
                                return List.of(site.in(0), site.in(1), site.in(3));
                            })
                    .kernel(MomentumSGDUpdate::run)
                    .example(
                            new Example(
                                    Map.of("momentum", 0.5, "nesterov", 1),
                                    List.of(
                                            NDArray.vector(2),
                                            NDArray.vector(1),
                                            NDArray.vector(0.1f),
                                            NDArray.vector(5)),
                                    List.of(
                                            NDArray.vector(0.55f),
                                            NDArray.vector(0.7f),
                                            NDArray.vector(4.45f))))
                    .sample(Sample.of(Map.of("momentum", 0.9), SHAPE, SHAPE, ONE, SHAPE))
                    .sample(
                            Sample.of(
                                    Map.of("momentum", 0.9, "nesterov", 1),
                                    SHAPE,
                                    SHAPE,
                                    ONE,
                                    SHAPE))
                    .wide(
                            Sample.of(
                                    Map.of("momentum", 0.9),
                                    Shape.of(32, 32, 3, 3),
                                    Shape.of(32, 32, 3, 3),
                                    Shape.of(1),
                                    Shape.of(32, 32, 3, 3)))
                    .wide(
                            Sample.of(
                                    Map.of("momentum", 0.9, "nesterov", 1),
                                    Shape.of(32, 32, 3, 3),
                                    Shape.of(32, 32, 3, 3),
                                    Shape.of(1),
                                    Shape.of(32, 32, 3, 3)))
                    .build();

    private MomentumSGDUpdate() {}

    private static void check(TypeRule.Site site) {
        site.requireSameShape(0, 1);
        site.requireOne(2);
    }

    private static void run(Operands o) {
        double momentum = o.attrs().f("momentum");
        boolean nesterov = o.attrs().flag("nesterov");
        double lr = o.in(2)[0];
        double[] grad = o.in(0);
        double[] m = o.in(1);
        double[] steps = o.out(0);
        double[] mOut = o.out(1);
        boolean update = o.outputCount() > 2;
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            double before = m[i];
            double after = momentum * before + lr * grad[i];
            double step = nesterov ? (1 + momentum) * after - momentum * before : after;
            mOut[i] = after;
            steps[i] = step;
            if (update) {
                o.out(2)[i] = o.in(3)[i] - step;
            }
        }
    }
}
