package org.duograph.backend.host;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.function.LongToDoubleFunction;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.optimizer.LearningRate;
import org.duograph.ops.optimizer.LossScale;
import org.duograph.tensor.DType;

/** The number of the step, the learning rate that follows from it, and the scale of a loss. */
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
            case "LossScale" ->
                    HostKernel.ofAnyType(
                                    node -> HostKernel.isFloat(node.input(2)),
                                    OptimizerKernels::lossScale)
                            .inPlace(0, 0)
                            .inPlace(1, 1);
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

    private static Kernel lossScale(Node node, HostArrays arrays) {
        FloatBuffer scale = arrays.in(0);
        LongBuffer good = arrays.input(1).asLongs();
        FloatBuffer squares = arrays.in(2);
        FloatBuffer scaleOut = arrays.out(0);
        LongBuffer goodOut = arrays.output(1).asLongs();
        ByteBuffer finite = arrays.output(2).asBytes();
        long growthSteps = node.attrs().i("growth_steps");
        float multiplier = (float) node.attrs().f("multiplier");
        return () -> {
            boolean isFinite = Float.isFinite(squares.get(0));
            long now = isFinite ? good.get(0) + 1 : 0;
            boolean grows = now >= growthSteps;
            scaleOut.put(0, LossScale.next(scale.get(0), isFinite, grows, multiplier));
            goodOut.put(0, grows ? 0 : now);
            finite.put(0, (byte) (isFinite ? 1 : 0));
        };
    }
}
