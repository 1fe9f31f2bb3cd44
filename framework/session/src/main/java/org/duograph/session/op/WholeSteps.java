package org.duograph.session.op;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.optimizer.Adagrad;
import org.duograph.ops.optimizer.Adam;
import org.duograph.ops.optimizer.RmsProp;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Steps of optimizers that the core has as one operator, which goes through the numbers once. It
 * wants the optimizer's numbers ahead, but for the learning rate: they must be constants. Each
 * method says whether it took the step.
 */
final class WholeSteps {
    /**
     * So many steps that Caffe2's Adam corrects nothing: TensorFlow's learning rate is corrected.
     */
    private static final long LATE = 1L << 60;

    private WholeSteps() {}

    /**
     * Adam's.
     *
     * @param rate the learning rate, corrected for the first steps
     */
    static boolean adam(Formula f, LoweringSite site, Value rate) {
        if (!areConstants(site, 6, 9)) {
            return false;
        }
        double beta1 = number(site, 6);
        double beta2 = number(site, 7);
        if (beta1 >= 1 || beta2 >= 1) {
            return false; // would correct by zero
        }
        Map<String, ?> attrs = Map.of("beta1", beta1, "beta2", beta2, "epsilon", number(site, 8));
        Value late = site.constant(NDArray.of(Shape.SCALAR, LATE));
        List<Value> inputs =
                List.of(
                        site.newest(0),
                        site.newest(1),
                        site.newest(2),
                        site.input(9),
                        f.negative(rate),
                        late);
        write(site, site.append(Adam.OP, attrs, inputs), 3);
        return true;
    }

    /**
     * Adagrad's.
     *
     * @param gradient which input the gradient is; the learning rate is input 2
     * @param epsilon what is added to the root
     */
    static boolean adagrad(Formula f, LoweringSite site, int gradient, double epsilon) {
        if (!site.attrs().flag("update_slots")) {
            return false;
        }
        Map<String, ?> attrs = Map.of("epsilon", epsilon, "decay", 1.0);
        List<Value> inputs =
                List.of(
                        site.newest(0),
                        site.newest(1),
                        site.input(gradient),
                        f.negative(site.input(2)));
        write(site, site.append(Adagrad.OP, attrs, inputs), 2);
        return true;
    }

    /** That of RMSProp. */
    static boolean rmsProp(Formula f, LoweringSite site) {
        if (!areConstants(site, 4, 7)) {
            return false;
        }
        Map<String, ?> attrs =
                Map.of(
                        "decay", number(site, 4),
                        "momentum", number(site, 5),
                        "epsilon", number(site, 6));
        List<Value> inputs = List.of(site.input(7), site.newest(1), site.newest(2), site.input(3));
        Node step = site.append(RmsProp.OP, attrs, inputs);
        site.write(1, step.output(1));
        site.write(2, step.output(2));
        site.write(0, f.minus(site.newest(0), step.output(0)));
        return true;
    }

    /** Writes as many variables as the node has outputs. */
    private static void write(LoweringSite site, Node step, int count) {
        for (int i = 0; i < count; i++) {
            site.write(i, step.output(i));
        }
    }

    static boolean areConstants(LoweringSite site, int from, int to) {
        return site.inputs(from, to).stream().allMatch(number -> number.node().isConstant());
    }

    static double number(LoweringSite site, int i) {
        return site.input(i).node().constant().get(0);
    }
}
