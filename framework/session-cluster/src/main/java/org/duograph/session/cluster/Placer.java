package org.duograph.session.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.session.DeviceSpec;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.op.Arg;
import org.duograph.session.op.Operators;
import org.duograph.session.op.TaskOperators;

/**
 * Says on which task each operation runs.
 *
 * <p>What writes a variable, and what reads it by itself, is where the variable is; who uses a
 * queue or an accumulator is where that is. Gradients are where all operations are through which
 * they go. All others are where their device says, and if that says nothing, on the task whose
 * target the session was opened with. A job without a task means its task 0.
 */
final class Placer {
    static final String GRADIENTS = "Gradients";

    private final ClusterSpec cluster;
    private final TaskName self;
    private final Map<Operation, TaskName> tasks = new HashMap<>();

    Placer(ClusterSpec cluster, TaskName self) {
        this.cluster = cluster;
        this.self = self;
    }

    /**
     * The task on which an operation runs.
     *
     * @throws IllegalArgumentException if its device asks for a job or a task that isn't there
     */
    TaskName of(Operation op) {
        TaskName found = tasks.get(op);
        if (found == null) {
            Operation beside = beside(op);
            found = beside != null ? of(beside) : asked(op);
            tasks.put(op, found);
        }
        return found;
    }

    /** The operation beside which another has to be; null for none. */
    private static Operation beside(Operation op) {
        List<Arg> args = Operators.get(op.type()).inputs();
        for (int i = 0; i < Math.min(args.size(), op.inputs().size()); i++) {
            if (args.get(i).isReference()) {
                return op.input(i).operation();
            }
        }
        boolean reads = op.type().equals("Identity") && op.input(0).operation().isVariable();
        boolean byHandle = TaskOperators.isOne(op.type()) && !op.inputs().isEmpty();
        return reads || byHandle ? op.input(0).operation() : null;
    }

    private TaskName asked(Operation op) {
        DeviceSpec device = DeviceSpec.parse(op.device());
        String who = "Operation '%s' (op: '%s')".formatted(op.name(), op.type());
        String replica = device.replica();
        if (replica != null && !replica.equals("0") && !replica.equals("*")) {
            throw new IllegalArgumentException(
                    "%s asks for %s, but a job has one replica, 0; its processes are tasks"
                            .formatted(who, device));
        }
        if (device.job() == null && device.task() == null) {
            return self;
        }
        String job = device.job() == null ? self.job() : device.job();
        boolean any = device.task() == null || device.task().equals("*");
        int index = any ? 0 : Integer.parseInt(device.task());
        cluster.require(job, index, "%s, which asks for %s,".formatted(who, device));
        return new TaskName(job, index);
    }

    /** The whole device of an operation, as a log of placements shows it. */
    String device(Operation op) {
        TaskName task = of(op);
        DeviceSpec asked = DeviceSpec.parse(op.device());
        String type =
                asked.type() == null
                        ? ""
                        : "/device:%s:%s"
                                .formatted(
                                        asked.type(), asked.index() == null ? "*" : asked.index());
        return "/job:%s/replica:0/task:%d%s".formatted(task.job(), task.index(), type);
    }

    /**
     * The operations through which gradients go, from what is differentiated to what by.
     *
     * @param operations all of the run, inputs first
     */
    static Set<Operation> path(Operation gradients, List<Operation> operations) {
        int ys = gradients.attrs().dtypes("Tys").size();
        int begin = ys + gradients.attrs().dtypes("Tseeds").size();
        int end = begin + gradients.attrs().dtypes("Txs").size();
        Set<Tensor> reached = new HashSet<>(gradients.inputs().subList(begin, end));
        Set<Operation> forward = new LinkedHashSet<>();
        for (Operation op : operations) {
            if (op != gradients && op.inputs().stream().anyMatch(reached::contains)) {
                forward.add(op);
                reached.addAll(op.outputs());
            }
        }
        Set<Operation> needed = new HashSet<>();
        gradients.inputs().subList(0, ys).forEach(y -> needed.add(y.operation()));
        Set<Operation> path = new LinkedHashSet<>();
        List<Operation> backward = new ArrayList<>(forward);
        for (int i = backward.size() - 1; i >= 0; i--) {
            Operation op = backward.get(i);
            if (needed.contains(op)) {
                path.add(op);
                op.inputs().forEach(input -> needed.add(input.operation()));
            }
        }
        return path;
    }

    /**
     * Puts gradients where their path is.
     *
     * @return false if that is on several tasks: then they have to be written out
     */
    boolean place(Operation gradients, Set<Operation> path) {
        Set<TaskName> found = new HashSet<>();
        path.forEach(op -> found.add(of(op)));
        boolean byTask = path.stream().anyMatch(op -> TaskOperators.isOne(op.type()));
        if (found.size() > 1 || byTask) {
            return false;
        }
        found.forEach(task -> tasks.put(gradients, task));
        return true;
    }
}
