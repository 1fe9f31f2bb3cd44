package org.duograph.workspace;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.duograph.graph.Suggestion;
import org.duograph.workspace.host.HostGradients;
import org.duograph.workspace.host.HostOperator;
import org.duograph.workspace.host.Hosts;
import org.duograph.workspace.net.GradientMakers;
import org.duograph.workspace.net.OperatorGradient;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/** The nets that were created in a workspace, by name, and all that it takes to make one ready. */
final class Nets implements AutoCloseable {
    private final Blobs blobs;
    private final NetPlanner planner;
    private final Map<String, NetRunner> byName = new LinkedHashMap<>();

    /** Enough for training and test batches, and what is left of them at the end. */
    private int mostPlans = 4;

    /** No nets yet. */
    Nets(Blobs blobs, NetPlanner planner) {
        this.blobs = blobs;
        this.planner = planner;
    }

    /**
     * Lets plans that are made from now on use Java code as operator {@code type}, and gradients go
     * through it where it has one.
     */
    void register(String type, HostOperator operator) {
        hosts().register(type, operator);
        if (operator.gradient() != null) {
            GradientMakers.register(type, g -> writeGradient(g, operator.learning()));
        }
    }

    private static void writeGradient(OperatorGradient g, List<Integer> learning) {
        OperatorDef forward = g.forward();
        List<String> read = new ArrayList<>();
        for (int i = 0; i < g.inputCount(); i++) {
            read.add(g.input(i));
        }
        for (int i = 0; i < forward.getOutputCount(); i++) {
            read.add(g.output(i));
        }
        for (int i = 0; i < forward.getOutputCount(); i++) {
            read.add(g.outputGradient(i));
        }
        g.add(
                HostGradients.type(forward.getType()),
                read,
                HostGradients.learning(forward, learning).stream().map(g::inputGradient).toList(),
                HostGradients.arguments(forward, learning).toArray(Argument[]::new));
    }

    /** Lets nets use the host operators that other nets use, and keep as many plans. */
    void likeThoseOf(Nets others) {
        hosts().registerThoseOf(others.hosts());
        mostPlans = others.mostPlans;
    }

    /** Lets nets that are made ready from now on keep as many plans. */
    void keepPlans(int most) {
        mostPlans = most;
    }

    /** The host operators that nets may have. */
    Hosts hosts() {
        return planner.hosts();
    }

    /** What nets run on. */
    Blobs blobs() {
        return blobs;
    }

    /** Lowers and plans them. */
    NetPlanner planner() {
        return planner;
    }

    /**
     * A net made ready to run, which is not among the created ones; whoever asks for it closes it.
     *
     * @throws IllegalArgumentException if the net is wrong: the message names net, operator, blob
     */
    NetRunner ready(NetDef net) {
        NetCheck.check(net, blobs, hosts().types());
        return new NetRunner(net, blobs, planner, mostPlans);
    }

    void create(NetDef net, boolean overwrite) {
        String name = net.getName();
        if (byName.containsKey(name) && !overwrite) {
            throw new IllegalArgumentException(
                    "There is a net \"%s\" already; delete it first, or create it with overwrite"
                            .formatted(name));
        }
        NetRunner runner = ready(net);
        delete(name);
        byName.put(name, runner);
    }

    NetRunner get(String name) {
        NetRunner runner = byName.get(name);
        if (runner == null) {
            throw new NoSuchElementException(
                    "There is no net \"%s\"%s (there are %s)"
                            .formatted(
                                    name,
                                    Suggestion.among(name, byName.keySet()),
                                    byName.keySet()));
        }
        return runner;
    }

    void run(String name, int times) {
        NetRunner runner = get(name);
        for (int i = 0; i < times; i++) {
            runner.run();
        }
    }

    /**
     * Runs a net and says whether all runs succeeded.
     *
     * @param failures where a failure is told; it is thrown if this is null
     */
    boolean run(String name, int times, PrintStream failures) {
        get(name);
        try {
            run(name, times);
            return true;
        } catch (RuntimeException e) {
            if (failures == null) {
                throw e;
            }
            failures.println("Net \"%s\" failed: %s".formatted(name, e.getMessage()));
            return false;
        }
    }

    /** Why a blob is not there, if one of the nets would write it. */
    Optional<String> whyMissing(String blob) {
        for (NetRunner runner : byName.values()) {
            NetDef net = runner.net();
            if (net.getOpList().stream().anyMatch(op -> op.getOutputList().contains(blob))) {
                boolean kept =
                        net.getExternalOutputCount() == 0
                                || net.getExternalOutputList().contains(blob);
                return Optional.of(
                        kept
                                ? ": net \"%s\" writes it, but has not run yet"
                                        .formatted(net.getName())
                                : ": net \"%s\" computes it but does not keep it, since it declares external_output %s and this is not among them. To keep it, add it with addExternalOutput(\"%s\") before the net is created"
                                        .formatted(
                                                net.getName(), net.getExternalOutputList(), blob));
            }
        }
        return Optional.empty();
    }

    Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    void delete(String name) {
        NetRunner runner = byName.remove(name);
        if (runner != null) {
            runner.close();
        }
    }

    @Override
    public void close() {
        byName.values().forEach(NetRunner::close);
        byName.clear();
    }
}
