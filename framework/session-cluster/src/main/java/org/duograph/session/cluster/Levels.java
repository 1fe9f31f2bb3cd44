package org.duograph.session.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.op.TaskOperators;

/** How often the longest way to an operation changes from one task to another. */
final class Levels {
    private final Placer placer;
    private final Set<Tensor> fed;
    private final List<Operation> operations;
    private final Map<Operation, Integer> levels = new HashMap<>();
    private final Map<Operation, Integer> least = new HashMap<>();

    /**
     * Where an operation is in a step.
     *
     * @param level how often the way to it changes between tasks
     * @param byTask whether its task does it itself, and no plan
     * @param task its task
     */
    record Spot(int level, boolean byTask, TaskName task) implements Comparable<Spot> {
        private static final Comparator<Spot> ORDER =
                Comparator.comparingInt(Spot::level)
                        .thenComparing(Spot::byTask)
                        .thenComparing(Spot::task);

        @Override
        public int compareTo(Spot other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * Finds them.
     *
     * @param operations all of a run, inputs first
     */
    Levels(Placer placer, Set<Tensor> fed, List<Operation> operations) {
        this.placer = placer;
        this.fed = fed;
        this.operations = operations;
        Map<Operation, Set<Operation>> paths = new LinkedHashMap<>();
        for (Operation op : operations) {
            if (op.type().equals(Placer.GRADIENTS)) {
                paths.put(op, Placer.path(op, operations));
            }
        }
        do {
            operations.forEach(op -> levels.put(op, level(op)));
        } while (raise(paths));
    }

    /** Gradients and what they go through belong to one piece; whether some had to be raised. */
    private boolean raise(Map<Operation, Set<Operation>> paths) {
        boolean raised = false;
        for (Map.Entry<Operation, Set<Operation>> entry : paths.entrySet()) {
            int level = levels.get(entry.getKey());
            for (Operation op : entry.getValue()) {
                if (levels.get(op) < level) {
                    least.put(op, level);
                    raised = true;
                }
            }
        }
        return raised;
    }

    private int level(Operation op) {
        int level = least.getOrDefault(op, 0);
        for (Tensor input : op.inputs()) {
            if (!fed.contains(input) && !Cut.isEverywhere(input.operation())) {
                level = Math.max(level, after(input.operation(), op));
            }
        }
        for (Operation direct : op.controlInputs()) {
            for (Operation control : through(direct)) {
                if (!isNowhere(control)) {
                    level = Math.max(level, after(control, op));
                }
            }
        }
        return level;
    }

    private int after(Operation first, Operation next) {
        boolean same =
                isByTask(first) == isByTask(next) && placer.of(first).equals(placer.of(next));
        return levels.get(first) + (same ? 0 : 1);
    }

    private static boolean isByTask(Operation op) {
        return TaskOperators.isOne(op.type());
    }

    /** Where an operation is; of one that is nowhere by itself, a constant's, at the beginning. */
    Spot spot(Operation op) {
        return new Spot(levels.getOrDefault(op, 0), isByTask(op), placer.of(op));
    }

    /** Whether an operation belongs to no piece by itself: constants, variables, NoOps. */
    static boolean isNowhere(Operation op) {
        return Cut.isEverywhere(op) || op.isVariable() || op.type().equals("NoOp");
    }

    /** An operation, or if it does nothing those that come before it. */
    static List<Operation> through(Operation op) {
        if (!op.type().equals("NoOp")) {
            return List.of(op);
        }
        Set<Operation> all = new LinkedHashSet<>();
        op.controlInputs().forEach(control -> all.addAll(through(control)));
        return new ArrayList<>(all);
    }
}
