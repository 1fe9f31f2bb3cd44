package org.duograph.oracle.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duograph.session.Fetched;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Run;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.gradient.Expansion;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.rnn.Attention;
import org.duograph.session.rnn.AttentionWrapper;
import org.duograph.session.rnn.BasicLstmCell;
import org.duograph.session.rnn.BasicRnnCell;
import org.duograph.session.rnn.GruCell;
import org.duograph.session.rnn.LstmCell;
import org.duograph.session.rnn.MultiRnnCell;
import org.duograph.session.rnn.ResidualWrapper;
import org.duograph.session.rnn.Rnn;
import org.duograph.session.train.AdagradOptimizer;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.session.train.MomentumOptimizer;
import org.duograph.session.train.Optimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Output;
import org.tensorflow.Tensors;

/** Recurrent nets are run and trained there and here: the same outputs, gradients and losses. */
class RecurrentNetsTest {
    private static final int STEPS = 5;

    private static Arguments net(String name, BiFunction<Rnn, Tensor, Tensor> build) {
        return Arguments.of(name, build);
    }

    static Stream<Arguments> nets() {
        return Stream.of(
                net("lstm", (rnn, x) -> rnn.dynamicRnn(new BasicLstmCell(4), x).outputs()),
                net(
                        "lstm's last h",
                        (rnn, x) ->
                                rnn.dynamicRnn(new LstmCell(4).forgetBias(0.5), x).state().get(1)),
                net(
                        "lstm with peepholes, its last c",
                        (rnn, x) -> rnn.dynamicRnn(new LstmCell(4).peepholes(), x).state().get(0)),
                net(
                        "lstm with projection and limit",
                        (rnn, x) ->
                                rnn.dynamicRnn(new LstmCell(4).projection(3).cellClip(0.5), x)
                                        .outputs()),
                net("gru", (rnn, x) -> rnn.dynamicRnn(new GruCell(4), x).outputs()),
                net("rnn", (rnn, x) -> rnn.dynamicRnn(new BasicRnnCell(4), x).state().get(0)),
                net(
                        "stacked",
                        (rnn, x) ->
                                rnn.dynamicRnn(
                                                new MultiRnnCell(
                                                        new BasicLstmCell(3),
                                                        new ResidualWrapper(new GruCell(3))),
                                                x)
                                        .outputs()),
                net(
                        "attention",
                        (rnn, x) ->
                                rnn.dynamicRnn(
                                                new AttentionWrapper(
                                                        new GruCell(3),
                                                        Attention.bahdanau(4, x),
                                                        2),
                                                x)
                                        .outputs()),
                net(
                        "layers",
                        (rnn, x) ->
                                x.graph()
                                        .layers()
                                        .recurrent()
                                        .bidirectional()
                                        .resetAfter()
                                        .stacked(2)
                                        .gru(x, 3)),
                net(
                        "both directions",
                        (rnn, x) ->
                                rnn.bidirectionalDynamicRnn(new BasicLstmCell(3), new GruCell(3), x)
                                        .joined()),
                net(
                        "lstm in both directions, step by step",
                        (rnn, x) ->
                                rnn.stepByStep()
                                        .bidirectionalDynamicRnn(
                                                new BasicLstmCell(3), new BasicLstmCell(3), x)
                                        .joined()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nets")
    void aNetGivesTheSameOutputsGradientsAndLosses(
            String name, BiFunction<Rnn, Tensor, Tensor> build) {
        for (boolean limited : new boolean[] {false, true}) {
            Graph g = new Graph();
            g.setRandomSeed(7);
            Tensor x = g.placeholder("x", DType.FLOAT32, 3, STEPS, 2);
            Tensor lengths = g.placeholder("lengths", DType.INT32, 3);
            Rnn rnn = limited ? new Rnn().lengths(lengths) : new Rnn();
            Tensor y = build.apply(rnn, x);
            Tensor loss = y.minus(0.3f).square().sum();
            List<Tensor> reads = new ArrayList<>(List.of(x));
            g.trainableVariables().forEach(v -> reads.add(v.read()));
            List<Tensor> wanted = new ArrayList<>(List.of(y, loss));
            wanted.addAll(g.gradients(loss, reads));
            Operation step = new GradientDescentOptimizer(0.05).minimize(loss);
            Operation init = g.globalVariablesInitializer();
            Map<String, NDArray> fed = new LinkedHashMap<>();
            fed.put("x", waves(3, STEPS, 2));
            if (limited) {
                fed.put("lengths", NDArray.of(Shape.of(3), 2, 5, 0));
            }
            List<List<NDArray>> ours = new ArrayList<>();
            try (Session s = new Session(g)) {
                s.initialize();
                for (int i = 0; i < 4; i++) {
                    Fetched now = run(s, fed).run(wanted.toArray());
                    ours.add(IntStream.range(0, wanted.size()).mapToObj(now::get).toList());
                    run(s, fed).run(step);
                }
            }
            Expansion written = Expansion.of(g, Set.copyOf(g.operations()));
            List<String> names = wanted.stream().map(t -> written.tensor(t).name()).toList();
            GraphDef message = GraphDefWriter.write(g);
            Registry.requireNodes(message);
            Graph read = GraphDefReader.read(message);
            try (Session s = new Session(read)) {
                s.run(read.operation(init.name()));
                Fetched again = run(s, fed).run(names.toArray());
                for (int k = 0; k < names.size(); k++) {
                    requireClose(name + " read back", again.get(k), ours.get(0).get(k));
                }
            }
            try (TensorFlow1 tf = new TensorFlow1(message)) {
                tf.run(Map.of(), List.of(init.name()), List.of());
                for (int i = 0; i < ours.size(); i++) {
                    List<NDArray> theirs = tf.run(fed, List.of(), names);
                    for (int k = 0; k < names.size(); k++) {
                        String what = "%s, step %d, %s".formatted(name, i, wanted.get(k));
                        requireClose(what, ours.get(i).get(k), theirs.get(k));
                    }
                    tf.run(fed, List.of(step.name()), List.of());
                }
            }
        }
    }

    private static Run run(Session s, Map<String, NDArray> fed) {
        Run run = s.newRun();
        fed.forEach(run::feed);
        return run;
    }

    private static void requireClose(String what, NDArray ours, NDArray theirs) {
        assertThat(ours.type()).as(what).isEqualTo(theirs.type());
        for (int i = 0; i < ours.size(); i++) {
            assertThat(ours.get(i)).as(what).isCloseTo(theirs.get(i), within(2e-5));
        }
    }

    private static NDArray waves(int... dims) {
        Shape shape = Shape.of(dims);
        float[] numbers = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) Math.sin(1.3 * i * i + i);
        }
        return NDArray.of(shape, numbers);
    }

    static Stream<Optimizer> byRows() {
        return Stream.of(
                new GradientDescentOptimizer(0.5),
                new MomentumOptimizer(0.2, 0.9, true),
                new AdagradOptimizer(0.5));
    }

    @ParameterizedTest
    @MethodSource("byRows")
    void anEmbeddingOfWhichRowsAreLookedUpLearnsTheSame(Optimizer optimizer) {
        Graph g = new Graph();
        g.setRandomSeed(3);
        Tensor ids = g.placeholder("ids", DType.INT32, 2, 4);
        Tensor labels = g.placeholder("labels", DType.INT32, 2);
        Tensor x = g.layers().embedding(ids, 9, 5);
        Tensor scores = g.layers().dense(g.layers().recurrent().lstm(x, 4), 3);
        Tensor loss = scores.sparseSoftmaxCrossEntropy(labels).mean();
        Operation step = optimizer.minimize(loss);
        Operation init = g.globalVariablesInitializer();
        Map<String, NDArray> fed = new LinkedHashMap<>();
        fed.put("labels", NDArray.of(Shape.of(2), 2, 0));
        try (Session s = new Session(g);
                TensorFlow1 tf = new TensorFlow1(GraphDefWriter.write(g))) {
            s.initialize();
            tf.run(Map.of(), List.of(init.name()), List.of());
            for (int i = 0; i < 6; i++) {
                fed.put("ids", NDArray.of(Shape.of(2, 4), 1, i, i, 1, 8, 1, 0, 8));
                NDArray ours = run(s, fed).run(loss);
                NDArray theirs = tf.run(fed, List.of(), List.of(loss.name())).get(0);
                requireClose(optimizer.name() + ", step " + i, ours, theirs);
                run(s, fed).run(step);
                tf.run(fed, List.of(step.name()), List.of());
            }
            String table = g.variables().get(0).read().name();
            NDArray theirs = tf.run(Map.of(), List.of(), List.of(table)).get(0);
            requireClose("the embedding", s.run(g.variables().get(0).read()), theirs);
        }
    }

    /**
     * An LSTM is one operation there; others are loops, through which TensorFlow has no gradient.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("nets")
    void theNumberOfStepsMayBeOpen(String name, BiFunction<Rnn, Tensor, Tensor> build) {
        if (name.equals("attention")) {
            return; // its memory is the input, whose steps are those of the sequence
        }
        Graph g = new Graph();
        g.setRandomSeed(11);
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, -1, 2);
        Tensor lengths = g.placeholder("lengths", DType.INT32, -1);
        Tensor y = build.apply(new Rnn().lengths(lengths), x);
        List<Tensor> wanted = new ArrayList<>(List.of(y));
        List<Tensor> reads = g.variables().stream().map(Variable::read).toList();
        wanted.addAll(g.gradients(y.square().sum(), reads));
        Operation init = g.globalVariablesInitializer();
        Expansion written = Expansion.of(g, Set.copyOf(g.operations()));
        List<String> there = wanted.stream().map(t -> written.tensor(t).name()).toList();
        GraphDef message = GraphDefWriter.write(g);
        try (Session s = new Session(g);
                TensorFlow1 tf = new TensorFlow1(message)) {
            s.initialize();
            tf.run(Map.of(), List.of(init.name()), List.of());
            for (int steps = 3; steps < 6; steps += 2) {
                Map<String, NDArray> fed =
                        Map.of("x", waves(2, steps, 2), "lengths", NDArray.of(Shape.of(2), 3, 1));
                List<NDArray> theirs = tf.run(fed, List.of(), there);
                Fetched ours = run(s, fed).run(wanted.toArray());
                for (int k = 0; k < theirs.size(); k++) {
                    requireClose(name + " " + wanted.get(k), ours.get(k), theirs.get(k));
                }
            }
        }
    }

    /** Weights are constants, as in a frozen graph. */
    @Test
    void aGraphThatTensorFlowMadeOfItsFusedCellsIsReadAndGivesTheSame() {
        byte[] bytes;
        String[] last = new String[2];
        try (org.tensorflow.Graph g = new org.tensorflow.Graph()) {
            Fused f = new Fused(g);
            Output<Float> x =
                    g.opBuilder("Placeholder", "x")
                            .setAttr("dtype", org.tensorflow.DataType.FLOAT)
                            .build()
                            .output(0);
            Output<?> steps = f.constant("steps", Tensors.create((long) STEPS - 1));
            Output<?> lstm =
                    g.opBuilder("BlockLSTM", "lstm")
                            .addInput(steps)
                            .addInput(x)
                            .addInput(f.weights("cs", 3, 4))
                            .addInput(f.weights("h", 3, 4))
                            .addInput(f.weights("w", 6, 16))
                            .addInput(f.weights("wci", 4))
                            .addInput(f.weights("wcf", 4))
                            .addInput(f.weights("wco", 4))
                            .addInput(f.weights("b", 16))
                            .setAttr("cell_clip", 0.6f)
                            .setAttr("use_peephole", true)
                            .build()
                            .output(6);
            last[0] = "lstm:6";
            Output<?> rows =
                    g.opBuilder("Unpack", "rows")
                            .addInput(lstm)
                            .setAttr("num", STEPS)
                            .build()
                            .output(0);
            Output<?> state =
                    g.opBuilder("GRUBlockCell", "gru")
                            .addInput(rows)
                            .addInput(f.weights("state", 3, 2))
                            .addInput(f.weights("w_ru", 6, 4))
                            .addInput(f.weights("w_c", 6, 2))
                            .addInput(f.weights("b_ru", 4))
                            .addInput(f.weights("b_c", 2))
                            .build()
                            .output(3);
            g.opBuilder("LSTMBlockCell", "step")
                    .addInput(rows)
                    .addInput(state)
                    .addInput(state)
                    .addInput(f.weights("w2", 6, 8))
                    .addInput(f.weights("wci2", 2))
                    .addInput(f.weights("wcf2", 2))
                    .addInput(f.weights("wco2", 2))
                    .addInput(f.weights("b2", 8))
                    .build();
            last[1] = "step:6";
            bytes = g.toGraphDef();
        }
        GraphDef message = parse(bytes);
        Graph read = GraphDefReader.read(message);
        Map<String, NDArray> fed = Map.of("x", waves(STEPS, 3, 2));
        try (Session s = new Session(read);
                TensorFlow1 tf = new TensorFlow1(message)) {
            List<NDArray> theirs = tf.run(fed, List.of(), List.of(last));
            for (int i = 0; i < 2; i++) {
                requireClose(last[i], run(s, fed).run(read.tensor(last[i])), theirs.get(i));
            }
        }
    }

    private static GraphDef parse(byte[] bytes) {
        try {
            return GraphDef.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Constants in a graph of TensorFlow's. */
    private record Fused(org.tensorflow.Graph graph) {
        Output<?> constant(String name, org.tensorflow.Tensor<?> value) {
            return graph.opBuilder("Const", name)
                    .setAttr("dtype", value.dataType())
                    .setAttr("value", value)
                    .build()
                    .output(0);
        }

        Output<?> weights(String name, int... dims) {
            NDArray waves = waves(dims);
            long[] shape = java.util.Arrays.stream(dims).asLongStream().toArray();
            return constant(
                    name, org.tensorflow.Tensor.create(shape, FloatBuffer.wrap(waves.floats())));
        }
    }
}
