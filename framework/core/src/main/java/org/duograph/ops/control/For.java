package org.duograph.ops.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Graph;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/**
 * Runs a graph a number of times; what an iteration gives as its states, the next one takes.
 *
 * <p>With a sequence as an input it is a scan, and a recurrent layer: iteration {@code t} is given
 * row {@code t}. One operator does both, for a loop over rows is a loop over their numbers. {@link
 * Loop} says what stands where.
 *
 * <p>The gradient is a For as well: it goes the other way, its body is the derivative of the body,
 * and its states are gradients. Of the iterations forward it is given the states with which each
 * began; all else the body computes again, so that a long loop takes little memory, and any body
 * will do.
 */
public final class For {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("For")
                    .summary(
                            "Runs a graph a number of times, each time on what the time before"
                                    + " gave, and on the next row of each sequence.")
                    .formula(
                            "states, Y[t] = body(t, states, X[t], captured)"
                                    + " for t = 0, 1, ..., n - 1")
                    .manyInputs(
                            "inputs",
                            "the count and the key if there are, both int64 scalars; the states"
                                    + " at the beginning; the sequences, n x ...; what the body"
                                    + " captures")
                    .ofType(ElementTypes.ANY)
                    .manyOutputs(
                            "outputs",
                            "the states at the end; what the body gives besides, stacked to"
                                    + " n x ..., 0 where there was no iteration; the states at the"
                                    + " beginning of each iteration, stacked; with early_exit the"
                                    + " number of iterations; the key if the body is random")
                    .ofType(ElementTypes.ANY)
                    .attrs(attrs())
                    .types(site -> new Loop(site.attrs(), site.inputs()).types(site))
                    .gradient(For::gradient)
                    .kernel(For::run)
                    .example(
                            new Example(
                                    Map.of("body", runningSum(), "states", 1, "sequences", 1),
                                    List.of(NDArray.scalar(0), NDArray.vector(3, 4, 5)),
                                    List.of(NDArray.scalar(12), NDArray.vector(3, 7, 12))))
                    .sample(recurrent(Map.of()))
                    .sample(recurrent(Map.of("reverse", 1)))
                    .sample(
                            Sample.of(
                                    Map.of(
                                            "body",
                                            swapping(),
                                            "states",
                                            2,
                                            "n",
                                            3,
                                            "starts",
                                            List.of(1)),
                                    Sample.real(Shape.of(2), 0.5, 1),
                                    Sample.real(Shape.of(2), 0.5, 1)))
                    .sample(
                            Sample.of(
                                    Map.of("body", exiting(), "states", 1, "n", 5, "early_exit", 1),
                                    Sample.real(Shape.SCALAR, 0.5, 1)))
                    .sample(
                            Sample.of(
                                    Map.of("body", growing(), "states", 1, "n", 4, "counted", 1),
                                    Sample.whole(DType.INT64, Shape.SCALAR, 2, 3),
                                    Sample.real(Shape.of(2), 0.5, 1),
                                    Sample.real(Shape.of(2), 0.5, 1)))
                    .sample(
                            Sample.of(
                                    Map.of("body", growing(), "states", 1, "n", 0),
                                    Sample.real(Shape.of(2), 0.5, 1),
                                    Sample.real(Shape.of(2), 0.5, 1)))
                    .build();

    private For() {}

    private static List<Attr> attrs() {
        return List.of(
                Attr.optional("body", Attr.Kind.GRAPH, "The graph: see the class Loop."),
                Attr.optional(
                        "n",
                        Attr.Kind.INT,
                        "The number of iterations; not needed where there is a sequence."),
                Attr.ofInt("states", 0, "How many of the inputs are states."),
                Attr.ofInt("sequences", 0, "How many of the inputs are sequences."),
                Attr.ofInt("reverse", 0, "1: t = n - 1, ..., 1, 0."),
                Attr.ofInt(
                        "early_exit",
                        0,
                        "1: the body's first result, a bool, says whether there is another"
                                + " iteration."),
                Attr.ofInt("counted", 0, "1: the first input says how many iterations; n at most."),
                Attr.ofInt(
                        "keyed",
                        0,
                        "1: an input is the key of another loop, to draw the same random"
                                + " numbers again."),
                Attr.ofInt(
                        "keep_starts",
                        1,
                        "1: the states at the beginning of each iteration are outputs. The"
                                + " gradient reads them; where nobody does, they are dropped."),
                Attr.optional(
                        "starts",
                        Attr.Kind.INTS,
                        "The numbers of the states of which these are outputs; all if not given."));
    }

    private static void gradient(GradientRule.Site g) {
        List<ArrayType> types = new ArrayList<>();
        for (int i = 0; i < g.inputCount(); i++) {
            types.add(g.input(i).type());
        }
        LoopGradient.of(g, new Loop(g.attrs(), types));
    }

    private static void run(Operands o) {
        List<ArrayType> types = new ArrayList<>();
        for (int i = 0; i < o.inputCount(); i++) {
            types.add(o.inType(i));
        }
        Loop loop = new Loop(o.attrs(), types);
        long key = loop.isKeyed() ? o.wholesIn(loop.keyInput())[0] : 0;
        if (loop.givesKey()) {
            key = o.random().key();
            o.wholesOut(loop.keyOutput())[0] = key;
        }
        long done = iterate(o, loop, key);
        if (loop.mayExit()) {
            o.wholesOut(loop.iterationsOutput())[0] = done;
        }
    }

