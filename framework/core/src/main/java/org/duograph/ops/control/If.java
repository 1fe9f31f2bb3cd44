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
 * Runs one of two graphs.
 *
 * <p>Its gradient is an If on the same condition, over the derivatives of the two. They compute
 * again what they need of the way forward: the branch that was not taken has nothing to keep.
 */
public final class If {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("If")
                    .summary("Runs one of two graphs, as a condition says.")
                    .formula("Y = then(captured) if cond, else else(captured)")
                    .input("cond", "one truth value")
                    .ofType(ElementTypes.BOOLS)
                    .manyInputs(
                            "captured",
                            "with keyed the key, an int64 scalar; what the graphs take, both the"
                                    + " same")
                    .ofType(ElementTypes.ANY)
                    .manyOutputs(
                            "Y",
                            "what both graphs give, of the same types; the key if one of them is"
                                    + " random")
                    .ofType(ElementTypes.ANY)
                    .attrs(
                            Attr.optional("then", Attr.Kind.GRAPH, "What is run if cond is true."),
                            Attr.optional("else", Attr.Kind.GRAPH, "What is run if cond is false."),
                            Attr.ofInt(
                                    "keyed",
                                    0,
                                    "1: the second input is the key of another If, to draw the"
                                            + " same random numbers again."))
                    .types(If::types)
                    .gradient(If::gradient)
                    .kernel(If::run)
                    .example(
                            new Example(
                                    Map.of("then", once("Negative"), "else", once("Sqr")),
                                    List.of(truth(1), NDArray.vector(3, 4)),
                                    List.of(NDArray.vector(-3, -4))))
                    .sample(sample(0))
                    .sample(sample(1))
                    .build();

    private If() {}

    /**
     * What stands where in an If.
     *
     * @param attrs the node's attributes
     */
    public record View(Attrs attrs) {
        /** The view of a node. */
        public static View of(Node node) {
            return new View(node.attrs());
        }

        /** The graph that is run if the condition is true, or the other one. */
        public SubGraph branch(boolean condition) {
            return new SubGraph(attrs.graph(condition ? "then" : "else"));
        }

        /** Whether the second input is the key of its random numbers. */
        public boolean isKeyed() {
            return attrs.flag("keyed");
        }

        /** The first input that the branches take. */
        public int firstCaptured() {
            return isKeyed() ? 2 : 1;
        }

        /** The number of results of a branch. */
        public int results() {
            return branch(true).results().size();
        }

        /** Whether the last output is the key of its random numbers. */
        public boolean givesKey() {
            return !isKeyed() && (branch(true).isRandom() || branch(false).isRandom());
        }
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        site.require(
                site.attrs().has("then") && site.attrs().has("else"),
                "both then and else must be given");
        View view = new View(site.attrs());
        site.require(site.shape(0).size() == 1, "cond must be one bool, found %s", site.in(0));
        site.require(
                site.count() >= view.firstCaptured()
                        && (!view.isKeyed() || site.in(1).equals(Loop.NUMBER)),
                "with keyed, the second input must be a key, %s, found the inputs %s",
                Loop.NUMBER,
                site.inputs());
        Map<String, ArrayType> arguments = new LinkedHashMap<>();
        for (int i = view.firstCaptured(); i < site.count(); i++) {
            arguments.put("captured input " + (i - view.firstCaptured()), site.in(i));
        }
        view.branch(true).requireParameters("then", arguments);
        view.branch(false).requireParameters("else", arguments);
        List<ArrayType> types = new ArrayList<>(view.branch(true).resultTypes());
        site.require(
                !types.isEmpty() && types.equals(view.branch(false).resultTypes()),
                "then and else must give results of the same types, at least one, found %s and %s",
                types,
                view.branch(false).resultTypes());
        if (view.givesKey()) {
            types.add(Loop.NUMBER);
        }
        return types;
    }

