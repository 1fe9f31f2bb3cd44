package org.duograph.ops.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.SubGraph;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/**
 * Runs a graph as long as another one says so, which is asked at the beginning and after each
 * iteration. That one draws no random numbers: whether there is another iteration follows from the
 * states.
 *
 * <p>Where {@code most} is given, the states at the beginning of each iteration are kept for the
 * gradient; where it isn't, the gradient computes them again ({@link LoopGradient}).
 */
public final class While {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("While")
                    .summary("Runs a graph as long as another one says so.")
                    .formula("while cond(states, captured):" + " states = body(states, captured)")
                    .manyInputs(
                            "inputs",
                            "with keyed the key, an int64 scalar; the states at the beginning;"
                                    + " what cond and body capture")
                    .ofType(ElementTypes.ANY)
                    .manyOutputs(
                            "outputs",
                            "the states at the end; the number of iterations, an int64 scalar;"
                                    + " with most the states at the beginning of each iteration,"
                                    + " stacked, 0 where there was none; the key if the body is"
                                    + " random")
                    .ofType(ElementTypes.ANY)
                    .attrs(
                            Attr.optional(
                                    "cond",
                                    Attr.Kind.GRAPH,
                                    "Takes states and captured, and gives one bool."),
                            Attr.optional(
                                    "body",
                                    Attr.Kind.GRAPH,
                                    "Takes states and captured, and gives the states."),
                            Attr.optional("most", Attr.Kind.INT, "The most iterations."),
                            Attr.ofInt(
                                    "keyed",
                                    0,
                                    "1: the first input is the key of another loop, to draw the"
                                            + " same random numbers again."),
                            Attr.ofInt(
                                    "keep_starts",
                                    1,
                                    "1: with most, the states at the beginning of each iteration"
                                            + " are outputs, for the gradient."),
                            Attr.optional(
                                    "starts",
                                    Attr.Kind.INTS,
                                    "The numbers of the states of which these are outputs; all if"
                                            + " not given."))
                    .types(While::types)
                    .gradient(While::gradient)
                    .kernel(While::run)
                    .example(
                            new Example(
                                    Map.of("cond", below(), "body", doubling()),
                                    List.of(NDArray.scalar(3), NDArray.scalar(20)),
                                    List.of(NDArray.scalar(24), NDArray.of(Shape.SCALAR, 3L))))
                    .sample(sample(Map.of(), 0))
                    .sample(sample(Map.of("most", 10), 1))
                    .sample(sample(Map.of("most", 2), 0))
                    .sample(sample(Map.of(), 5))
                    .sample(sample(Map.of("most", 10, "starts", List.of(1)), 1))
                    .build();

    private While() {}

    /**
     * What stands where in a While.
     *
     * @param attrs the node's attributes
     * @param inputs how many inputs it has
     */
    public record View(Attrs attrs, int inputs) {
        /** The view of a node. */
        public static View of(Node node) {
            return new View(node.attrs(), node.inputs().size());
        }

        /** The graph that says whether to go on. */
        public SubGraph cond() {
            return new SubGraph(attrs.graph("cond"));
        }

        /** The graph that is run. */
        public SubGraph body() {
            return new SubGraph(attrs.graph("body"));
        }

        /** Whether the first input is the key of its random numbers. */
        public boolean isKeyed() {
            return attrs.flag("keyed");
        }

        /** The input that is the first state. */
        public int firstState() {
            return isKeyed() ? 1 : 0;
        }

        /** The number of states. */
        public int states() {
            return body().results().size();
        }

        /** The first input that every iteration reads as it is. */
        public int firstCaptured() {
            return firstState() + states();
        }

        /** Whether the most iterations that there can be are given. */
        public boolean isBounded() {
            return attrs.has("most");
        }

        /** The most iterations that there can be. */
        public long most() {
            return isBounded() ? attrs.i("most") : Long.MAX_VALUE;
        }

