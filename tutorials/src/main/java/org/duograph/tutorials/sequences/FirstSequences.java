package org.duograph.tutorials.sequences;

import static org.duograph.tutorials.Transcript.fails;
import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.Transcript.step;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.duograph.session.Fetched;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.proto.NodeDef;
import org.duograph.session.rnn.Attention;
import org.duograph.session.rnn.BasicRnnCell;
import org.duograph.session.rnn.GruCell;
import org.duograph.session.rnn.LstmCell;
import org.duograph.session.rnn.MultiRnnCell;
import org.duograph.session.rnn.Rnn;
import org.duograph.session.rnn.RnnCell;
import org.duograph.session.train.AdamOptimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Lesson "Sequences", step by step. */
public final class FirstSequences {
    // tag::sizes[]
    private static final int BATCH = 32;
    private static final int LONGEST = 12;

    // end::sizes[]

    private FirstSequences() {}

    /** Runs all steps. */
    public static void main(String[] args) {
        step("A cell");
        cell();
        step("Along sequences");
        alongSequences();
        step("Learning to add");
        learningToAdd();
        step("The state goes on");
        stateGoesOn();
        step("Looking things up");
        lookingUp();
        step("For TensorFlow");
        forTensorFlow();
    }

    static void cell() {
        // tag::cell[]
        Graph g = new Graph();
        RnnCell cell = new BasicRnnCell(1); // <1>
        Tensor x = g.placeholder("x", DType.FLOAT32, 1, 1);
        RnnCell.Step first = cell.step(x, cell.zeroState(x)); // <2>
        RnnCell.Step second = cell.step(x, first.state()); // <3>

        for (Variable variable : g.variables()) {
            System.out.println(variable.name() + " " + variable.shape());
        }
        try (Session s = new Session(g)) {
            s.initialize();
            Variable kernel = g.variables().get(0);
            s.run(kernel.assign(NDArray.of(Shape.of(2, 1), 1f, -2f))); // <4>
            NDArray one = NDArray.of(Shape.of(1, 1), 1f);
            Fetched both = s.feed(x, one).run(first.output(), second.output());
            System.out.println("h after one step:  " + both.get(0).get(0));
            System.out.println("h after two steps: " + both.get(1).get(0));
        }
        // end::cell[]
    }

    static void alongSequences() {
        // tag::along[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, -1, 1); // <1>
        Tensor lengths = g.placeholder("lengths", DType.INT32, -1);
        Rnn.Result r = new Rnn().lengths(lengths).dynamicRnn(new LstmCell(2), x); // <2>
        System.out.println("outputs " + r.outputs().shape());
        System.out.println("state   " + r.state().get(0).shape() + " c, then h");

        try (Session s = new Session(g)) {
            s.initialize();
            NDArray two = NDArray.of(Shape.of(2, 3, 1), 1f, 2, 3, 1, 7, 7); // <3>
            NDArray ends = NDArray.of(Shape.of(2), 3, 1);
            NDArray y = s.feed(x, two).feed(lengths, ends).run(r.outputs());
            for (int n = 0; n < 2; n++) {
                for (int t = 0; t < 3; t++) {
                    boolean zero = y.get((n * 3 + t) * 2) == 0;
                    System.out.println(
                            "sequence " + n + ", step " + t + (zero ? ": 0" : ": not 0"));
                }
            }
        }
        // end::along[]
        part();
        // tag::along-fail[]
        fails("already exists", () -> new Rnn().dynamicRnn(new LstmCell(2), x)); // <1>
        Tensor flat = g.placeholder("flat", DType.FLOAT32, -1, 3);
        fails("goes along [n, time, features]", () -> new Rnn().dynamicRnn(new GruCell(2), flat));
        // end::along-fail[]
    }

