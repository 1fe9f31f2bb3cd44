package org.duograph.workspace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Node;
import org.duograph.graph.Pass;
import org.duograph.graph.Suggestion;
import org.duograph.graph.Value;
import org.duograph.measure.Trace;
import org.duograph.ops.Cost;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.host.HostOperator;
import org.duograph.workspace.lower.NetExporter;
import org.duograph.workspace.lower.NetImporter;
import org.duograph.workspace.lower.OperatorTypes;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * What can be learnt of nets without, or beside, running them: shapes, costs, times, and what the
 * compiler's passes make of them.
 */
public final class Inspection {
    private final Nets nets;

    Inspection(Nets nets) {
        this.nets = nets;
    }

    /** The types of all operators that nets of this workspace may use. */
    public Set<String> registeredOperators() {
        return NetCheck.all(nets.hosts().types());
    }

    /** The types of databases that CreateDB, Load and Save know. */
    public List<String> registeredDatabases() {
        return List.of("minidb");
    }

    /**
     * Fails if a net has operators that do not exist, naming all of them at once.
     *
     * @throws IllegalArgumentException with the place of each, and with names like theirs
     */
    public void requireKnownOperators(NetDef net) {
        NetCheck.requireKnownOperators(net, nets.hosts().types());
    }

    /**
     * The types of all blobs that nets would write, without running them. What is no tensor (a
     * database reader, say) is left out. So is what a host operator writes that can't tell types
     * yet, as for a file that is not there, and what is computed from it, unless {@code given}.
     *
     * @param given the types of blobs that are not there yet
     * @throws IllegalArgumentException if shapes do not fit; the message names the operator
     */
    public Map<String, ArrayType> inferShapesAndTypes(
            List<NetDef> texts, Map<String, ArrayType> given) {
        Map<String, ArrayType> types = new LinkedHashMap<>(given);
        Set<String> unknown = new HashSet<>();
        Map<String, NDArray> filled = new HashMap<>();
        KnownNumbers known =
                new KnownNumbers(
                        name -> filled.containsKey(name) ? filled.get(name) : content(name));
        for (NetDef net : texts) {
            NetImporter importer =
                    new NetImporter(
                            net, name -> types.getOrDefault(name, type(name)), known, nets.hosts());
            for (int i = 0; i < net.getOpCount(); i++) {
                int index = i;
                OperatorDef op = net.getOp(i);
                boolean told =
                        op.getInputList().stream().noneMatch(unknown::contains)
                                && lower(op, () -> importer.add(index));
                for (String output : op.getOutputList()) {
                    if (told && importer.isTensor(output) || given.containsKey(output)) {
                        unknown.remove(output);
                    } else {
                        unknown.add(output);
                    }
                }
            }
            importer.finish(name -> !unknown.contains(name))
                    .assigns()
                    .forEach(
                            (name, value) -> {
                                types.put(name, value.type());
                                filled.put(name, whole(value) ? known.of(value) : null);
                            });
        }
        return types;
    }

    /**
     * The types of the blobs that one operator of a net would write; none where it is a host
     * operator that can't tell them yet.
     *
     * @param typeOf the types of the blobs that it reads
     * @param numbers whole numbers that are known before the run, such as shapes, by blob; those
     *     that the operator writes are entered
     * @throws IllegalArgumentException if shapes do not fit; the message names the operator
     */
    public Map<String, ArrayType> inferOperator(
            NetDef net,
            int index,
            Function<String, ArrayType> typeOf,
            Map<String, NDArray> numbers) {
        Map<String, ArrayType> types = new LinkedHashMap<>();
        OperatorTypes operators = new OperatorTypes(typeOf, this::content, numbers, nets.hosts());
        lower(net.getOp(index), () -> types.putAll(operators.of(net, index)));
        return types;
    }

    /**
     * The graph that a net becomes on the blobs as they are, before any of the compiler's passes.
     *
     * @throws IllegalArgumentException if a blob is missing or shapes do not fit
     */
    public Graph graph(NetDef net) {
        Predicate<String> isAskedFor =
                blob ->
                        net.getExternalOutputCount() == 0
                                || net.getExternalOutputList().contains(blob);
        return nets.planner().graph(NetPlanner.Part.whole(net, isAskedFor));
    }

    /** Lowers an operator; false where it is one of the host that can't tell types yet. */
    private boolean lower(OperatorDef op, Runnable lowering) {
        HostOperator host = nets.hosts().operator(op.getType());
        if (host != null && !host.knowsTypes(op)) {
            return false;
        }
        try {
            lowering.run();
            return true;
        } catch (IllegalArgumentException e) {
            Throwable cause = e.getCause();
            if (host != null
                    && (cause instanceof IOException || cause instanceof NoSuchElementException)) {
                return false;
            }
            throw e;
        }
    }