        /** Whether the states at the beginning of each iteration are outputs too. */
        public boolean keepsStarts() {
            return isBounded() && attrs.flag("keep_starts");
        }

        /** The states that are outputs as they were at the beginning of each iteration. */
        public List<Integer> starts() {
            return keepsStarts() ? Loop.starts(attrs, states()) : List.of();
        }

        /** The output that is the first of these stacks. */
        public int firstStart() {
            return states() + 1;
        }

        /** Whether the last output is the key of its random numbers. */
        public boolean givesKey() {
            return !isKeyed() && body().isRandom();
        }

        /** The output that holds the key. */
        public int keyOutput() {
            return firstStart() + starts().size();
        }
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        site.require(
                site.attrs().has("cond") && site.attrs().has("body"),
                "both cond and body must be given");
        View view = new View(site.attrs(), site.count());
        if (view.isBounded()) {
            site.attrs().atLeast(0, "most");
        }
        site.require(
                view.states() > 0 && view.firstCaptured() <= site.count(),
                "body gives %d states, but there are %d inputs",
                view.states(),
                site.count());
        if (view.isKeyed()) {
            site.require(
                    site.in(0).equals(Loop.NUMBER),
                    "the key must be %s, found %s",
                    Loop.NUMBER,
                    site.in(0));
        }
        Map<String, ArrayType> arguments = new LinkedHashMap<>();
        for (int i = view.firstState(); i < site.count(); i++) {
            int captured = i - view.firstCaptured();
            arguments.put(
                    captured < 0
                            ? "state " + (i - view.firstState())
                            : "captured input " + captured,
                    site.in(i));
        }
        view.cond().requireParameters("cond", arguments);
        view.body().requireParameters("body", arguments);
        requireResults(site, view);
        List<ArrayType> states = view.body().resultTypes();
        List<ArrayType> types = new ArrayList<>(states);
        types.add(Loop.NUMBER);
        Loop.requireStarts(site, view.starts(), view.states());
        for (int k : view.starts()) {
            types.add(Loop.stack(states.get(k), Shape.extent(view.most())));
        }
        if (view.givesKey()) {
            types.add(Loop.NUMBER);
        }
        return types;
    }

    private static void requireResults(TypeRule.Site site, View view) {
        List<Value> truth = view.cond().results();
        site.require(truth.size() == 1, "cond must give one result, found %s", truth);
        Loop.requireTruth(site, "cond's result", truth.get(0));
        site.require(
                !view.cond().isRandom(),
                "cond draws random numbers; draw them in body, and hand them to cond as a state");
        for (int k = 0; k < view.states(); k++) {
            Value result = view.body().results().get(k);
            site.require(
                    result.type().equals(site.in(view.firstState() + k)),
                    "body gives \"%s\" as state %d, which must stay %s, found %s",
                    result,
                    k,
                    site.in(view.firstState() + k),
                    result.type());
        }
    }

    private static void gradient(GradientRule.Site g) {
        View view = new View(g.attrs(), g.inputCount());
        Graph body = new Graph(view.body().graph().name());
        String t = Bodies.freeName("t", List.of(view.body().graph()));
        body.variable(t, Loop.NUMBER);
        List<Value> parameters = new ArrayList<>();
        for (Value p : view.body().parameters()) {
            parameters.add(body.variable(p.name(), p.type()));
        }
        List<Value> results = view.body().withoutEffects().appendTo(body, parameters);
        for (int k = 0; k < results.size(); k++) {
            body.assign(parameters.get(k).name(), results.get(k));
        }
        List<Value> starts = new ArrayList<>();
        for (int i = 0; i < view.starts().size(); i++) {
            starts.add(g.output(view.firstStart() + i));
        }
        LoopGradient.append(
                g,
                new LoopGradient.Forward(
                        new SubGraph(body),
                        0,
                        view.firstState(),
                        view.states(),
                        0,
                        starts.size() == view.states() ? starts : null,
                        view.starts(),
                        view.firstStart(),
                        g.output(view.states()),
                        view.isKeyed()
                                ? g.input(0)
                                : view.givesKey() ? g.output(view.keyOutput()) : null,
                        view.isBounded() ? view.most() : null,
                        false));
    }

