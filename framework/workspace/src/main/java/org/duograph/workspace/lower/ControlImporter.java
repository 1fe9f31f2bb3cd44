package org.duograph.workspace.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.SubGraph;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.net.ControlOperators;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Lowers the operators of a net that run nets: If and While become those of graphs, a Do the
 * operators that it runs.
 *
 * <p>What the inner nets read is captured, by name; what they write are results, and in a loop
 * states. Blobs that only they have stay inside.
 *
 * <p>Each reads copies of what is around it, which cost nothing, for the compiler takes them away
 * again. So its gradient is what the engine computes of its results with respect to these copies:
 * {@code IfGradient}, {@code WhileGradient} and {@code DoGradient} say of which blobs.
 */
final class ControlImporter {
    /** Lowers all operators of a net into a graph, over blobs of its own. */
    @FunctionalInterface
    interface Lowering {
        void lower(NetDef net, Graph graph, BlobValues blobs, KnownNumbers known);
    }

    /** The blob that a loop or a choice without results gives. */
    private static final String NOTHING = "nothing";

    /**
     * An operator that was lowered.
     *
     * @param inputs what it read, by name
     * @param outputs what it wrote, by name
     */
    private record Lowered(Map<String, Value> inputs, Map<String, Value> outputs) {}

    private final Lowering lowering;

    /** For each blob the operator that wrote it last, of those that run nets. */
    private final Map<String, Lowered> writers = new HashMap<>();

    /** None yet; {@code lowering} lowers the nets in them. */
    ControlImporter(Lowering lowering) {
        this.lowering = lowering;
    }

    /** Whether an operator makes the blob in which a Do keeps its blobs. */
    static boolean isScope(OperatorDef op) {
        return op.getType().equals("CreateScope");
    }

    /** Lowers one operator. */
    void add(LoweringSite site) {
        if (ControlOperators.isGradient(site.op().getType())) {
            addGradient(site);
            return;
        }
        Around around = new Around(site, lowering, new LinkedHashMap<>());
        Map<String, Value> outputs =
                switch (site.op().getType()) {
                    case "If" -> choice(around);
                    case "While" -> loop(around);
                    default -> run(around);
                };
        outputs.forEach(site.blobs()::write);
        Lowered lowered = new Lowered(around.read, outputs);
        outputs.keySet().forEach(blob -> writers.put(blob, lowered));
    }

    /**
     * What is around an operator.
     *
     * @param site where it stands
     * @param lowering lowers the nets in it
     * @param read what it has read so far, by name
     */
    private record Around(LoweringSite site, Lowering lowering, Map<String, Value> read) {
        /** What a blob stands for, as a value that only this operator reads; null if no tensor. */
        Value value(String blob) {
            if (!read.containsKey(blob)) {
                Value value = site.blobs().read(blob);
                boolean learns = value != null && value.type().dtype().isFloating();
                read.put(blob, learns ? copy(value) : value);
            }
            return read.get(blob);
        }

        private Value copy(Value value) {
            return site.append(value.name(), OpCatalog.get("Copy"), Map.of(), List.of(value))
                    .output(0);
        }

        /** The value of a blob that must be a tensor. */
        Value require(String blob) {
            site.read(blob);
            return value(blob);
        }

        /** Lowers nets, one after the other, into a graph of their own. */
        Inner lower(List<NetDef> nets, Function<String, Value> outside, Set<String> changing) {
            KnownNumbers known =
                    new KnownNumbers(
                            blob ->
                                    changing.contains(blob) || outside.apply(blob) == null
                                            ? null
                                            : site.known().of(outside.apply(blob)));
            Graph graph = new Graph(nets.isEmpty() ? "" : nets.get(0).getName(), known);
            BlobValues blobs =
                    BlobValues.overVariables(
                            graph,
                            blob -> {
                                Value value = outside.apply(blob);
                                return value == null ? null : value.type();
                            });
            for (NetDef net : nets) {
                lowering.lower(net, graph, blobs, known);
            }
            return new Inner(graph, blobs.written());
        }

        List<Value> append(String type, Map<String, ?> attrs, List<Value> inputs) {
            String name =
                    site.op().getOutputCount() > 0 ? site.op().getOutput(0) : site.op().getType();
            return site.append(name, OpCatalog.get(type), attrs, inputs).outputs();
        }
    }

