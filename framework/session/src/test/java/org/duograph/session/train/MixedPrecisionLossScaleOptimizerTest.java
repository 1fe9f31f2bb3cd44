package org.duograph.session.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.SessionOptions;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.proto.GraphDef;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses that are scaled, and steps that are skipped because a gradient overflowed. */
class MixedPrecisionLossScaleOptimizerTest {
    private static final NDArray X = NDArray.of(Shape.of(3, 2), 1f, 2, 3, 4, 5, 7);

    /** A line that learns. */
    private static final class Line implements AutoCloseable {
        final Graph g = new Graph();
        final Tensor x = g.placeholder("x", DType.FLOAT32, 3, 2);
        final Variable w = g.variable("w", NDArray.of(Shape.of(2, 1), 0.3f, -0.2f));
        final Variable globalStep = GlobalStep.of(g);
        final Operation step;
        final Session session;

        Line(Optimizer optimizer, String backend) {
            Tensor loss = x.matmul(w.read()).minus(g.constant(1f)).square().mean();
            step = optimizer.minimize(loss, globalStep);
            session = new Session(g, SessionOptions.DEFAULT.backend(backend));
            session.initialize();
        }

        void run(NDArray rows) {
            session.feed(x, rows).run(step);
        }

        /** A step whose gradients overflow. */
        void overflow() {
            NDArray broken = X.copy();
            broken.set(3, Float.POSITIVE_INFINITY);
            run(broken);
        }

        double scale() {
            return session.run(g.tensor("current_loss_scale/read:0")).item();
        }

        /** All variables but those of the scale. */
        Map<String, NDArray> kept() {
            Map<String, NDArray> kept = new LinkedHashMap<>();
            for (Variable variable : g.collection(Graph.VARIABLES, Variable.class)) {
                if (!List.of("current_loss_scale", "good_steps").contains(variable.name())) {
                    kept.put(variable.name(), session.run(variable.read()));
                }
            }
            return kept;
        }

        @Override
        public void close() {
            session.close();
        }
    }

    private static Optimizer scaled(Optimizer optimizer) {
        return new MixedPrecisionLossScaleOptimizer(optimizer, LossScale.dynamic(1024, 3, 2));
    }

