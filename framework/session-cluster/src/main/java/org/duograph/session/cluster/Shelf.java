package org.duograph.session.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.duograph.session.Operation;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The accumulators and queues of a task, which all sessions share by name, and what operations do
 * with them ({@link org.duograph.session.op.TaskOperators}).
 *
 * <p>An accumulator drops gradients that were computed for an earlier step than its own, sums the
 * others in the order in which they come, and gives their mean when there are enough; then its step
 * is the next one.
 */
final class Shelf {
    private static final long SLICE_MILLIS = 100;

    private final Map<String, Accumulator> accumulators = new HashMap<>();
    private final Map<String, Deque<List<NDArray>>> queues = new HashMap<>();
    private final Map<String, Workload> workers = new TreeMap<>();
    private long cleared; // how often

    private static final class Accumulator {
        private long step;
        private int count;
        private NDArray sum;
        private long firstCame; // nanoseconds
        private final List<String> from = new ArrayList<>();
    }

    /** What a worker has given so far. */
    private static final class Workload {
        private long taken;
        private long stale;
        private long behind; // nanoseconds after the first of each step, together
        private long lastStep = -1;
    }

    /**
     * In which step something is done.
     *
     * @param client whose step it is
     * @param nanos how long may be waited
     * @param isGivenUp whether the step was given up meanwhile
     */
    record Call(String client, long nanos, BooleanSupplier isGivenUp) {}

    /**
     * Does an operation.
     *
     * @return what it gives
     * @throws TaskException if it waits until the deadline, or the step is given up
     */
    List<NDArray> run(Operation op, List<NDArray> inputs, Call call) {
        String name = inputs.isEmpty() ? own(op) : inputs.get(0).getText(0);
        switch (op.type()) {
            case "ConditionalAccumulator", "FIFOQueueV2" -> {
                return List.of(NDArray.ofTexts(Shape.SCALAR, name));
            }
            case "AccumulatorApplyGradient" ->
                    apply(name, inputs.get(1).getWhole(0), inputs.get(2), call);
            case "AccumulatorTakeGradient" -> {
                return List.of(take(op, name, (int) inputs.get(1).getWhole(0), call));
            }
            case "AccumulatorSetGlobalStep" -> setStep(name, inputs.get(1).getWhole(0));
            case "AccumulatorNumAccumulated" -> {
                return List.of(NDArray.of(Shape.SCALAR, count(name)));
            }
            case "QueueEnqueueV2" -> enqueue(name, List.of(inputs.subList(1, inputs.size())));
            case "QueueEnqueueManyV2" -> enqueue(name, rows(inputs.subList(1, inputs.size())));
            case "QueueDequeueV2" -> {
                return dequeue(op, name, call);
            }
            case "QueueSizeV2" -> {
                return List.of(NDArray.of(Shape.SCALAR, size(name)));
            }
            default ->
                    throw new IllegalArgumentException(
                            "A task doesn't know what '%s' (op: '%s') is to do"
                                    .formatted(op.name(), op.type()));
        }
        return List.of();
    }

    private static String own(Operation op) {
        String shared = op.attrs().text("shared_name");
        return shared.isEmpty() ? PreparedPart.plainName(op) : shared;
    }

    private Accumulator accumulator(String name) {
        return accumulators.computeIfAbsent(name, n -> new Accumulator());
    }

    private synchronized void apply(String name, long localStep, NDArray gradient, Call call) {
        Accumulator to = accumulator(name);
        Workload worker = workers.computeIfAbsent(call.client, c -> new Workload());
        worker.lastStep = Math.max(worker.lastStep, localStep);
        if (localStep < to.step) {
            worker.stale++;
            return;
        }
        long now = System.nanoTime();
        if (to.sum == null) {
            to.sum = gradient.copy();
            to.firstCame = now;
        } else {
            add(to.sum, gradient, name);
        }
        to.count++;
        to.from.add(call.client);
        worker.taken++;
        worker.behind += now - to.firstCame;
        notifyAll();
    }

    private static void add(NDArray sum, NDArray gradient, String name) {
        if (!sum.type().equals(gradient.type())) {
            throw new IllegalArgumentException(
                    "Accumulator %s has gradients of %s, but one of %s came; do all workers build the same graph?"
                            .formatted(name, sum.type(), gradient.type()));
        }
        if (sum.data() instanceof float[] to) {
            float[] from = gradient.floats();
            for (int i = 0; i < to.length; i++) {
                to[i] += from[i];
            }
            return;
        }
        for (int i = 0; i < sum.size(); i++) {
            sum.set(i, sum.get(i) + gradient.get(i));
        }
    }