    /**
     * Nets that were lowered into a graph of their own.
     *
     * @param graph the graph; its variables are what they read
     * @param written what they wrote, by name
     */
    private record Inner(Graph graph, Map<String, Value> written) {
        /** The same graph with these parameters, and with the blobs {@code results} as results. */
        Graph with(Map<String, ArrayType> parameters, Iterable<String> results) {
            Graph whole = new Graph(graph.name());
            Map<String, Value> given = new LinkedHashMap<>();
            parameters.forEach((blob, type) -> given.put(blob, whole.variable(blob, type)));
            written.forEach(graph::assign);
            List<Value> copies =
                    new SubGraph(graph)
                            .appendTo(
                                    whole,
                                    graph.variables().keySet().stream().map(given::get).toList());
            List<String> names = List.copyOf(written.keySet());
            for (String result : results) {
                int at = names.indexOf(result);
                whole.assign(result, at < 0 ? given.get(result) : copies.get(at));
            }
            return whole;
        }
    }

    private static Map<String, Value> choice(Around around) {
        OperatorDef op = around.site.op();
        Map<String, NetDef> nets = ControlOperators.nets(op);
        String condition = ControlOperators.condition(op);
        Value truth = around.require(condition);
        List<Inner> branches = new ArrayList<>();
        for (String name : List.of("then_net", "else_net")) {
            List<NetDef> net = nets.containsKey(name) ? List.of(nets.get(name)) : List.of();
            branches.add(around.lower(net, around::value, Set.of()));
        }
        Set<String> results = new LinkedHashSet<>();
        Set<String> written = new LinkedHashSet<>(op.getOutputList());
        branches.forEach(branch -> written.addAll(branch.written.keySet()));
        for (String blob : written) {
            long writing = branches.stream().filter(b -> b.written.containsKey(blob)).count();
            if (writing == 2 || writing == 1 && around.value(blob) != null) {
                results.add(blob);
            } else if (writing == 1 && op.getOutputList().contains(blob)) {
                throw around.site.error(
                        "only one of its nets writes \"%s\", which does not exist before; let the other one write it as well, or fill it before"
                                .formatted(blob));
            }
        }
        boolean idle = results.isEmpty();
        Map<String, Value> captured = new LinkedHashMap<>();
        for (Inner branch : branches) {
            branch.graph.variables().keySet().forEach(b -> captured.put(b, around.value(b)));
            for (String result : results) {
                if (!branch.written.containsKey(result)) {
                    captured.put(result, around.value(result));
                }
            }
        }
        if (idle) {
            results.add(NOTHING);
            captured.put(NOTHING, truth);
        }
        List<Value> inputs = new ArrayList<>(List.of(truth));
        inputs.addAll(captured.values());
        Map<String, ArrayType> parameters = types(captured);
        List<Value> outputs =
                around.append(
                        "If",
                        Map.of(
                                "then", branches.get(0).with(parameters, results),
                                "else", branches.get(1).with(parameters, results)),
                        inputs);
        return idle ? Map.of() : named(results, outputs);
    }

    private static Map<String, ArrayType> types(Map<String, Value> values) {
        Map<String, ArrayType> types = new LinkedHashMap<>();
        values.forEach((name, value) -> types.put(name, value.type()));
        return types;
    }

    private static Map<String, Value> named(Iterable<String> names, List<Value> values) {
        Map<String, Value> named = new LinkedHashMap<>();
        names.forEach(name -> named.put(name, values.get(named.size())));
        return named;
    }

    /**
     * A loop. Its condition may change blobs as well, so it is a state like others: computed once
     * before the loop, and then at the end of each iteration.
     */
    private static Map<String, Value> loop(Around around) {
        OperatorDef op = around.site.op();
        Map<String, NetDef> nets = ControlOperators.nets(op);
        String condition = ControlOperators.condition(op);
        List<NetDef> once = new ArrayList<>(List.of(nets.get("loop_net")));
        Map<String, Value> begin = new LinkedHashMap<>();
        if (nets.containsKey("cond_net")) {
            once.add(nets.get("cond_net"));
            BlobValues before = new BlobValues(around.site.graph(), around::value);
            around.lowering.lower(
                    nets.get("cond_net"), around.site.graph(), before, around.site.known());
            begin.putAll(before.written());
        } else {
            around.require(condition);
        }
        Function<String, Value> outside =
                blob -> begin.containsKey(blob) ? begin.get(blob) : around.value(blob);
        Set<String> changing = new LinkedHashSet<>(List.of(condition));
        once.forEach(net -> changing.addAll(ControlOperators.writes(net)));
        Inner body = around.lower(once, outside, changing);
        Map<String, Value> states = new LinkedHashMap<>();
        if (outside.apply(condition) == null) {
            throw around.site.error("its cond_net does not write \"%s\"".formatted(condition));
        }
        states.put(condition, outside.apply(condition));
        for (String blob : body.written.keySet()) {
            if (outside.apply(blob) != null) {
                states.put(blob, outside.apply(blob));
            } else if (op.getOutputList().contains(blob)) {
                throw around.site.error(
                        "it writes \"%s\", which does not exist before; fill it before the loop, which may run not even once"
                                .formatted(blob));
            }
        }
        Map<String, Value> captured = new LinkedHashMap<>(states);
        for (String blob : body.graph.variables().keySet()) {
            captured.put(blob, outside.apply(blob));
        }
        Map<String, ArrayType> parameters = types(captured);
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put(
                "cond",
                new Inner(new Graph(condition), Map.of()).with(parameters, List.of(condition)));
        attrs.put("body", body.with(parameters, states.keySet()));
        Args args = Args.of(op);
        if (args.has("most")) {
            attrs.put("most", args.i("most", 0L));
        }
        List<Value> outputs = around.append("While", attrs, List.copyOf(captured.values()));
        return named(states.keySet(), outputs);
    }