    static Stream<Supplier<Optimizer>> optimizers() {
        return Stream.of(
                () -> new GradientDescentOptimizer(0.01),
                () -> new MomentumOptimizer(0.01, 0.9, true),
                () -> new AdagradOptimizer(0.01),
                () -> new AdamOptimizer(0.01),
                () -> new AdadeltaOptimizer(0.01),
                () -> new RmsPropOptimizer(0.01),
                () -> new FtrlOptimizer(0.01),
                () -> new ProximalAdagradOptimizer(0.01, 0.1, 0.001, 0.001));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aStepThatOverflowsIsAsIfItHadNotBeenAndTheRestLearnsWhatItLearnsUnscaled(
            Supplier<Optimizer> optimizer) {
        for (String backend : List.of("java", "cpu")) {
            try (Line plain = new Line(optimizer.get(), backend);
                    Line scaled = new Line(scaled(optimizer.get()), backend)) {
                for (int step = 0; step < 5; step++) {
                    if (step == 2) {
                        Map<String, NDArray> before = scaled.kept();
                        scaled.overflow();
                        assertThat(scaled.kept()).isEqualTo(before);
                    }
                    NDArray before = plain.session.run(plain.w.read());
                    plain.run(X);
                    scaled.run(X);
                    assertThat(plain.session.run(plain.w.read())).isNotEqualTo(before);
                }
                assertThat(scaled.kept()).isEqualTo(plain.kept());
            }
        }
    }

    @Test
    void theScaleIsHalvedByAnOverflowAndDoubledAfterManyGoodSteps() {
        StringBuilder seen = new StringBuilder();
        try (Line line = new Line(scaled(new GradientDescentOptimizer(0.001)), "java")) {
            for (int step = 0; step < 10; step++) {
                if (step == 4 || step == 6) {
                    line.overflow();
                } else {
                    line.run(X);
                }
                seen.append((int) line.scale()).append(' ');
            }
        }
        assertThat(seen).hasToString("1024 1024 2048 2048 1024 1024 512 512 512 1024 ");
    }

    @Test
    void aFixedScaleStays() {
        Optimizer fixed =
                new MixedPrecisionLossScaleOptimizer(
                        new GradientDescentOptimizer(0.1), LossScale.fixed(1000));
        try (Line line = new Line(fixed, "java")) {
            Map<String, NDArray> before = line.kept();
            line.overflow();
            assertThat(line.kept()).isEqualTo(before);
            line.run(X);
            assertThat(line.kept()).isNotEqualTo(before);
            assertThat(line.scale()).isEqualTo(1000);
        }
    }

    @Test
    void rowsThatWereLookedUpAreScaledAndSkippedToo() {
        Graph g = new Graph();
        Variable words = g.getVariable("words", DType.FLOAT32, Initializers.constant(1), 5, 2);
        Tensor x = g.placeholder("x", DType.FLOAT32, 2, 2);
        Tensor loss = words.lookup(g.constant(new int[] {3, 1})).times(x).mean();
        Operation step = scaled(new GradientDescentOptimizer(1)).minimize(loss);
        try (Session s = new Session(g)) {
            s.initialize();
            s.feed(x, NDArray.of(Shape.of(2, 2), 4f, 8, 12, Float.NaN)).run(step);
            assertThat(s.run(words.read()).toDoubles()).containsOnly(1);
            s.feed(x, NDArray.of(Shape.of(2, 2), 4f, 8, 12, 16)).run(step);
            assertThat(s.run(words.read()).toDoubles())
                    .containsExactly(1, 1, -2, -3, 1, 1, 0, -1, 1, 1);
        }
    }

    /** A graph for TensorFlow has the rule in TensorFlow's operations. */
    @Test
    void itGoesToTensorFlowAndBack() {
        try (Line line = new Line(scaled(new MomentumOptimizer(0.01, 0.9)), "java")) {
            GraphDef own = GraphDefWriter.writeUnexpanded(line.g);
            GraphDef theirs = GraphDefWriter.write(line.g);
            assertThat(own.getNodeList()).anyMatch(node -> node.getOp().equals("LossScale"));
            assertThat(theirs.getNodeList()).noneMatch(node -> node.getOp().equals("LossScale"));
            for (GraphDef def : List.of(own, theirs)) {
                assertThat(scales(GraphDefReader.read(def), line))
                        .isEqualTo("512.0 512.0 512.0 1024.0 512.0 ");
            }
        }
    }

    /** The scales after an overflow, three good steps and an overflow, of a graph that was read. */
    private static String scales(Graph read, Line like) {
        StringBuilder seen = new StringBuilder();
        try (Session s = new Session(read, SessionOptions.DEFAULT.backend("java"))) {
            for (Variable v : like.g.collection(Graph.VARIABLES, Variable.class)) {
                s.run(read.operation(v.name() + "/Assign"));
            }
            for (int step = 0; step < 5; step++) {
                NDArray rows = X.copy();
                if (step % 4 == 0) {
                    rows.set(0, Float.NaN);
                }
                s.feed(read.tensor("x:0"), rows).run(read.operation(like.step.name()));
                seen.append(s.run(read.tensor("current_loss_scale/read:0")).item()).append(' ');
            }
        }
        return seen.toString();
    }

    @Test
    void aScaleIsANumberFromOneOn() {
        for (double scale : new double[] {0, -1, 0.5, Double.NaN, 1e39}) {
            assertThatThrownBy(() -> LossScale.fixed(scale))
                    .hasMessageContaining("a number from 1 on, such as 1024, found " + scale);
        }
        assertThatThrownBy(() -> LossScale.dynamic(8, 0, 2))
                .hasMessageContaining("found 0 and 2.0");
    }
}