    /** Runs the body; returns how often. */
    private static long iterate(Operands o, Loop loop, long key) {
        List<NDArray> states = read(o, loop.firstState(), loop.firstSequence());
        List<NDArray> sequences = read(o, loop.firstSequence(), loop.firstCaptured());
        List<NDArray> captured = read(o, loop.firstCaptured(), o.inputCount());
        List<NDArray> stacks = new ArrayList<>(); // outputs from number states on
        List<Integer> starts = loop.starts();
        int end = loop.firstStart() + starts.size();
        for (int i = loop.states(); i < end; i++) {
            stacks.add(NDArray.zeros(o.outType(i)));
        }
        long count = loop.isCounted() ? count(o, loop) : loop.most();
        long done = 0;
        for (boolean goesOn = true; goesOn && done < count; done++) {
            long t = loop.isReverse() ? count - 1 - done : done;
            List<NDArray> arguments = new ArrayList<>(List.of(NDArray.of(Shape.SCALAR, t)));
            arguments.addAll(states);
            sequences.forEach(x -> arguments.add(row(x, t)));
            arguments.addAll(captured);
            List<NDArray> results = loop.body().run(arguments, Philox.substep(key, t));
            List<NDArray> rows =
                    new ArrayList<>(
                            results.subList(loop.skipped() + states.size(), results.size()));
            for (int k : starts) {
                rows.add(states.get(k));
            }
            for (int i = 0; i < stacks.size(); i++) {
                putRow(rows.get(i), stacks.get(i), t);
            }
            states = results.subList(loop.skipped(), loop.skipped() + states.size());
            goesOn = !loop.mayExit() || results.get(0).get(0) != 0;
        }
        for (int i = 0; i < states.size(); i++) {
            o.write(i, states.get(i));
        }
        for (int i = 0; i < stacks.size(); i++) {
            o.write(loop.states() + i, stacks.get(i));
        }
        return done;
    }

    private static long count(Operands o, Loop loop) {
        long count = o.wholesIn(0)[0];
        long most = loop.isBounded() ? loop.most() : Long.MAX_VALUE;
        if (count < 0 || count > most) {
            throw new IllegalArgumentException(
                    "For: the count must be from 0 to " + most + ", found " + count);
        }
        return count;
    }

    static List<NDArray> read(Operands o, int from, int to) {
        List<NDArray> arrays = new ArrayList<>();
        for (int i = from; i < to; i++) {
            arrays.add(o.read(i));
        }
        return arrays;
    }

    private static NDArray row(NDArray stack, long t) {
        NDArray row = NDArray.zeros(Loop.row(stack.type()));
        System.arraycopy(stack.data(), (int) t * row.size(), row.data(), 0, row.size());
        return row;
    }

    static void putRow(NDArray row, NDArray stack, long t) {
        System.arraycopy(row.data(), 0, stack.data(), (int) t * row.size(), row.size());
    }

    private static Graph runningSum() {
        Graph body = new Graph("running sum");
        body.variable("t", Loop.NUMBER);
        Value sum = body.variable("sum", ArrayType.float32());
        Value x = body.variable("x", ArrayType.float32());
        Value next = Bodies.append(body, "Add", sum, x);
        body.assign("sum", next);
        body.assign("sums", next);
        return body;
    }

    /** A recurrent layer: h = tanh(W h + x), which it also gives, times a vector, row by row. */
    private static Sample recurrent(Map<String, ?> more) {
        Graph body = new Graph("recurrent layer");
        body.variable("t", Loop.NUMBER);
        Value h = body.variable("h", ArrayType.float32(2, 3));
        Value x = body.variable("x", ArrayType.float32(2, 3));
        Value w = body.variable("W", ArrayType.float32(3, 3));
        Value scale = body.variable("scale", ArrayType.float32(2, 3));
        Value sum = Bodies.append(body, "Add", Bodies.append(body, "MatMul", h, w), x);
        Value next = Bodies.append(body, "Tanh", sum);
        body.assign("h", next);
        body.assign("y", Bodies.append(body, "Mul", next, scale));
        Map<String, Object> attrs = new java.util.LinkedHashMap<>(more);
        attrs.putAll(Map.of("body", body, "states", 1, "sequences", 1));
        return Sample.of(
                attrs,
                Sample.real(Shape.of(2, 3), -1, 1),
                Sample.real(Shape.of(4, 2, 3), -1, 1),
                Sample.real(Shape.of(3, 3), -1, 1),
                Sample.real(Shape.of(2, 3), -1, 1));
    }

    /** Squares a number between a half and one; stops once it is below a fifth. */
    private static Graph exiting() {
        Graph body = new Graph("square until small");
        body.variable("t", Loop.NUMBER);
        Value x = body.variable("x", ArrayType.float32());
        Value y = Bodies.append(body, "Sqr", x);
        Value limit = body.constant("limit", NDArray.scalar(0.2f));
        body.assign("goes on", Bodies.append(body, "GT", y, limit));
        body.assign("x", y);
        body.assign("y", y);
        return body;
    }

    /** Each state becomes something of the other. */
    private static Graph swapping() {
        Graph body = new Graph("swap");
        body.variable("t", Loop.NUMBER);
        Value x = body.variable("x", ArrayType.float32(2));
        Value y = body.variable("y", ArrayType.float32(2));
        body.assign("x", Bodies.append(body, "Sqr", y));
        body.assign("y", Bodies.append(body, "Tanh", x));
        return body;
    }

    private static Graph growing() {
        Graph body = new Graph("grow");
        body.variable("t", Loop.NUMBER);
        Value x = body.variable("x", ArrayType.float32(2));
        Value rate = body.variable("rate", ArrayType.float32(2));
        body.assign("x", Bodies.append(body, "Add", x, Bodies.append(body, "Mul", x, rate)));
        body.assign("before", x);
        return body;
    }
}
