package org.duograph.ops.optimizer;

import java.util.Arrays;
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
 * A step of FTRL-Proximal, which keeps parameters exactly zero until enough speaks for them.
 *
 * <p>Source: McMahan et al., "Ad click prediction: a view from the trenches", 2013.
 */
public final class Ftrl {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Ftrl")
                    .byElement()
                    .summary("Takes a step of FTRL-Proximal.")
                    .formula(
                            "n' = n + grad^2; z' = z + grad - (sqrt(n') - sqrt(n)) / alpha * param;"
                                    + " param' = 0 where |z'| <= lambda1, else (sign(z') * lambda1"
                                    + " - z') / ((beta + sqrt(n')) / alpha + lambda2)")
                    .input("param", "the parameter")
                    .input("n_z", "the state: n and z of each number, the shape of param x 2")
                    .input("grad", "the gradient of param")
                    .optionalInput(
                            "alpha", "the learning rate, one number, instead of the argument")
                    .ofType(ElementTypes.FLOATS)
                    .output("param_out", "the new parameter")
                    .output("n_z_out", "the new state")
                    .attrs(
                            Attr.ofFloat("alpha", 0.005, "The learning rate."),
                            Attr.ofFloat("beta", 1, "Smooths the learning rate of rare numbers."),
                            Attr.ofFloat("lambda1", 0.001, "The weight of the L1 norm."),
                            Attr.ofFloat("lambda2", 0.001, "The weight of the L2 norm."))
                    .inPlace(0, 0)
                    .inPlace(1, 1)
                    .types(Ftrl::types)
                    .kernel(Ftrl::run)
                    .example(
                            new Example(
                                    Map.of("alpha", 0.5, "lambda1", 1, "lambda2", 2),
                                    List.of(
                                            NDArray.vector(2, 5),
                                            NDArray.of(Shape.of(2, 2), 9f, 7, 0, 0),
                                            NDArray.vector(4, 0)),
                                    List.of(
                                            NDArray.vector(-2 / 14f, 0),
                                            NDArray.of(Shape.of(2, 2), 25f, 3, 0, 0))))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(2, 3), -1, 1),
                                    Sample.real(Shape.of(2, 3, 2), 0, 1),
                                    Sample.real(Shape.of(2, 3), -1, 1)))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(2, 3), -1, 1),
                                    Sample.real(Shape.of(2, 3, 2), 0, 1),
                                    Sample.real(Shape.of(2, 3), -1, 1),
                                    Sample.real(Shape.of(1), 0.1, 1)))
                    .build();

    private Ftrl() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.requireSameShape(0, 2);
        Shape param = site.shape(0);
        int[] state = Arrays.copyOf(param.toArray(), param.rank() + 1);
        state[param.rank()] = 2;
        site.require(
                site.shape(1).equals(Shape.of(state)),
                "n_z must have the shape of param and a last dimension of 2 (%s), found %s",
                Shape.of(state),
                site.in(1));
        if (site.has(3)) {
            site.requireOne(3);
        }
        return List.of(site.in(0), site.in(1));
    }

    private static void run(Operands o) {
        double alpha = o.has(3) ? o.in(3)[0] : o.attrs().f("alpha");
        double beta = o.attrs().f("beta");
        double lambda1 = o.attrs().f("lambda1");
        double lambda2 = o.attrs().f("lambda2");
        double[] param = o.in(0);
        double[] state = o.in(1);
        double[] grad = o.in(2);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            double before = state[2 * i];
            double n = before + grad[i] * grad[i];
            double sigma = (Math.sqrt(n) - Math.sqrt(before)) / alpha;
            double z = state[2 * i + 1] + grad[i] - sigma * param[i];
            double pull = Math.signum(z) * lambda1 - z;
            boolean zero = Math.abs(z) <= lambda1;
            o.out(0)[i] = zero ? 0 : pull / ((beta + Math.sqrt(n)) / alpha + lambda2);
            o.out(1)[2 * i] = n;
            o.out(1)[2 * i + 1] = z;
        }
    }
}