    private synchronized NDArray take(Operation op, String name, int required, Call call) {
        await(
                call,
                () -> accumulator(name).count >= required,
                () -> waiting(op, accumulator(name), required));
        Accumulator from = accumulator(name);
        NDArray mean = from.sum;
        for (int i = 0; i < mean.size(); i++) {
            mean.set(i, mean.get(i) / from.count);
        }
        from.sum = null;
        from.count = 0;
        from.from.clear();
        from.step++;
        return mean;
    }

    private String waiting(Operation op, Accumulator on, int required) {
        return "'%s' waits for gradients: of step %d %d of %d have come, from %s; %s"
                .formatted(
                        PreparedPart.plainName(op),
                        on.step,
                        on.count,
                        required,
                        on.from.isEmpty() ? "nobody" : on.from,
                        lastSeen());
    }

    private synchronized void setStep(String name, long step) {
        Accumulator begun = new Accumulator(); // what came before is of another training
        begun.step = step;
        accumulators.put(name, begun);
        notifyAll();
    }

    private synchronized int count(String name) {
        return accumulator(name).count;
    }

    /** Forgets all: a training begins, or goes on from a checkpoint. */
    synchronized void clear() {
        accumulators.clear();
        queues.clear();
        cleared++;
        notifyAll();
    }

    private Deque<List<NDArray>> queue(String name) {
        return queues.computeIfAbsent(name, n -> new ArrayDeque<>());
    }

    private synchronized void enqueue(String name, List<List<NDArray>> elements) {
        queue(name).addAll(elements);
        notifyAll();
    }

    private static List<List<NDArray>> rows(List<NDArray> components) {
        List<List<NDArray>> elements = new ArrayList<>();
        for (int i = 0; i < components.get(0).shape().dim(0); i++) {
            int row = i;
            elements.add(components.stream().map(c -> c.row(row)).toList());
        }
        return elements;
    }

    private synchronized List<NDArray> dequeue(Operation op, String name, Call call) {
        await(
                call,
                () -> !queue(name).isEmpty(),
                () ->
                        "'%s' waits for an element of queue %s; %s"
                                .formatted(PreparedPart.plainName(op), name, lastSeen()));
        return queue(name).remove();
    }

    private synchronized int size(String name) {
        return queue(name).size();
    }

    private void await(Call call, BooleanSupplier ready, Supplier<String> what) {
        long end = System.nanoTime() + call.nanos;
        long before = cleared;
        while (!ready.getAsBoolean()) {
            if (cleared != before) {
                throw new TaskException(
                        TaskException.Reason.ABORTED,
                        "The chief has begun anew, while " + what.get());
            }
            if (call.isGivenUp.getAsBoolean()) {
                throw new TaskException(
                        TaskException.Reason.CANCELLED, "The step was given up: " + what.get());
            }
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new TaskException(
                        TaskException.Reason.DEADLINE_EXCEEDED,
                        "After %.1f s, %s".formatted(call.nanos / 1e9, what.get()));
            }
            try {
                wait(Math.min(left, SLICE_MILLIS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TaskException(TaskException.Reason.CANCELLED, "Interrupted", e);
            }
        }
    }

    private String lastSeen() {
        List<String> all = new ArrayList<>();
        workers.forEach(
                (name, worker) ->
                        all.add("%s was last at step %d".formatted(name, worker.lastStep)));
        return all.isEmpty() ? "no worker has given any yet" : String.join(", ", all);
    }

    /**
     * A table of the workers: how many gradients each has given, how many of them came too late,
     * and how long after the first one of a step, on average. A straggler is who comes last.
     */
    synchronized String report() {
        StringBuilder text = new StringBuilder();
        workers.forEach(
                (name, worker) ->
                        text.append(
                                "%s gave %d gradients, %d more came too late; %.1f ms after the first%n"
                                        .formatted(
                                                name,
                                                worker.taken,
                                                worker.stale,
                                                worker.taken == 0
                                                        ? 0
                                                        : worker.behind / 1e6 / worker.taken)));
        return text.toString();
    }
}
