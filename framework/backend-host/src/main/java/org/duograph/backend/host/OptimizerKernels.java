package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.function.LongToDoubleFunction;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.optimizer.LearningRate;
import org.duograph.tensor.DType;

/** The number of the step, and the learning rate that follows from it. */
final class OptimizerKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "Iter" ->
                    HostKernel.ofAnyType(OptimizerKernels::countsInLongs, OptimizerKernels::iter)
                            .inPlace(0, 0);
            case "LearningRate" ->
                    HostKernel.ofAnyType(
                            node -> countsInLongs(node) && HostKernel.givesFloat(node),
                            OptimizerKernels::learningRate);
            default -> null;
        };
    }

    private static boolean countsInLongs(Node node) {
        return node.input(0).type().dtype() == DType.INT64;
    }

    private static Kernel iter(Node node, HostArrays arrays) {
        LongBuffer in = arrays.input(0).asLongs();
        LongBuffer out = arrays.output(0).asLongs();
        return () -> out.put(0, in.get(0) + 1);
    }

    private static Kernel learningRate(Node node, HostArrays arrays) {
        LongBuffer iter = arrays.input(0).asLongs();
        FloatBuffer lr = arrays.out(0);
        LongToDoubleFunction schedule = LearningRate.schedule(node.attrs());
        return () -> lr.put(0, (float) schedule.applyAsDouble(iter.get(0)));
    }
}