    private static void gradient(GradientRule.Site g) {
        View view = new View(g.attrs());
        List<Integer> wanted = new ArrayList<>();
        for (int i = view.firstCaptured(); i < g.inputCount(); i++) {
            if (g.input(i).type().dtype().isFloating() && g.wants(i)) {
                wanted.add(i);
            }
        }
        if (wanted.isEmpty()) {
            return;
        }
        List<Value> inputs = new ArrayList<>(List.of(g.input(0)));
        boolean keyed = view.isKeyed() || view.givesKey();
        if (keyed) {
            inputs.add(view.isKeyed() ? g.input(1) : g.output(view.results()));
        }
        for (int i = view.firstCaptured(); i < g.inputCount(); i++) {
            inputs.add(g.input(i));
        }
        for (int r = 0; r < view.results(); r++) {
            if (g.outputGradient(r) != null) {
                inputs.add(g.outputGradient(r));
            }
        }
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("then", derivative(g, view, view.branch(true).withoutEffects(), wanted));
        attrs.put("else", derivative(g, view, view.branch(false).withoutEffects(), wanted));
        attrs.put("keyed", keyed);
        Node node = g.appendNode(OP, attrs, inputs.toArray(Value[]::new));
        for (int k = 0; k < wanted.size(); k++) {
            g.inputGradient(wanted.get(k), node.output(k));
        }
    }

    /** From what a branch takes and the gradients of its results to those of what it takes. */
    private static Graph derivative(
            GradientRule.Site g, View view, SubGraph branch, List<Integer> wanted) {
        Graph graph = new Graph("gradient of " + branch.graph().name());
        List<Graph> names = List.of(graph, branch.graph());
        List<Value> captured = new ArrayList<>();
        for (Value p : branch.parameters()) {
            captured.add(graph.variable(Bodies.freeName(p.name(), List.of(graph)), p.type()));
        }
        List<Value> dY = new ArrayList<>();
        for (int r = 0; r < view.results(); r++) {
            Value gradient = g.outputGradient(r);
            String name = Bodies.freeName("d_" + branch.results().get(r), names);
            dY.add(gradient == null ? null : graph.variable(name, gradient.type()));
        }
        List<Value> results = branch.appendTo(graph, captured);
        Map<Value, Value> seeds = new LinkedHashMap<>();
        for (int r = 0; r < results.size(); r++) {
            Value y = results.get(r);
            Value before = seeds.get(y);
            if (dY.get(r) != null) {
                seeds.put(
                        y,
                        before == null
                                ? dY.get(r)
                                : Bodies.append(graph, "Add", before, dY.get(r)));
            }
        }
        List<Value> xs = wanted.stream().map(i -> captured.get(i - view.firstCaptured())).toList();
        Map<Value, Value> gradients = g.differentiate(graph, seeds, xs);
        for (Value x : xs) {
            graph.assign("d_" + x, Bodies.orZeros(graph, gradients.get(x), x.type()));
        }
        return graph;
    }

    private static void run(Operands o) {
        View view = new View(o.attrs());
        long key = view.isKeyed() ? o.wholesIn(1)[0] : 0;
        if (view.givesKey()) {
            key = o.random().key();
            o.wholesOut(view.results())[0] = key;
        }
        SubGraph branch = view.branch(o.wholesIn(0)[0] != 0);
        List<NDArray> captured = For.read(o, view.firstCaptured(), o.inputCount());
        List<NDArray> results = branch.run(captured, Philox.substep(key, 0));
        for (int r = 0; r < results.size(); r++) {
            o.write(r, results.get(r));
        }
    }

    private static NDArray truth(int yes) {
        return NDArray.of(Shape.SCALAR, yes).cast(DType.BOOL);
    }

    private static Graph once(String type) {
        Graph graph = new Graph(type);
        Value x = graph.variable("x", ArrayType.float32(2));
        graph.assign("y", Bodies.append(graph, type, x));
        return graph;
    }

    /** A product, or a sine: one reads both inputs, the other one. */
    private static Sample sample(int condition) {
        ArrayType type = ArrayType.float32(2, 3);
        Graph product = new Graph("product");
        Value a = product.variable("a", type);
        Value b = product.variable("b", type);
        product.assign("y", Bodies.append(product, "Mul", a, b));
        product.assign("a", a);
        Graph sine = new Graph("sine");
        Value x = sine.variable("a", type);
        sine.variable("b", type);
        Value y = Bodies.append(sine, "Sin", x);
        sine.assign("y", y);
        sine.assign("a", y);
        return Sample.of(
                Map.of("then", product, "else", sine),
                Sample.whole(DType.BOOL, Shape.SCALAR, condition, condition + 1),
                Sample.real(Shape.of(2, 3), -1, 1),
                Sample.real(Shape.of(2, 3), -1, 1));
    }
}
