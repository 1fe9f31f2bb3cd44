package org.duograph.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.duograph.session.op.AttrDef;
import org.duograph.session.op.Attributes;
import org.duograph.session.op.Operator;
import org.duograph.session.op.Operators;
import org.duograph.session.op.StaticShape;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.DataType;

/**
 * A body in the making: what is built while its function runs goes to a graph of its own, and
 * tensors from outside that it uses are captured.
 */
final class BodyBuilder {
    private final Graph outer;
    private final Graph graph;
    private final List<Tensor> parameters = new ArrayList<>();
    private final Map<Tensor, Tensor> captured = new LinkedHashMap<>(); // outside, inside
    private List<Tensor> results;

    BodyBuilder(Graph outer) {
        this.outer = outer;
        this.graph = new Graph(outer, this);
    }

    /** Adds a parameter of a type and, as far as it is known, a shape. */
    void parameter(String name, DataType type, StaticShape shape) {
        parameters.add(add(name, type, shape));
    }

    /** Adds a parameter that is like a tensor from outside. */
    Tensor parameter(Tensor like) {
        Tensor made = standFor(like);
        parameters.add(made);
        return made;
    }

    private Tensor standFor(Tensor outside) {
        Tensor made = add(outside.operation().name(), outside.typeInFiles(), outside.shape());
        graph.inference().standFor(made, outer.inference(), outside);
        return made;
    }

    private Tensor add(String name, DataType type, StaticShape shape) {
        Operator operator = Operators.get("Placeholder");
        Map<String, AttrValue> attrs = new LinkedHashMap<>();
        attrs.put("dtype", Attributes.message(AttrDef.Kind.TYPE, type));
        attrs.put("shape", Attributes.message(AttrDef.Kind.SHAPE, shape));
        return graph.add(
                        new Operation(
                                graph,
                                graph.size(),
                                graph.context().names().parameter(name),
                                operator,
                                List.of(),
                                List.of(),
                                operator.check(attrs, List.of()),
                                "",
                                Context.origin()))
                .output(0);
    }

    /** Builds what the body computes of its parameters. */
    @SuppressWarnings("try") // the scope is only to be closed
    void build(Function<List<Tensor>, List<Tensor>> function) {
        try (Scope open = outer.bodies().open(graph)) {
            List<Tensor> given = function.apply(List.copyOf(parameters));
            requireTensors(given);
            results = given.stream().map(result -> own(graph, result)).toList();
        }
    }

    static List<Tensor> requireTensors(List<Tensor> given) {
        if (given == null || given.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException(
                    "A function of a choice or a loop must give tensors, but it gives " + given);
        }
        return given;
    }

    List<Tensor> results() {
        return results;
    }

    /**
     * A tensor as operations of a graph read it: in a body, what is outside is captured.
     *
     * @throws IllegalArgumentException if it is of a graph that is not around that one
     */
    static Tensor own(Graph graph, Tensor tensor) {
        if (tensor.graph() == graph) {
            return tensor;
        }
        if (graph.builder() == null) {
            throw new IllegalArgumentException(
                    tensor.name() + " must be from the same graph as the operation that reads it");
        }
        return graph.builder().capture(tensor);
    }

    /** The parameter that stands for a tensor from outside. */
    private Tensor capture(Tensor tensor) {
        Tensor outside = own(outer, tensor);
        Tensor inside = captured.get(outside);
        if (inside == null) {
            inside = standFor(outside);
            if (!outside.dtype().isFloating()) {
                graph.inference().know(inside, outer.inference(), outside);
            }
            captured.put(outside, inside);
        }
        return inside;
    }

    /** The tensors from outside that it or one of the others uses; from now on all of them do. */
    static List<Tensor> share(BodyBuilder... bodies) {
        Set<Tensor> all = new LinkedHashSet<>();
        Arrays.stream(bodies).forEach(body -> all.addAll(body.captured.keySet()));
        for (BodyBuilder body : bodies) {
            all.forEach(body::capture);
        }
        return List.copyOf(all);
    }

    /**
     * The body, whose parameters are its own, then what it captured.
     *
     * @param order what is captured, in the order of the parameters
     * @param handedOn whether what is captured is a result too
     */
    Body finish(String wished, List<Tensor> order, boolean handedOn) {
        List<Tensor> inside = order.stream().map(captured::get).toList();
        List<Tensor> all = new ArrayList<>(parameters);
        all.addAll(inside);
        List<Tensor> given = new ArrayList<>(results);
        if (handedOn) {
            given.addAll(inside);
        }
        List<String> names =
                given.stream().map(r -> graph.context().names().parameter("result")).toList();
        return add(wished, all, given, names);
    }

    /** The body, which captured nothing, and whose results are called so. */
    Body finish(String wished, List<String> resultNames) {
        return add(wished, parameters, results, resultNames);
    }

    private Body add(String wished, List<Tensor> all, List<Tensor> given, List<String> names) {
        return outer.bodies().add(wished, name -> new Body(name, graph, all, given, names));
    }
}