    private ArrayType type(String blob) {
        return nets.blobs().state().has(blob) ? nets.blobs().state().type(blob) : null;
    }

    private NDArray content(String blob) {
        return nets.blobs().state().has(blob) ? nets.blobs().fetch(blob) : null;
    }

    private static boolean whole(Value value) {
        return !value.type().dtype().isFloating();
    }

    /**
     * A net rewritten by one of the compiler's passes, such as {@code FuseRelu}.
     *
     * @throws IllegalArgumentException if there is no such pass
     */
    public NetDef applyTransform(String pass, NetDef net) {
        List<Pass> passes = Compiler.passes(nets.planner().placement().target());
        List<String> names = passes.stream().map(Pass::name).distinct().toList();
        Pass found =
                passes.stream()
                        .filter(p -> p.name().equals(pass))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "There is no transform \"%s\"%s (there are %s)"
                                                        .formatted(
                                                                pass,
                                                                Suggestion.among(pass, names),
                                                                names)));
        return NetExporter.export(found.apply(graph(net)));
    }

    /**
     * A net rewritten by a pass if that makes it faster, else the net itself. Both run {@code runs}
     * times on the blobs as they are.
     *
     * @param factor how many times as fast the rewritten net has to be
     */
    public NetDef applyTransformIfFaster(String pass, NetDef net, int runs, double factor) {
        NetDef rewritten = applyTransform(pass, net);
        return millis(net, runs) >= factor * millis(rewritten, runs) ? rewritten : net;
    }

    private double millis(NetDef net, int runs) {
        try (NetRunner runner = nets.ready(net)) {
            runner.run(); // plans, and warms up
            return Benchmark.of(runner, runs).millis();
        }
    }

    /** The arithmetic and the memory traffic of one operator on the blobs as they are. */
    public Cost operatorCost(OperatorDef op) {
        NetDef net = NetDef.newBuilder().addOp(op).build();
        Graph graph = nets.planner().graph(NetPlanner.Part.whole(net, name -> true));
        Cost sum = Cost.NONE;
        for (Node node : graph.nodes()) {
            sum = sum.plus(Cost.of(node));
        }
        return sum;
    }

    /**
     * The arithmetic and the memory traffic of each operator of a net, without running it; nothing
     * for an operator of the host.
     *
     * @param given the types of the blobs that the net reads and does not write
     * @throws IllegalArgumentException if shapes do not fit; the message names the operator
     */
    public List<Cost> operatorCosts(NetDef net, Map<String, ArrayType> given) {
        NetImporter importer =
                new NetImporter(
                        net,
                        name -> given.getOrDefault(name, type(name)),
                        new KnownNumbers(this::content),
                        nets.hosts());
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < net.getOpCount(); i++) {
            int index = i;
            lower(net.getOp(i), () -> importer.add(index));
            ends.add(importer.size());
        }
        List<Node> nodes = importer.finish(name -> true).nodes();
        List<Cost> costs = new ArrayList<>();
        int from = 0;
        for (int end : ends) {
            Cost sum = Cost.NONE;
            for (Node node : nodes.subList(from, end)) {
                sum = sum.plus(Cost.of(node));
            }
            costs.add(sum);
            from = end;
        }
        return costs;
    }

    /**
     * Compiles a created net again and shows {@code watcher} what each pass made of it, the
     * imported graph first, under the name {@code import}.
     */
    public void watchPasses(String name, BiConsumer<String, Graph> watcher) {
        nets.get(name).watch(watcher);
    }

    /**
     * Runs a created net, as {@link Workspace#runNet} does, and says when each of its steps ran and
     * how much memory was in use. Nets that an operator runs apart, because of user code in them,
     * run but are not told of.
     *
     * @param runs how often
     */
    public Trace trace(String name, int runs) {
        NetRunner net = nets.get(name);
        Trace.Recording recording = new Trace.Recording();
        for (int i = 0; i < runs; i++) {
            net.run(recording);
        }
        return recording.trace();
    }

    /**
     * Measures a created net.
     *
     * @param warmUps runs that are not counted
     * @param runs runs that are
     */
    public Benchmark benchmarkNet(String name, int warmUps, int runs) {
        NetRunner net = nets.get(name);
        for (int i = 0; i < warmUps; i++) {
            net.run();
        }
        return Benchmark.of(net, runs);
    }
}
