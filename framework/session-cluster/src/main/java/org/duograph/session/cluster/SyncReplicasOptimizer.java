package org.duograph.session.cluster;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Operation;
import org.duograph.session.OperationBuilder;
import org.duograph.session.Scope;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.op.AttrDef;
import org.duograph.session.op.Attributes;
import org.duograph.session.op.TaskOperators;
import org.duograph.session.train.GradientOf;
import org.duograph.session.train.Optimizer;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Lets all workers do a step together: the gradients of {@code replicasToAggregate} of them are
 * averaged, and change the variables once. Then n workers with B rows each learn what one does with
 * n times B rows. TensorFlow's {@code tf.train.SyncReplicasOptimizer}.
 *
 * <p>Gradients are collected where their variables are, in accumulators, which drop those that were
 * computed for an earlier step. When a step is done, every worker gets a token with the number of
 * the next one; until then it waits. Where there are more workers than gradients are needed, the
 * slowest are spare: the step doesn't wait for them, and what they computed is dropped.
 *
 * <p>The chief collects and applies gradients in a thread of its own, which {@link
 * MonitoredTrainingSession} starts. Unlike TensorFlow's, this gives no tokens away in the beginning
 * but those of spare workers, so no worker can count twice in a step.
 */
public final class SyncReplicasOptimizer {
    /** A graph's collection of these, in which {@link MonitoredTrainingSession} looks. */
    static final String COLLECTION = "sync_replicas";

    private static final String QUEUE = "sync_token_q";

    private final Optimizer optimizer;
    private final int aggregated;
    private final int replicas;
    private Operation begin; // for a worker: takes up the step at which the others are
    private Operation beginAll; // for the chief: accumulators and queue
    private Operation collect;

    /**
     * A wrapper around an optimizer.
     *
     * @param replicasToAggregate how many gradients make a step
     * @param totalReplicas how many workers there are
     * @throws IllegalArgumentException if there are fewer workers than gradients are needed, or
     *     none
     */
    public SyncReplicasOptimizer(Optimizer optimizer, int replicasToAggregate, int totalReplicas) {
        if (replicasToAggregate < 1 || totalReplicas < replicasToAggregate) {
            throw new IllegalArgumentException(
                    "Each worker gives one gradient in a step, so of %d workers 1 to %d can be waited for, found %d"
                            .formatted(totalReplicas, totalReplicas, replicasToAggregate));
        }
        this.optimizer = optimizer;
        this.aggregated = replicasToAggregate;
        this.replicas = totalReplicas;
    }

    /** A step that makes a loss smaller by all trainable variables of its graph. */
    public Operation minimize(Tensor loss, Variable globalStep) {
        return applyGradients(optimizer.computeGradients(loss), globalStep);
    }

    /**
     * A worker's step: gives its gradients, and waits until the step is done.
     *
     * @param globalStep counts the steps; it must be there
     */
    @SuppressWarnings("try") // scopes are only to be closed
    public Operation applyGradients(List<GradientOf> gradients, Variable globalStep) {
        Graph graph = globalStep.graph();
        String home = globalStep.operation().device();
        try (Scope names = graph.nameScope("sync_replicas")) {
            Variable local;
            try (Scope none = graph.device((String) null)) { // on the worker itself
                local =
                        graph.variable(
                                "local_step",
                                new ArrayType(DType.INT64, Shape.SCALAR),
                                Initializers.zeros(),
                                List.of());
                begin = local.assign(globalStep.read()).operation();
            }
            List<Operation> given = new ArrayList<>();
            List<Operation> starts = new ArrayList<>();
            List<GradientOf> means = new ArrayList<>();
            for (GradientOf g : gradients) {
                if (g.gradient() != null) {
                    means.add(collect(g, local, globalStep, given, starts));
                }
            }
            Tensor queue;
            Operation step;
            try (Scope device = at(graph, home)) {
                queue =
                        graph.op("FIFOQueueV2")
                                .name(QUEUE)
                                .attr("component_types", List.of(DType.INT64))
                                .attr("shared_name", QUEUE)
                                .tensor();
                Operation update = optimizer.applyGradients(means, globalStep);
                collect = enqueue(graph, queue, globalStep, replicas, update);
            }
            try (Scope after = graph.controlDependencies(given.toArray(Operation[]::new));
                    Scope device = at(graph, home)) {
                Tensor token =
                        graph.op("QueueDequeueV2")
                                .input(queue)
                                .attr("component_types", List.of(DType.INT64))
                                .tensor();
                step = local.assign(token).operation();
            }
            if (replicas > aggregated) {
                try (Scope device = at(graph, home)) {
                    starts.add(enqueue(graph, queue, globalStep, replicas - aggregated, null));
                }
            }
            beginAll = graph.group("begin_all", starts.toArray(Operation[]::new));
            graph.addToCollection(COLLECTION, this);
            return step;
        }
    }

    /** A scope of a device, whatever scopes are open. */
    private static Scope at(Graph graph, String device) {
        Scope alone = graph.device((String) null);
        Scope there = graph.device(device);
        return new Scope() {
            @Override
            public String name() {
                return there.name();
            }

            @Override
            public void close() {
                there.close();
                alone.close();
            }
        };
    }

    /** Gives a gradient to an accumulator beside its variable; the mean that comes from there. */
    @SuppressWarnings("try") // the scope is only to be closed
    private GradientOf collect(
            GradientOf g,
            Variable local,
            Variable globalStep,
            List<Operation> given,
            List<Operation> starts) {
        Variable variable = g.variable();
        Graph graph = variable.graph();
        try (Scope device = at(graph, variable.operation().device())) {
            Tensor accumulator =
                    graph.op("ConditionalAccumulator")
                            .name(variable.name().replace('/', '_') + "_accumulator")
                            .attr("dtype", variable.dtype())
                            .attr("shape", variable.shape())
                            .attr("shared_name", variable.name() + "/grad_accum")
                            .tensor();
            given.add(
                    graph.op("AccumulatorApplyGradient")
                            .input(accumulator, local.read(), g.gradient())
                            .build());
            starts.add(
                    graph.op("AccumulatorSetGlobalStep")
                            .input(accumulator, globalStep.read())
                            .build());
            OperationBuilder mean =
                    graph.op("AccumulatorTakeGradient")
                            .input(accumulator, graph.constant(aggregated))
                            .attr("dtype", variable.dtype());
            mean.attr(
                    TaskOperators.SHAPE, Attributes.message(AttrDef.Kind.SHAPE, variable.shape()));
            return new GradientOf(mean.tensor(), variable);
        }
    }

    /** Lets so many tokens with the number of the next step be taken. */
    private static Operation enqueue(
            Graph graph, Tensor queue, Variable step, int count, Operation after) {
        Tensor now =
                after == null
                        ? step.read()
                        : graph.op("Identity").input(step.reference()).control(after).tensor();
        Tensor tokens = graph.op("Fill").input(graph.constant(new int[] {count}), now).tensor();
        return graph.op("QueueEnqueueManyV2").input(queue, tokens).build();
    }

    /** The chief's beginning, before anybody else's: what accumulators and queue begin with. */
    void beginAll(Session session, Variable globalStep, NDArray step) {
        session.feed(globalStep.read(), step).run(beginAll);
    }

    /** A worker's beginning: it takes up the step at which the others are. */
    void begin(Session session) {
        session.run(begin);
    }

    /** Collects the gradients of one step, and applies their means; waits for them. */
    void collect(Session session) {
        session.run(collect);
    }

    /** How many gradients make a step. */
    public int replicasToAggregate() {
        return aggregated;
    }
}
