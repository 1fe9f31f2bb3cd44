package org.duograph.session.rnn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Run;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Compares gradients with central differences, in double precision. */
final class Numeric {
    private static final double STEP = 1e-5;

    private Numeric() {}

    /** Numbers between -1 and 1 that look like chance and are always the same. */
    static NDArray waves(DType dtype, int... dims) {
        NDArray array = NDArray.zeros(new ArrayType(dtype, Shape.of(dims)));
        for (int i = 0; i < array.size(); i++) {
            array.set(i, Math.sin(1.7 * i * i + 0.4 * i + dims.length));
        }
        return array;
    }

    /** A scalar that depends on all elements, and on each in another way. */
    static Tensor loss(List<Tensor> ys) {
        Tensor all = null;
        for (Tensor y : ys) {
            Tensor one = y.plus(0.3).square().plus(y.times(0.7)).sum();
            all = all == null ? one : all.plus(one);
        }
        return all;
    }

    /** Sets all variables of a graph to numbers that look like chance. */
    static void scramble(Session session, Graph g) {
        session.initialize();
        int number = 1;
        for (Variable variable : g.variables()) {
            int[] dims = variable.shape().filled(1).toArray();
            NDArray content = waves(variable.dtype(), dims);
            for (int i = 0; i < content.size(); i++) {
                content.set(i, 0.6 * content.get(i) + 0.05 * number);
            }
            session.run(variable.assign(g.constant(content)));
            number++;
        }
    }

    /**
     * The gradients of a loss with respect to what is fed and to all variables it depends on.
     *
     * @param random whether each run draws again, so that a session must begin anew for each
     */
    static void check(Graph g, Tensor loss, Map<Tensor, NDArray> fed, boolean random) {
        List<Tensor> inputs = fed.keySet().stream().filter(x -> x.dtype().isFloating()).toList();
        List<Tensor> xs = new java.util.ArrayList<>(inputs);
        List<Variable> variables =
                g.trainableVariables().stream()
                        .filter(v -> g.ancestors(List.of(loss)).contains(v.operation()))
                        .toList();
        variables.forEach(v -> xs.add(v.read()));
        List<Tensor> gradients = g.gradients(loss, xs);
        Map<Tensor, NDArray> all = new LinkedHashMap<>(fed);
        try (Session s = new Session(g)) {
            scramble(s, g);
            variables.forEach(v -> all.put(v.read(), s.run(v.read())));
            for (int k = 0; k < xs.size(); k++) {
                assertThat(gradients.get(k)).as("gradient of %s", xs.get(k)).isNotNull();
                NDArray gradient = run(g, s, random, all, gradients.get(k));
                NDArray x = all.get(xs.get(k)).copy();
                all.put(xs.get(k), x);
                for (int i = 0; i < x.size(); i += 1 + x.size() / (random ? 3 : 23)) {
                    double before = x.get(i);
                    x.set(i, before + STEP);
                    double above = run(g, s, random, all, loss).item();
                    x.set(i, before - STEP);
                    double below = run(g, s, random, all, loss).item();
                    x.set(i, before);
                    double wanted = (above - below) / (2 * STEP);
                    assertThat(Math.abs(gradient.get(i) - wanted))
                            .as("slope %d of %s: %s, not %s", i, xs.get(k), gradient.get(i), wanted)
                            .isLessThan(1e-6 * Math.max(1, Math.abs(wanted)));
                }
            }
        }
    }

    private static NDArray run(
            Graph g, Session s, boolean random, Map<Tensor, NDArray> fed, Tensor fetch) {
        if (!random) {
            return run(s, fed, fetch);
        }
        try (Session anew = new Session(g)) {
            return run(anew, fed, fetch);
        }
    }

    static NDArray run(Session s, Map<Tensor, NDArray> fed, Tensor fetch) {
        Run run = s.newRun();
        fed.forEach(run::feed);
        return run.run(fetch);
    }

    /** Fails unless two arrays are alike. */
    static void requireClose(NDArray found, NDArray wanted, double within) {
        assertThat(found.type()).isEqualTo(wanted.type());
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(Math.abs(found.get(i) - wanted.get(i)))
                    .as("element %d: %s, wanted %s", i, found.get(i), wanted.get(i))
                    .isLessThanOrEqualTo(within * Math.max(1, Math.abs(wanted.get(i))));
        }
    }
}
