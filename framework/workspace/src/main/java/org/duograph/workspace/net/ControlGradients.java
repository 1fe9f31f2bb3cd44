package org.duograph.workspace.net;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Gradients of the operators that run nets: {@code IfGradient}, {@code WhileGradient}, {@code
 * DoGradient}.
 *
 * <pre>
 * y1, y2, ..., their gradients -> gradients of the blobs that the argument inputs names
 * </pre>
 *
 * <p>Which blobs have a gradient follows from the nets that are run, walked backwards. The engine
 * computes the gradients: it knows what the operator forward was lowered to.
 */
final class ControlGradients {
    private ControlGradients() {}

    static void write(OperatorGradient g) {
        OperatorDef op = g.forward();
        List<String> read = new ArrayList<>();
        List<String> gradients = new ArrayList<>();
        for (int i = 0; i < op.getOutputCount(); i++) {
            if (g.hasOutputGradient(i)) {
                read.add(g.output(i));
                gradients.add(g.outputGradient(i));
            }
        }
        Set<String> reached = reached(op, new LinkedHashSet<>(read));
        List<String> inputs = new ArrayList<>();
        List<String> written = new ArrayList<>();
        for (int i = 0; i < g.inputCount(); i++) {
            if (reached.remove(op.getInput(i))) {
                inputs.add(op.getInput(i));
                written.add(g.inputGradient(i));
            }
        }
        if (!reached.isEmpty()) {
            throw new IllegalArgumentException(
                    "its nets read %s, through which gradients go; name them among its inputs"
                            .formatted(new TreeSet<>(reached)));
        }
        read.addAll(gradients);
        if (!inputs.isEmpty()) {
            g.withoutArguments()
                    .add(op.getType() + "Gradient", read, written, Ops.arg("inputs", inputs));
        }
    }

    /** The blobs around an operator on which its {@code outputs} depend, by way of gradients. */
    private static Set<String> reached(OperatorDef op, Set<String> outputs) {
        Map<String, NetDef> nets = ControlOperators.nets(op);
        return switch (op.getType()) {
            case "If" -> {
                Set<String> all = new LinkedHashSet<>();
                for (String name : List.of("then_net", "else_net")) {
                    NetDef net = nets.getOrDefault(name, NetDef.getDefaultInstance());
                    all.addAll(BackwardPass.reached(net.getName(), net.getOpList(), outputs));
                }
                yield all;
            }
            case "While" -> loop(nets, outputs);
            default -> run(op, nets.get("net"), outputs);
        };
    }

    /** What one iteration needs of the one before, again and again until nothing is added. */
    private static Set<String> loop(Map<String, NetDef> nets, Set<String> outputs) {
        List<OperatorDef> once = new ArrayList<>(nets.get("loop_net").getOpList());
        if (nets.containsKey("cond_net")) {
            once.addAll(nets.get("cond_net").getOpList());
        }
        Set<String> reached = new LinkedHashSet<>(outputs);
        while (reached.addAll(
                BackwardPass.reached(nets.get("loop_net").getName(), once, reached))) {
            // each round finds what one more iteration needs
        }
        return reached;
    }

    private static Set<String> run(OperatorDef op, NetDef net, Set<String> outputs) {
        Map<String, String> bindings = ControlOperators.bindings(op);
        Set<String> from = new LinkedHashSet<>();
        bindings.forEach(
                (inner, outer) -> {
                    if (outputs.contains(outer)) {
                        from.add(inner);
                    }
                });
        Set<String> reached = new LinkedHashSet<>();
        for (String inner : BackwardPass.reached(net.getName(), net.getOpList(), from)) {
            if (bindings.containsKey(inner)) {
                reached.add(bindings.get(inner));
            }
        }
        return reached;
    }
}