    // tag::task[]
    /** Sequences of numbers, of which two are marked; what is asked for is the sum of these. */
    record Task(NDArray x, NDArray lengths, NDArray sums) {
        static Task draw(Random random) {
            float[] x = new float[BATCH * LONGEST * 2];
            int[] lengths = new int[BATCH];
            float[] sums = new float[BATCH];
            for (int n = 0; n < BATCH; n++) {
                lengths[n] = 4 + random.nextInt(LONGEST - 3);
                for (int t = 0; t < LONGEST; t++) {
                    x[(n * LONGEST + t) * 2] = random.nextFloat(); // past the end too
                }
                int first = random.nextInt(lengths[n] - 1);
                int second = first + 1 + random.nextInt(lengths[n] - 1 - first);
                for (int t : new int[] {first, second}) {
                    x[(n * LONGEST + t) * 2 + 1] = 1;
                    sums[n] += x[(n * LONGEST + t) * 2];
                }
            }
            return new Task(
                    NDArray.of(Shape.of(BATCH, LONGEST, 2), x),
                    NDArray.of(Shape.of(BATCH), lengths),
                    NDArray.of(Shape.of(BATCH, 1), sums));
        }
    }

    // end::task[]

    static void learningToAdd() {
        // tag::learning[]
        Graph g = new Graph();
        g.setRandomSeed(1);
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, LONGEST, 2);
        Tensor lengths = g.placeholder("lengths", DType.INT32, -1);
        Tensor sums = g.placeholder("sums", DType.FLOAT32, -1, 1);
        Rnn.Result r = new Rnn().lengths(lengths).dynamicRnn(new GruCell(24), x);
        Tensor guess = g.layers().dense(r.state().get(0), 1); // <1>
        Tensor loss = guess.minus(sums).square().mean();
        Operation step = new AdamOptimizer(0.01).minimize(loss);

