package org.duograph.session.op;

import static org.duograph.session.op.Operator.stateful;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.duograph.graph.Value;
import org.duograph.tensor.DType;

/**
 * What a task of a cluster holds for all who work with it, and waits for: accumulators of gradients
 * and queues. No plan runs these operators, the task does; in a session without a cluster they are
 * refused. A handle is the name of what it stands for.
 */
public final class TaskOperators {
    /**
     * The attribute that says the shape of a gradient taken from an accumulator, which TensorFlow's
     * signature doesn't.
     */
    public static final String SHAPE = "_shape";

    private static final String QUEUE = "capacity:int=-1 container:string= shared_name:string=";

    static final List<Operator> OPERATORS =
            List.of(
                    stateful(
                            "ConditionalAccumulator",
                            "-> handle:string",
                            "dtype:type shape:shape container:string= shared_name:string= reduction_type:string=MEAN",
                            TaskOperators::handle),
                    stateful(
                            "AccumulatorApplyGradient",
                            "handle:string local_step:int64 gradient:dtype ->",
                            "dtype:type",
                            site -> {}),
                    stateful(
                            "AccumulatorTakeGradient",
                            "handle:string num_required:int32 -> average:dtype",
                            "dtype:type",
                            TaskOperators::taken),
                    stateful(
                            "AccumulatorSetGlobalStep",
                            "handle:string new_global_step:int64 ->",
                            "",
                            site -> {}),
                    stateful(
                            "AccumulatorNumAccumulated",
                            "handle:string -> num_accumulated:int32",
                            "",
                            site -> site.give(site.variable(DType.INT32, StaticShape.of()))),
                    stateful(
                            "FIFOQueueV2",
                            "-> handle:string",
                            "component_types:list(type) shapes:list(shape)=[] " + QUEUE,
                            TaskOperators::handle),
                    stateful(
                            "QueueEnqueueV2",
                            "handle:string components:Tcomponents ->",
                            "Tcomponents:list(type) timeout_ms:int=-1",
                            site -> {}),
                    stateful(
                            "QueueEnqueueManyV2",
                            "handle:string components:Tcomponents ->",
                            "Tcomponents:list(type) timeout_ms:int=-1",
                            site -> {}),
                    stateful(
                            "QueueDequeueV2",
                            "handle:string -> components:component_types",
                            "component_types:list(type) timeout_ms:int=-1",
                            TaskOperators::unknown),
                    stateful(
                            "QueueSizeV2",
                            "handle:string -> size:int32",
                            "",
                            site -> site.give(site.variable(DType.INT32, StaticShape.of()))));

    private static final Set<String> TYPES =
            OPERATORS.stream().map(Operator::type).collect(Collectors.toSet());

    private TaskOperators() {}

    /** Whether operations of a type are done by a task, and not by a plan. */
    public static boolean isOne(String type) {
        return TYPES.contains(type);
    }

    private static void handle(LoweringSite site) {
        site.give(site.variable(DType.STRING, StaticShape.of()));
    }

    private static void taken(LoweringSite site) {
        boolean known = site.attrs().has(SHAPE) && site.attrs().shape(SHAPE).hasRank();
        site.give(
                known
                        ? site.variable(site.attrs().dtype("dtype"), site.attrs().shape(SHAPE))
                        : (Value) null);
    }

    private static void unknown(LoweringSite site) {
        site.give(new Value[site.attrs().dtypes("component_types").size()]);
    }
}
