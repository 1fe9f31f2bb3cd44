package org.duograph.session.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.session.Fetched;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.OperationBuilder;
import org.duograph.session.Run;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.gradient.Expansion;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * One operator with inputs, attributes, and what it must give: run as a user runs it, in a graph
 * and a session, from what is fed.
 */
final class Case {
    private static final double STEP = 1e-5;

    /** What TensorFlow has no gradient for, or only with operators that Duograph lacks. */
    private static final Set<String> WITHOUT_EXPANSION = Set.of("OneHot", "TruncateMod", "Mod");

    private final String type;
    private final List<Object> inputs = new ArrayList<>();
    private final Map<String, Object> attrs = new LinkedHashMap<>();
    private final List<NDArray> expected = new ArrayList<>();
    private final List<NDArray> left = new ArrayList<>();
    private double tolerance = 4e-6; // as far as oneDNN's logarithm is right
    private boolean slopes;

    private record Known(NDArray numbers) {}

    private record Stored(NDArray numbers, boolean resource) {}

    private Case(String type) {
        this.type = type;
    }

    /** Of an operator of that name. */
    static Case of(String type) {
        return new Case(type);
    }

    /** A float32 array. */
    static NDArray floats(Shape shape, float... numbers) {
        return NDArray.of(shape, numbers);
    }

    /** A float32 vector. */
    static NDArray floats(float... numbers) {
        return NDArray.vector(numbers);
    }

    /** An int32 vector. */
    static NDArray ints(int... numbers) {
        return NDArray.of(Shape.of(numbers.length), numbers);
    }

    /** An int32 scalar. */
    static NDArray whole(int number) {
        return NDArray.of(Shape.SCALAR, number);
    }

    /** A float32 scalar. */
    static NDArray real(float number) {
        return NDArray.scalar(number);
    }

    /** A vector of truth values. */
    static NDArray truths(int... zerosAndOnes) {
        return ints(zerosAndOnes).cast(DType.BOOL);
    }

    String type() {
        return type;
    }

    /** Inputs that are fed. */
    Case in(NDArray... more) {
        inputs.addAll(List.of(more));
        return this;
    }

    /** Inputs that are constants: shapes, axes. */
    Case known(NDArray... more) {
        for (NDArray numbers : more) {
            inputs.add(new Known(numbers));
        }
        return this;
    }

    /** Inputs that are variables, with their content. */
    Case variable(NDArray... contents) {
        for (NDArray content : contents) {
            inputs.add(new Stored(content, false));
        }
        return this;
    }

    /** Inputs that are resources, with their content. */
    Case resource(NDArray... contents) {
        for (NDArray content : contents) {
            inputs.add(new Stored(content, true));
        }
        return this;
    }

    Case attr(String name, Object value) {
        attrs.put(name, value);
        return this;
    }

    /** What the first outputs must be. */
    Case gives(NDArray... outputs) {
        expected.addAll(List.of(outputs));
        return this;
    }

    /** What must be in the variables afterwards. */
    Case leaves(NDArray... contents) {
        left.addAll(List.of(contents));
        return this;
    }

    Case within(double relative) {
        tolerance = relative;
        return this;
    }

    /** Also compares gradients of the float inputs that are fed with central differences. */
    Case slopes() {
        slopes = true;
        return this;
    }

    @Override
    public String toString() {
        return type + " " + attrs;
    }

    /** The operation in a graph: inputs, and what initializes variables. */
    private final class Built {
        final Graph graph = new Graph();
        final List<Tensor> fed = new ArrayList<>();
        final List<NDArray> contents = new ArrayList<>();
        final List<Tensor> reads = new ArrayList<>();
        final List<Operation> initializers = new ArrayList<>();
        final Operation operation;

        Built(DType real) {
            OperationBuilder builder = graph.op(type).name("tested");
            for (Object input : inputs) {
                builder.input(tensor(input, real));
            }
            attrs.forEach(builder::attr);
            operation = builder.build();
        }

        private Tensor tensor(Object input, DType real) {
            if (input instanceof Known known) {
                return graph.constant(converted(known.numbers, real));
            } else if (input instanceof Stored stored) {
                return stored(stored.numbers, stored.resource);
            }
            NDArray content = converted((NDArray) input, real);
            Tensor x =
                    graph.placeholder("x" + fed.size(), content.dtype(), content.shape().toArray());
            fed.add(x);
            contents.add(content);
            return x;
        }

        private Tensor stored(NDArray content, boolean resource) {
            Tensor variable =
                    graph.op(resource ? "VarHandleOp" : "VariableV2")
                            .name("v" + reads.size())
                            .attr("dtype", content.dtype())
                            .attr("shape", content.shape())
                            .attr("shared_name", "v" + reads.size())
                            .tensor();
            initializers.add(
                    graph.op(resource ? "AssignVariableOp" : "Assign")
                            .input(variable, graph.constant(content))
                            .build());
            reads.add(graph.op(resource ? "ReadVariableOp" : "Identity").input(variable).tensor());
            return variable;
        }

