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
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A step of Adam. The learning rate is negative for descent: the step is added.
 *
 * <p>Source: Kingma and Ba, "Adam: a method for stochastic optimization", 2015; epsilon stands, as
 * in Caffe2, beside the root of the uncorrected second moment.
 */
public final class Adam {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Adam")
                    .byElement()
                    .summary("Takes a step of Adam.")
                    .formula(
                            "m1' = beta1*m1 + (1-beta1)*grad; m2' = beta2*m2 + (1-beta2)*grad^2;"
                                    + " param' = param + lr * sqrt(1 - beta2^t) / (1 - beta1^t)"
                                    + " * m1' / (sqrt(m2') + epsilon), t = iter + 1")
                    .input("param", "the parameter")
                    .input("m1", "the first moment, the shape of param")
                    .input("m2", "the second moment, the shape of param")
                    .input("grad", "the gradient of param")
                    .input("lr", "the learning rate, negative, one number")
                    .ofType(ElementTypes.FLOATS)
                    .input("iter", "the steps taken before, one whole number")
                    .ofType(ElementTypes.WHOLES)
                    .output("param_out", "the new parameter")
                    .output("m1_out", "the new first moment")
                    .output("m2_out", "the new second moment")
                    .attrs(
                            Attr.ofFloat("beta1", 0.9, "What m1 keeps of itself each step."),
                            Attr.ofFloat("beta2", 0.999, "What m2 keeps of itself each step."),
                            Attr.ofFloat("epsilon", 1e-5, "Keeps the denominator from zero."))
                    .inPlace(0, 0)
                    .inPlace(1, 1)
                    .inPlace(2, 2)
                    .types(Adam::types)
                    .kernel(Adam::run)
                    .example(
                            new Example(
                                    Map.of("beta1", 0.5, "beta2", 0.75, "epsilon", 0),
                                    List.of(
                                            NDArray.vector(10),
                                            NDArray.vector(0),
                                            NDArray.vector(0),
                                            NDArray.vector(4),
                                            NDArray.vector(-1),
                                            NDArray.of(Shape.of(1), 0L)),
                                    List.of(
                                            NDArray.vector(9),
                                            NDArray.vector(2),
                                            NDArray.vector(4))))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(2, 3), -1, 1),
                                    Sample.real(Shape.of(2, 3), -1, 1),
                                    Sample.real(Shape.of(2, 3), 0, 1),
                                    Sample.real(Shape.of(2, 3), -1, 1),
                                    Sample.real(Shape.of(1), -1, 0),
                                    Sample.whole(DType.INT64, Shape.of(1), 0, 50)))
                    .wide(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(33, 32, 3, 3), -1, 1),
                                    Sample.real(Shape.of(33, 32, 3, 3), -1, 1),
                                    Sample.real(Shape.of(33, 32, 3, 3), 0.1, 1),
                                    Sample.real(Shape.of(33, 32, 3, 3), -1, 1),
                                    Sample.real(Shape.of(1), -1, -0.1),
                                    Sample.whole(DType.INT64, Shape.of(1), 0, 50)))
                    .build();

    private Adam() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        for (int i = 1; i < 4; i++) {
            site.requireSameShape(0, i);
        }
        site.requireOne(4);
        site.requireOne(5);
        return List.of(site.in(0), site.in(1), site.in(2));
    }

    private static void run(Operands o) {
        double beta1 = o.attrs().f("beta1");
        double beta2 = o.attrs().f("beta2");
        double epsilon = o.attrs().f("epsilon");
        double t = o.in(5)[0] + 1;
        double rate = o.in(4)[0] * Math.sqrt(1 - Math.pow(beta2, t)) / (1 - Math.pow(beta1, t));
        double[] param = o.in(0);
        double[] m1 = o.in(1);
        double[] m2 = o.in(2);
        double[] grad = o.in(3);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            double first = beta1 * m1[i] + (1 - beta1) * grad[i];
            double second = beta2 * m2[i] + (1 - beta2) * grad[i] * grad[i];
            o.out(1)[i] = first;
            o.out(2)[i] = second;
            o.out(0)[i] = param[i] + rate * first / (Math.sqrt(second) + epsilon);
        }
    }
}
