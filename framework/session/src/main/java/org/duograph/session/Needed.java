package org.duograph.session;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.duograph.session.op.Variables;

/** The operations that take part in a run: those that were asked for, and what they need. */
final class Needed {
    private final Set<Operation> all = new LinkedHashSet<>();
    private final List<Operation> inOrder;

    /**
     * Finds them.
     *
     * @param wanted the operations that were asked for
     * @param fed tensors that are fed: what computes them isn't needed for their sake
     */
    Needed(Collection<Operation> wanted, Set<Tensor> fed) {
        Deque<Operation> left = new ArrayDeque<>(wanted);
        while (!left.isEmpty()) {
            Operation op = left.pop();
            if (all.add(op)) {
                for (Tensor input : op.inputs()) {
                    if (!fed.contains(input)) {
                        left.push(input.operation());
                    }
                }
                op.controlInputs().forEach(left::push);
            }
        }
        inOrder = all.stream().sorted(Comparator.comparingInt(Operation::index)).toList();
    }

    /** All of them. */
    Set<Operation> all() {
        return all;
    }

    /** All of them, inputs first. */
    List<Operation> inOrder() {
        return inOrder;
    }

    /** The variables whose content from before the run is read, and not only written. */
    List<Operation> variablesRead(Set<Tensor> fed) {
        Set<Operation> read = new LinkedHashSet<>();
        for (Operation op : inOrder) {
            for (int i = 0; i < op.inputs().size(); i++) {
                Tensor input = op.input(i);
                boolean isNotRead =
                        i == 0
                                && (Variables.onlyWrites(op.type())
                                        || Variables.onlyAsks(op.type()));
                if (input.isReference()
                        && !isNotRead
                        && !fed.contains(input)
                        && !isWrittenBefore(op, input)) {
                    read.add(input.variable());
                }
            }
        }
        return List.copyOf(read);
    }

    /** Whether a write of the variable comes before: by an input or a control input. */
    private boolean isWrittenBefore(Operation op, Tensor input) {
        return new Needed(op.controlInputs(), Set.of())
                        .all.stream().anyMatch(before -> writes(before, input.variable()))
                || !input.operation().isVariable();
    }

    private static boolean writes(Operation op, Operation variable) {
        return Variables.onlyWrites(op.type()) && op.input(0).variable() == variable;
    }
}