        Fetched run(Session session, Object... fetches) {
            Run run = null;
            for (int i = 0; i < fed.size(); i++) {
                run =
                        run == null
                                ? session.feed(fed.get(i), contents.get(i))
                                : run.feed(fed.get(i), contents.get(i));
            }
            return run == null ? session.run(fetches) : run.run(fetches);
        }
    }

    private static NDArray converted(NDArray array, DType real) {
        return real != null && array.dtype() == DType.FLOAT32 ? array.cast(real) : array;
    }

    /** Runs it and compares. */
    void check() {
        Built built = new Built(null);
        try (Session session = new Session(built.graph)) {
            built.initializers.forEach(session::run);
            List<Object> fetches = new ArrayList<>(List.of(built.operation));
            fetches.addAll(built.operation.outputs());
            Fetched fetched = built.run(session, fetches.toArray());
            for (int i = 0; i < expected.size(); i++) {
                NDArray actual = fetched.get(i + 1);
                compare("output " + i, actual, expected.get(i));
                StaticShape known = built.operation.output(i).shape();
                assertThat(known.accepts(actual.shape())).as("%s %s", known, actual).isTrue();
            }
            for (int i = 0; i < left.size(); i++) {
                NDArray actual = session.run(built.reads.get(i));
                compare("variable " + i, actual, left.get(i));
            }
        }
        if (slopes) {
            checkSlopes();
        }
    }

    private void compare(String what, NDArray actual, NDArray wanted) {
        assertThat(actual.type()).as(what).isEqualTo(wanted.type());
        for (int i = 0; i < wanted.size() && !wanted.dtype().isText(); i++) {
            double a = actual.get(i);
            double w = wanted.get(i);
            boolean near = Math.abs(a - w) <= tolerance * Math.max(1, Math.abs(w));
            assertThat(near || Double.compare(a, w) == 0)
                    .as("%s: %s, wanted %s", what, actual, wanted)
                    .isTrue();
        }
    }

    /** The sum of the first output, each element times another factor, in double precision. */
    private void checkSlopes() {
        Built built = new Built(DType.FLOAT64);
        Tensor y = built.operation.output(0);
        NDArray factors =
                NDArray.zeros(
                        new org.duograph.tensor.ArrayType(DType.FLOAT64, y.shape().filled(1)));
        for (int i = 0; i < factors.size(); i++) {
            factors.set(i, 1 + i % 7 / 4.0);
        }
        int[] all = new int[factors.shape().rank()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        Tensor weighted = y.times(built.graph.constant(factors));
        Tensor loss = all.length == 0 ? weighted : weighted.sum(all);
        List<Tensor> xs = built.fed.stream().filter(x -> x.dtype().isFloating()).toList();
        List<Tensor> gradients = built.graph.gradients(loss, xs);
        checkExpanded(built, gradients);
        try (Session session = new Session(built.graph)) {
            for (int k = 0; k < xs.size(); k++) {
                assertThat(gradients.get(k)).as("gradient %d of %s", k, type).isNotNull();
                NDArray gradient = built.run(session, gradients.get(k)).get(0);
                NDArray x = built.contents.get(built.fed.indexOf(xs.get(k)));
                for (int i = 0; i < x.size(); i++) {
                    double before = x.get(i);
                    x.set(i, before + STEP);
                    double above = built.run(session, loss).get(0).item();
                    x.set(i, before - STEP);
                    double below = built.run(session, loss).get(0).item();
                    x.set(i, before);
                    double wanted = (above - below) / (2 * STEP);
                    assertThat(Math.abs(gradient.get(i) - wanted))
                            .as("slope %d of input %d: %s, wanted %s", i, k, gradient, wanted)
                            .isLessThan(1e-5 * Math.max(1, Math.abs(wanted)));
                }
            }
        }
    }

    /** The gradients in TensorFlow's own operators are the same numbers. */
    private void checkExpanded(Built built, List<Tensor> gradients) {
        if (type.startsWith("FusedBatchNormV")) {
            return; // of float64 only here; TensorFlow's own test holds them
        }
        Set<Operation> all = Set.copyOf(built.graph.operations());
        if (WITHOUT_EXPANSION.contains(type)) {
            assertThatThrownBy(() -> Expansion.of(built.graph, all))
                    .hasMessageContaining("TensorFlow has no gradient for the operators {" + type);
            return;
        }
        Expansion expansion = Expansion.of(built.graph, all);
        try (Session ours = new Session(built.graph);
                Session expanded = new Session(expansion.graph())) {
            for (Tensor gradient : gradients) {
                NDArray wanted = built.run(ours, gradient).get(0);
                Run run = expanded.newRun();
                for (int i = 0; i < built.fed.size(); i++) {
                    run.feed(expansion.tensor(built.fed.get(i)), built.contents.get(i));
                }
                NDArray found = run.run(expansion.tensor(gradient));
                assertThat(found.type()).isEqualTo(wanted.type());
                for (int i = 0; i < wanted.size(); i++) {
                    assertThat(found.get(i))
                            .as("%s expanded: %s, wanted %s", type, found, wanted)
                            .isCloseTo(
                                    wanted.get(i), offset(1e-9 + 1e-9 * Math.abs(wanted.get(i))));
                }
            }
        }
    }
}
