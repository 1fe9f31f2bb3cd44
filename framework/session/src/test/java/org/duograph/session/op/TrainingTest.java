package org.duograph.session.op;

import static org.duograph.session.op.Case.floats;
import static org.duograph.session.op.Case.real;

import java.util.ArrayList;
import java.util.List;
import org.duograph.tensor.NDArray;

/** One step of each optimizer, from numbers that can be checked by hand. */
class TrainingTest implements OperatorCases {
    private final List<Case> all = new ArrayList<>();

    /** The same for variables by reference and for resources. */
    private void step(
            String name, NDArray[] before, NDArray[] inputs, NDArray[] after, String... flags) {
        Case reference = Case.of("Apply" + name).variable(before).in(inputs).leaves(after);
        reference.gives(after[0]);
        Case resource = Case.of("ResourceApply" + name).resource(before).in(inputs).leaves(after);
        for (String flag : flags) {
            reference.attr(flag, true);
            resource.attr(flag, true);
        }
        all.add(reference);
        all.add(resource);
    }

    private static NDArray[] vectors(double... numbers) {
        NDArray[] vectors = new NDArray[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            vectors[i] = floats((float) numbers[i]);
        }
        return vectors;
    }

    /** Scalars, and at one place the gradient, a vector. */
    private static NDArray[] inputs(int gradient, double... numbers) {
        NDArray[] inputs = new NDArray[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            inputs[i] = i == gradient ? floats((float) numbers[i]) : real((float) numbers[i]);
        }
        return inputs;
    }

    /** The second of three rows is 1, and 7 is kept for it; the others are 5. */
    private void sparse(String name, double[] after, boolean momentum) {
        NDArray[] before = {floats(5, 1, 5), floats(5, 7, 5)};
        NDArray[] left = {floats(5, (float) after[0], 5), floats(5, (float) after[1], 5)};
        List<NDArray> inputs = new ArrayList<>(List.of(real(0.5f), floats(3), Case.ints(1)));
        if (momentum) {
            inputs.add(real(0.5f));
        }
        NDArray[] in = inputs.toArray(NDArray[]::new);
        all.add(Case.of("SparseApply" + name).variable(before).in(in).leaves(left));
        all.add(Case.of("ResourceSparseApply" + name).resource(before).in(in).leaves(left));
    }

    @Override
    public List<Case> cases() {
        all.clear();
        step("GradientDescent", vectors(1), inputs(1, 0.5, 4), vectors(-1));
        step("Momentum", vectors(1, 2), inputs(1, 0.5, 4, 0.5), vectors(-1.5, 5));
        step(
                "Momentum",
                vectors(1, 2),
                inputs(1, 0.5, 4, 0.5),
                vectors(1 - 0.5 * (4 + 2.5), 5),
                "use_nesterov");
        step("Adagrad", vectors(1, 7), inputs(1, 0.5, 3), vectors(1 - 0.5 * 3 / 4, 16));
        step("AdagradV2", vectors(1, 7), inputs(2, 0.5, 1, 3), vectors(1 - 0.5 * 3 / 5, 16));
        step(
                "AdaMax",
                vectors(1, 2, 3),
                inputs(5, 0.5, 0.1, 0.5, 0.75, 1, 4),
                vectors(1 - 0.2 * 3 / 5, 3, 4));
        sparse("Adagrad", new double[] {0.625, 16}, false);
        sparse("Momentum", new double[] {1 - 0.5 * (0.5 * 7 + 3), 0.5 * 7 + 3}, true);
        double accum = 0.5 * 4 + 0.5 * 16;
        double way = Math.sqrt(8 + 1) / Math.sqrt(accum + 1) * 4;
        step(
                "Adadelta",
                vectors(1, 4, 8),
                inputs(3, 0.1, 0.5, 1, 4),
                vectors(1 - 0.1 * way, accum, 4 + 0.5 * way * way));
        double rate = 0.1 * Math.sqrt(1 - 0.75) / (1 - 0.5);
        step(
                "Adam",
                vectors(1, 2, 3),
                inputs(6, 0.5, 0.75, 0.1, 0.5, 0.75, 1, 4),
                vectors(1 - rate * 3 / (Math.sqrt(6.25) + 1), 3, 6.25));
        step(
                "Adam",
                vectors(1, 2, 3),
                inputs(6, 0.5, 0.75, 0.1, 0.5, 0.75, 1, 4),
                vectors(1 - rate * (1.5 + 2) / (Math.sqrt(6.25) + 1), 3, 6.25),
                "use_nesterov");
        double mom = 0.5 * 2 + 0.1 * 4 / Math.sqrt(10 + 1);
        step(
                "RMSProp",
                vectors(1, 4, 2),
                inputs(4, 0.1, 0.5, 0.5, 1, 4),
                vectors(1 - mom, 10, mom));
        double centered = 0.5 * 2 + 0.1 * 4 / Math.sqrt(10 - 9 + 1);
        step(
                "CenteredRMSProp",
                vectors(1, 2, 4, 2),
                inputs(4, 0.1, 0.5, 0.5, 1, 4),
                vectors(1 - centered, 3, 10, centered));
        // accum 7 + 9 = 16: linear = 1 + 3 - (4 - sqrt(7)) / 0.5 * 2
        double linear = 4 - (4 - Math.sqrt(7)) / 0.5 * 2;
        step(
                "Ftrl",
                vectors(2, 7, 1),
                inputs(0, 3, 0.5, 0.25, 0.1, -0.5),
                vectors((Math.signum(linear) * 0.25 - linear) / (4 / 0.5 + 0.2), 16, linear));
        step("Ftrl", vectors(2, 7, 1), inputs(0, 3, 0.5, 5, 0.1, -0.5), vectors(0, 16, linear));
        // 1 - 0.5 * 4 = -1: (1 - 0.5 * 0.2) / (1 + 0.5 * 0.4)
        step(
                "ProximalGradientDescent",
                vectors(1),
                inputs(3, 0.5, 0.2, 0.4, 4),
                vectors(-0.9 / 1.2));
        step("ProximalGradientDescent", vectors(1), inputs(3, 0.5, 4, 0, 4), vectors(0));
        // the rate is 0.8 / 4 = 0.2: 2 - 0.2 * 3 = 1.4
        step(
                "ProximalAdagrad",
                vectors(2, 7),
                inputs(3, 0.8, 0.5, 0.25, 3),
                vectors((1.4 - 0.1) / 1.05, 16));
        return List.copyOf(all);
    }
}
