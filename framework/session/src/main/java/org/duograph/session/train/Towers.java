package org.duograph.session.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Reuse;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;

/**
 * A model that learns on several devices at once: on each a tower, which computes losses and
 * gradients of its part of every batch. The variables are there once, and change once in a step, by
 * the mean of all towers' gradients; so n towers with B rows each do what one does with n times B
 * rows. TensorFlow's tutorials write the same by hand ({@code cifar10_multi_gpu_train}).
 *
 * <pre>{@code
 * Towers towers =
 *         Towers.of(graph, List.of("/gpu:0", "/gpu:1"), List.of(images, labels))
 *                 .build(part -> loss(part.get(0), part.get(1)));
 * Operation train = towers.minimize(new MomentumOptimizer(0.1, 0.9), globalStep);
 * }</pre>
 *
 * <p>Towers share variables by way of {@link Graph#getVariable}: the first one makes them. Rows are
 * divided as evenly as they can be, and the towers' losses count by their rows. A tower that would
 * get no row computes one that another has as well, which then counts for nothing.
 */
public final class Towers {
    private final Graph graph;
    private final List<String> devices;
    private final List<Tensor> inputs;
    private final List<Tensor> losses = new ArrayList<>();

    private Towers(Graph graph, List<String> devices, List<Tensor> inputs) {
        this.graph = graph;
        this.devices = List.copyOf(devices);
        this.inputs = List.copyOf(inputs);
    }

    /**
     * No towers yet.
     *
     * @param devices where they are to run, such as {@code /gpu:1}
     * @param inputs the batch: tensors that all have as many rows, which are divided
     * @throws IllegalArgumentException if there is no device or no input
     */
    public static Towers of(Graph graph, List<String> devices, List<Tensor> inputs) {
        if (devices.isEmpty() || inputs.isEmpty()) {
            throw new IllegalArgumentException(
                    "Towers need devices and inputs, found devices %s and inputs %s"
                            .formatted(devices, inputs));
        }
        return new Towers(graph, devices, inputs);
    }

    /**
     * Builds the towers, in name scopes {@code tower_0}, {@code tower_1}, ...
     *
     * @param loss makes a tower of its part of the inputs: the mean loss over its rows
     */
    @SuppressWarnings("try") // scopes are only to be closed
    public Towers build(Function<List<Tensor>, Tensor> loss) {
        for (int i = 0; i < devices.size(); i++) {
            int tower = i;
            try (Scope device = graph.device(devices.get(i));
                    Scope variables = graph.variableScope("", i == 0 ? Reuse.NEVER : Reuse.ALWAYS);
                    Scope name = graph.nameScope("tower_" + i)) {
                List<Tensor> parts = new ArrayList<>();
                inputs.forEach(input -> parts.add(part(input, tower)));
                Tensor mean = loss.apply(parts);
                losses.add(mean.times(share(mean, tower)));
            }
        }
        return this;
    }

    /** The rows of an input that belong to a tower. */
    private Tensor part(Tensor input, int tower) {
        Tensor rows = rows(input);
        Tensor last = rows.minus(numbers(1));
        Tensor from = whole("Minimum", bound(rows, tower), last);
        Tensor to = whole("Maximum", bound(rows, tower + 1), from.plus(numbers(1)));
        return slice(input, from, to);
    }

    /** What part of all rows a tower's are. */
    private Tensor share(Tensor mean, int tower) {
        Tensor rows = rows(inputs.get(0));
        Tensor own = bound(rows, tower + 1).minus(bound(rows, tower));
        return own.cast(mean.dtype()).dividedBy(rows.cast(mean.dtype())).sum();
    }

    /** How many rows an input has: a vector of one number, as the bounds of slices are. */
    private Tensor rows(Tensor input) {
        return slice(input.shapeTensor(), numbers(0), numbers(1));
    }

    /** The first row of a tower. */
    private Tensor bound(Tensor rows, int tower) {
        return whole("FloorDiv", rows.times(numbers(tower)), numbers(devices.size()));
    }

    private Tensor numbers(int... numbers) {
        return graph.constant(numbers);
    }

    private Tensor whole(String type, Tensor a, Tensor b) {
        return graph.op(type).input(a, b).tensor();
    }

    private Tensor slice(Tensor x, Tensor from, Tensor to) {
        return graph.op("StridedSlice").input(x, from, to, numbers(1)).tensor();
    }

    /** The mean loss over all rows. */
    public Tensor loss() {
        return graph.op("AddN").name("total_loss").inputs(losses).tensor();
    }

    /**
     * The gradients of the mean loss over all rows, each summed of those of all towers: in pairs,
     * so that of four towers 1 gives its own to 0 and 3 to 2, and then 2 to 0.
     */
    @SuppressWarnings("try") // scopes are only to be closed
    public List<GradientOf> averageGradients(Optimizer optimizer) {
        int towers = devices.size();
        Map<Variable, Tensor[]> all = new LinkedHashMap<>();
        for (int i = 0; i < towers; i++) {
            try (Scope device = graph.device(devices.get(i));
                    Scope name = graph.nameScope("tower_" + i + "_gradients")) {
                for (GradientOf g : optimizer.computeGradients(losses.get(i))) {
                    all.computeIfAbsent(g.variable(), v -> new Tensor[towers])[i] = g.gradient();
                }
            }
        }
        for (int apart = 1; apart < towers; apart *= 2) {
            for (int i = 0; i + apart < towers; i += 2 * apart) {
                try (Scope device = graph.device(devices.get(i));
                        Scope name = graph.nameScope("average_gradients")) {
                    for (Tensor[] some : all.values()) {
                        some[i] = sum(some[i], some[i + apart]);
                    }
                }
            }
        }
        List<GradientOf> averages = new ArrayList<>();
        all.forEach((variable, some) -> averages.add(new GradientOf(some[0], variable)));
        return averages;
    }

    /** The sum; a tower whose loss does not depend on the variable has no gradient of it. */
    private Tensor sum(Tensor a, Tensor b) {
        return a == null ? b : b == null ? a : graph.op("AddN").inputs(List.of(a, b)).tensor();
    }

    /** A step that makes the mean loss over all rows smaller. */
    public Operation minimize(Optimizer optimizer) {
        return minimize(optimizer, null);
    }

    /**
     * A step that makes the mean loss over all rows smaller.
     *
     * @param globalStep a variable that counts the steps; null for none
     */
    @SuppressWarnings("try") // scopes are only to be closed
    public Operation minimize(Optimizer optimizer, Variable globalStep) {
        List<GradientOf> averages = averageGradients(optimizer);
        try (Scope device = graph.device(devices.get(0))) {
            return optimizer.applyGradients(averages, globalStep);
        }
    }
}