        Random random = new Random(1);
        try (Session s = new Session(g)) {
            s.initialize();
            double mean = 0;
            for (int i = 1; i <= 600; i++) {
                Task task = Task.draw(random);
                Fetched f =
                        s.feed(x, task.x())
                                .feed(lengths, task.lengths())
                                .feed(sums, task.sums())
                                .run(loss, step);
                mean += f.get(0).item() / 100;
                if (i % 100 == 0) {
                    System.out.println(line("steps to %3d: mean loss %.4f", i, mean));
                    mean = 0;
                }
            }
            // end::learning[]
            part();
            // tag::asking[]
            NDArray asked = NDArray.of(Shape.of(1, 4, 2), 0.5f, 0, 0.25f, 1, 0.9f, 0, 0.5f, 1);
            NDArray longer = NDArray.zeros(asked.type().withShape(Shape.of(1, LONGEST, 2)));
            for (int i = 0; i < asked.size(); i++) {
                longer.set(i, asked.get(i));
            }
            NDArray four = NDArray.of(Shape.of(1), 4);
            double sum = s.feed(x, longer).feed(lengths, four).run(guess).item();
            System.out.println(line("0.25 + 0.5 = %.2f", sum));
            // end::asking[]
        }
    }

    // tag::line[]
    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    // end::line[]

    static void stateGoesOn() {
        // tag::state[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 1, -1, 1);
        MultiRnnCell cell = new MultiRnnCell(new GruCell(2), new LstmCell(3)); // <1>
        List<Tensor> zeros = cell.zeroState(x);
        Rnn.Result r = new Rnn().initialState(zeros).dynamicRnn(cell, x);
        System.out.println("a state is " + cell.stateSizes() + " wide");

        try (Session s = new Session(g)) {
            s.initialize();
            NDArray whole = NDArray.of(Shape.of(1, 4, 1), 1f, 2, 3, 4);
            NDArray h = s.feed(x, whole).run(r.state().get(2));

            NDArray firstHalf = NDArray.of(Shape.of(1, 2, 1), 1f, 2);
            NDArray otherHalf = NDArray.of(Shape.of(1, 2, 1), 3f, 4);
            Fetched kept = s.feed(x, firstHalf).run(r.state().toArray());
            NDArray again =
                    s.feed(x, otherHalf)
                            .feed(zeros.get(0), kept.get(0)) // <2>
                            .feed(zeros.get(1), kept.get(1))
                            .feed(zeros.get(2), kept.get(2))
                            .run(r.state().get(2));
            boolean same = Math.abs(h.get(0) - again.get(0)) < 1e-6;
            System.out.println("two halves end " + (same ? "as" : "not as") + " the whole does");
        }
        // end::state[]
    }

    static void lookingUp() {
        // tag::lookup[]
        Graph g = new Graph();
        g.setRandomSeed(2);
        Tensor keys = g.placeholder("keys", DType.INT32, -1, 5); // <1>
        Tensor values = g.placeholder("values", DType.INT32, -1, 5);
        Tensor asked = g.placeholder("asked", DType.INT32, -1);
        Tensor answer = g.placeholder("answer", DType.INT32, -1);
        Variable words = g.variable("words", Initializers.randomUniform(-1, 1), 10, 16);
        Variable meanings = g.variable("meanings", Initializers.randomUniform(-1, 1), 4, 16);
        Tensor memory = words.lookup(keys).plus(meanings.lookup(values)); // <2>
        Attention attention = Attention.luong(16, memory);
        Tensor weights = attention.alignments(words.lookup(asked)); // <3>
        Tensor scores = g.layers().dense(attention.context(weights), 4);
        Tensor loss = scores.sparseSoftmaxCrossEntropy(answer).mean();
        Operation step = new AdamOptimizer(0.02).minimize(loss);

        Random random = new Random(2);
        try (Session s = new Session(g)) {
            s.initialize();
            for (int i = 1; i <= 300; i++) {
                Question q = Question.draw(random);
                double now =
                        s.feed(keys, q.keys())
                                .feed(values, q.values())
                                .feed(asked, q.asked())
                                .feed(answer, q.answer())
                                .run(loss, step)
                                .get(0)
                                .item();
                if (i == 1 || i == 300) {
                    System.out.println(line("question %3d: loss %.2f", i, now));
                }
            }
            NDArray row = NDArray.of(Shape.of(1, 5), 7, 3, 9, 0, 5);
            NDArray found =
                    s.feed(keys, row)
                            .feed(values, NDArray.of(Shape.of(1, 5), 1, 2, 0, 3, 1))
                            .feed(asked, NDArray.of(Shape.of(1), 9))
                            .run(weights);
            for (int t = 0; t < 5; t++) {
                boolean much = found.get(t) > 0.5;
                System.out.println("key " + row.getWhole(t) + (much ? " is looked at" : ""));
            }
        }
        // end::lookup[]
    }

    // tag::question[]
    /** Five keys with values, and one of the keys: its value is asked for. */
    record Question(NDArray keys, NDArray values, NDArray asked, NDArray answer) {
        static Question draw(Random random) {
            int[] keys = new int[BATCH * 5];
            int[] values = new int[BATCH * 5];
            int[] asked = new int[BATCH];
            int[] answer = new int[BATCH];
            for (int n = 0; n < BATCH; n++) {
                List<Integer> all = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
                Collections.shuffle(all, random);
                for (int t = 0; t < 5; t++) {
                    keys[n * 5 + t] = all.get(t);
                    values[n * 5 + t] = random.nextInt(4);
                }
                int which = random.nextInt(5);
                asked[n] = keys[n * 5 + which];
                answer[n] = values[n * 5 + which];
            }
            return new Question(
                    NDArray.of(Shape.of(BATCH, 5), keys),
                    NDArray.of(Shape.of(BATCH, 5), values),
                    NDArray.of(Shape.of(BATCH), asked),
                    NDArray.of(Shape.of(BATCH), answer));
        }
    }

    // end::question[]

    static void forTensorFlow() {
        // tag::tensorflow[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, -1, 8);
        Tensor y = new Rnn().dynamicRnn(new LstmCell(16), x).outputs();
        System.out.println("here:  " + g.operation("rnn/LSTM").type() + " gives " + y.shape());
        System.out.println("there: " + ops(g).stream().filter(op -> op.contains("LSTM")).toList());
        // end::tensorflow[]
        part();
        // tag::tensorflow-loop[]
        new Rnn().scope("other").dynamicRnn(new GruCell(16), x);
        boolean loop = ops(g).contains("StatelessWhile");
        System.out.println("there: " + (loop ? "a loop" : "no loop"));
        // end::tensorflow-loop[]
    }

    // tag::ops[]
    /** The operators of the file that a graph is for TensorFlow. */
    private static List<String> ops(Graph g) {
        return GraphDefWriter.write(g).getNodeList().stream().map(NodeDef::getOp).toList();
    }
    // end::ops[]
}