    private static void run(Operands o) {
        View view = new View(o.attrs(), o.inputCount());
        long key = view.isKeyed() ? o.wholesIn(0)[0] : 0;
        if (view.givesKey()) {
            key = o.random().key();
            o.wholesOut(view.keyOutput())[0] = key;
        }
        List<NDArray> states = For.read(o, view.firstState(), view.firstCaptured());
        List<NDArray> captured = For.read(o, view.firstCaptured(), o.inputCount());
        List<NDArray> stacks = new ArrayList<>();
        List<Integer> starts = view.starts();
        for (int i = 0; i < starts.size(); i++) {
            stacks.add(NDArray.zeros(o.outType(view.firstStart() + i)));
        }
        long t = 0;
        List<NDArray> arguments = both(states, captured);
        while (goesOn(view, arguments) && t < view.most()) {
            for (int i = 0; i < stacks.size(); i++) {
                For.putRow(states.get(starts.get(i)), stacks.get(i), t);
            }
            states = view.body().run(arguments, Philox.substep(key, t));
            arguments = both(states, captured);
            t++;
        }
        for (int k = 0; k < states.size(); k++) {
            o.write(k, states.get(k));
        }
        o.wholesOut(view.states())[0] = t;
        for (int i = 0; i < stacks.size(); i++) {
            o.write(view.firstStart() + i, stacks.get(i));
        }
    }

    private static List<NDArray> both(List<NDArray> states, List<NDArray> captured) {
        List<NDArray> arguments = new ArrayList<>(states);
        arguments.addAll(captured);
        return arguments;
    }

    private static boolean goesOn(View view, List<NDArray> arguments) {
        return view.cond().run(arguments, 0).get(0).get(0) != 0;
    }

    private static Graph doubling() {
        Graph body = new Graph("double");
        Value x = body.variable("x", ArrayType.float32());
        body.variable("limit", ArrayType.float32());
        body.assign("x", Bodies.append(body, "Add", x, x));
        return body;
    }

    private static Graph below() {
        Graph cond = new Graph("below");
        Value x = cond.variable("x", ArrayType.float32());
        Value limit = cond.variable("limit", ArrayType.float32());
        cond.assign("goes on", Bodies.append(cond, "LT", x, limit));
        return cond;
    }

    /**
     * Multiplies a vector by another until a count, which is a state too, reaches four: an end that
     * comes whatever numbers the vectors hold.
     */
    private static Sample sample(Map<String, ?> more, int begin) {
        Graph cond = new Graph("fewer than four");
        Value count = cond.variable("count", new ArrayType(DType.INT32, Shape.SCALAR));
        cond.variable("x", ArrayType.float32(2));
        cond.variable("factor", ArrayType.float32(2));
        Value four = cond.constant("four", NDArray.of(Shape.SCALAR, 4));
        cond.assign("goes on", Bodies.append(cond, "LT", count, four));
        Graph body = new Graph("multiply");
        Value before = body.variable("count", count.type());
        Value x = body.variable("x", ArrayType.float32(2));
        Value factor = body.variable("factor", ArrayType.float32(2));
        Value one = body.constant("one", NDArray.of(Shape.SCALAR, 1));
        body.assign("count", Bodies.append(body, "Add", before, one));
        body.assign("x", Bodies.append(body, "Mul", x, factor));
        Map<String, Object> attrs = new LinkedHashMap<>(more);
        attrs.putAll(Map.of("cond", cond, "body", body));
        return Sample.of(
                attrs,
                Sample.whole(DType.INT32, Shape.SCALAR, begin, begin + 1),
                Sample.real(Shape.of(2), 0.5, 2),
                Sample.real(Shape.of(2), 0.5, 1.5));
    }
}
