package org.duograph.session.op;

import static org.duograph.session.op.Operator.stateful;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.GradientRule;
import org.duograph.graph.HostCode;
import org.duograph.graph.Node;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.fill.ConstantFill;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Operations that run Java code: nodes of the core that run on the host. */
final class Calls {
    private static final String ATTRS = "token:string Tin:list(type) Tout:list(type)";

    static final List<Operator> OPERATORS =
            List.of(
                    stateful("PyFunc", "input:Tin -> output:Tout", ATTRS, Calls::lower),
                    Operator.of(
                            "PyFuncStateless", "input:Tin -> output:Tout", ATTRS, Calls::lower));

    private static final Attr TYPES =
            Attr.optional("types", Attr.Kind.STRINGS, "The types of the outputs.");

    private Calls() {}

    private static void lower(LoweringSite site) {
        JavaCode code = site.code();
        List<Value> inputs = site.inputs(0, site.inputCount());
        List<ArrayType> types = inputs.stream().map(Value::type).toList();
        List<Shape> shapes = code.shapes().of(types);
        List<DType> elements = site.attrs().dtypes("Tout");
        requireCount("its shapes are", shapes, elements.size());
        List<ArrayType> results = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            results.add(new ArrayType(elements.get(i), shapes.get(i)));
        }
        Node node = site.append(definition(code), attrs(results), inputs);
        site.give(node.outputs().toArray(Value[]::new));
    }

    private static Map<String, ?> attrs(List<ArrayType> types) {
        return Map.of(TYPES.name(), types.stream().map(ArrayType::toString).toList());
    }

    private static void requireCount(String what, List<?> found, int expected) {
        if (found == null || found.size() != expected) {
            throw new IllegalArgumentException(
                    "%s %s, but there must be %d".formatted(what, found, expected));
        }
    }

    private static OpDef definition(JavaCode code) {
        OpBuilder def = host("Call", "Runs Java code.", node -> run(code, node));
        if (code.gradient() != null) {
            def.gradient(g -> appendGradient(g, code));
        }
        return (code.isStateful() ? def.effect() : def).build();
    }

    private static OpBuilder host(String type, String summary, Function<Node, HostCode> code) {
        return OpDef.named(type)
                .summary(summary)
                .manyInputs("inputs", "what it is given")
                .ofType(ElementTypes.ANY)
                .manyOutputs("outputs", "what it gives")
                .ofType(ElementTypes.ANY)
                .attrs(TYPES)
                .types(
                        site ->
                                site.attrs().strings(TYPES.name()).stream()
                                        .map(ArrayType::parse)
                                        .toList())
                .host(code);
    }

    private static HostCode run(JavaCode code, Node node) {
        int count = node.outputs().size();
        return call -> {
            List<NDArray> results = code.run().of(read(call, 0, node.inputs().size()));
            requireCount("the code gave", results, count);
            for (int i = 0; i < count; i++) {
                if (results.get(i) == null) {
                    throw new IllegalArgumentException(
                            "the code gave null for its output %d; it must give an array"
                                    .formatted(i));
                }
                call.output(i, results.get(i));
            }
        };
    }

    private static List<NDArray> read(HostCode.Call call, int from, int to) {
        List<NDArray> arrays = new ArrayList<>();
        for (int i = from; i < to; i++) {
            arrays.add(call.input(i));
        }
        return arrays;
    }

    /** Reads inputs, outputs and their gradients; gives those of the inputs that learn. */
    private static void appendGradient(GradientRule.Site g, JavaCode code) {
        int inputs = g.inputCount();
        int outputs = g.attrs().strings(TYPES.name()).size();
        List<Value> read = new ArrayList<>();
        List<Integer> learning = new ArrayList<>();
        List<ArrayType> types = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            read.add(g.input(i));
            if (g.input(i).type().dtype().isFloating() && g.wants(i)) {
                learning.add(i);
                types.add(g.input(i).type());
            }
        }
        for (int i = 0; i < outputs; i++) {
            read.add(g.output(i));
        }
        for (int i = 0; i < outputs; i++) {
            read.add(gradientOrZeros(g, i));
        }
        if (learning.isEmpty()) {
            return;
        }
        OpDef def =
                host(
                                "CallGradient",
                                "Runs Java code that computes a gradient.",
                                node -> gradient(code, inputs, outputs, learning))
                        .build();
        Node node = g.appendNode(def, attrs(types), read.toArray(Value[]::new));
        for (int k = 0; k < learning.size(); k++) {
            g.inputGradient(learning.get(k), node.output(k));
        }
    }

    private static Value gradientOrZeros(GradientRule.Site g, int output) {
        Value gradient = g.outputGradient(output);
        ArrayType type = g.output(output).type();
        return gradient != null
                ? gradient
                : g.append(
                        ConstantFill.OP,
                        Map.of("shape", type.shape().toList(), "dtype", type.dtype()));
    }

    private static HostCode gradient(
            JavaCode code, int inputs, int outputs, List<Integer> learning) {
        return call -> {
            List<NDArray> results =
                    code.gradient()
                            .of(
                                    read(call, 0, inputs),
                                    read(call, inputs, inputs + outputs),
                                    read(call, inputs + outputs, inputs + 2 * outputs));
            requireCount("the gradient gave", results, inputs);
            for (int k = 0; k < learning.size(); k++) {
                NDArray gradient = results.get(learning.get(k));
                call.output(
                        k,
                        gradient != null ? gradient : NDArray.zeros(call.node().output(k).type()));
            }
        };
    }
}