    /** What a Do runs becomes part of the graph around it, on blobs of its own. */
    private static Map<String, Value> run(Around around) {
        OperatorDef op = around.site.op();
        if (Args.of(op).flag("is_gradient_op", op.getIsGradientOp())) {
            throw around.site.error("it runs on the blobs that an earlier Do has kept");
        }
        Map<String, String> bindings = ControlOperators.bindings(op);
        BlobValues inner =
                new BlobValues(
                        around.site.graph(),
                        blob ->
                                bindings.containsKey(blob)
                                        ? around.value(bindings.get(blob))
                                        : null);
        around.lowering.lower(
                ControlOperators.nets(op).get("net"),
                around.site.graph(),
                inner,
                around.site.known());
        Map<String, Value> outputs = new LinkedHashMap<>();
        bindings.forEach(
                (blob, outer) -> {
                    if (op.getOutputList().contains(outer) && inner.written().containsKey(blob)) {
                        outputs.put(outer, inner.written().get(blob));
                    }
                });
        return outputs;
    }

    /** Reads outputs of the operator forward and their gradients; gives those of its inputs. */
    private void addGradient(LoweringSite site) {
        OperatorDef op = site.op();
        List<String> inputs = Args.of(op).strings("inputs");
        int outputs = op.getInputCount() / 2;
        if (outputs == 0 || op.getInputCount() % 2 != 0 || inputs.size() != op.getOutputCount()) {
            throw site.error(
                    "it needs outputs and as many gradients as inputs, and for each of its outputs a name in the argument inputs");
        }
        Lowered forward = writers.get(op.getInput(0));
        if (forward == null) {
            throw site.error(
                    "no operator of this net that runs nets writes \"%s\", or it runs apart because it can't be part of the net's graph"
                            .formatted(op.getInput(0)));
        }
        Map<Value, Value> seeds = new LinkedHashMap<>();
        for (int i = 0; i < outputs; i++) {
            Value output = forward.outputs.get(op.getInput(i));
            if (output == null) {
                throw site.error(
                        "\"%s\" and \"%s\" are not written by one operator"
                                .formatted(op.getInput(0), op.getInput(i)));
            }
            Value gradient = site.read(op.getInput(outputs + i));
            Value before = seeds.get(output);
            seeds.put(output, before == null ? gradient : sum(site, before, gradient));
        }
        List<Value> xs =
                inputs.stream().map(forward.inputs::get).filter(x -> x != null).distinct().toList();
        Map<Value, Value> gradients = Gradients.append(site.graph(), seeds, xs);
        for (int i = 0; i < inputs.size(); i++) {
            Value gradient = gradients.get(forward.inputs.get(inputs.get(i)));
            site.blobs()
                    .write(
                            op.getOutput(i),
                            gradient != null ? gradient : zeros(site, inputs.get(i)));
        }
    }

    private static Value sum(LoweringSite site, Value a, Value b) {
        return site.append(a.name(), OpCatalog.get("Add"), Map.of(), List.of(a, b)).output(0);
    }

    private static Value zeros(LoweringSite site, String like) {
        ArrayType type = site.read(like).type();
        Map<String, Object> attrs = Map.of("shape", type.shape().toList(), "dtype", type.dtype());
        return site.append(like + "_zeros", OpCatalog.get("ConstantFill"), attrs, List.of())
                .output(0);
    }
}
