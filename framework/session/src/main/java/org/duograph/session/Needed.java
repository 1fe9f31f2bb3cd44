package org.duograph.session;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duograph.session.op.Variables;

/** The operations that take part in a run: those that were asked for, and what they need. */
public final class Needed {
    private final Set<Operation> all = new LinkedHashSet<>();
    private final List<Operation> inOrder;

    /**
     * Finds them.
     *
     * @param wanted the operations that were asked for
     * @param fed tensors that are fed: what computes them isn't needed for their sake
     */
    public Needed(Collection<Operation> wanted, Set<Tensor> fed) {
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

    /** Finds what tensors need. */
    Needed(List<Tensor> wanted) {
        this(wanted.stream().map(Tensor::operation).toList(), Set.of());
    }

    /** Which of some tensors are computed by one of them. */
    List<Integer> among(List<Tensor> tensors) {
        return IntStream.range(0, tensors.size())
                .filter(i -> all.contains(tensors.get(i).operation()))
                .boxed()
                .toList();
    }

    /** All of them. */
    Set<Operation> all() {
        return all;
    }

    /** All of them, inputs first. */
    public List<Operation> inOrder() {
        return inOrder;
    }

    /**
     * Fails if a run needs a placeholder that is not fed.
     *
     * @param operations all that run
     * @throws IllegalArgumentException names the placeholder
     */
    public static void requireFed(
            List<Operation> operations, Set<Tensor> fed, List<Tensor> fetches) {
        for (Operation op : operations) {
            if (op.isPlaceholder() && !fed.contains(op.output(0))) {
                Tensor x = op.output(0);
                throw new IllegalArgumentException(
                        "You must feed a value for placeholder tensor '%s' with dtype %s and shape %s; it is needed for %s"
                                .formatted(
                                        op.name(),
                                        x.dtype().lowerName(),
                                        x.shape(),
                                        fetches.isEmpty()
                                                ? "what was asked for"
                                                : Tensor.names(fetches)));
            }
        }
    }

    /**
     * The operations of a run whose outputs are read once, all together: whoever reads one may do
     * its work as well.
     *
     * @param operations all that run
     * @param wanted tensors that are wanted from outside
     */
    static Set<Operation> readOnce(List<Operation> operations, List<Tensor> wanted) {
        Set<Operation> once = new HashSet<>();
        Set<Operation> read = new HashSet<>();
        Stream.concat(operations.stream().flatMap(op -> op.inputs().stream()), wanted.stream())
                .map(Tensor::operation)
                .forEach(
                        op -> {
                            if (read.add(op)) {
                                once.add(op);
                            } else {
                                once.remove(op);
                            }
                        });
        return once;
    }

    /**
     * The variables whose content from before the run is read: an operation reads one that it
     * takes, unless it only assigns it, or comes after an operation that does.
     *
     * @param fed tensors that are fed
     */
    Set<Operation> variablesRead(Set<Tensor> fed) {
        Set<Operation> read = new LinkedHashSet<>();
        Map<Operation, Set<Operation>> assigned = new HashMap<>(); // before or by an operation
        for (Operation op : inOrder) {
            Set<Operation> before = new HashSet<>();
            op.inputs().forEach(i -> before.addAll(assigned.getOrDefault(i.operation(), Set.of())));
            op.controlInputs().forEach(c -> before.addAll(assigned.getOrDefault(c, Set.of())));
            boolean assigns = Variables.onlyWrites(op.type());
            boolean skipsFirst = assigns || Variables.onlyAsks(op.type());
            for (int i = skipsFirst ? 1 : 0; i < op.inputs().size(); i++) {
                Tensor input = op.input(i);
                if (input.isReference()
                        && !fed.contains(input)
                        && !before.contains(input.variable())) {
                    read.add(input.variable());
                }
            }
            if (assigns) {
                before.add(op.input(0).variable());
            }
            if (!before.isEmpty()) {
                assigned.put(op, before);
            }
        }
        return read;
    }
}
