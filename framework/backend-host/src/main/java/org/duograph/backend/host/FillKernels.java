package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;

/** Arrays full of one number, such as the gradients with which a backward pass begins. */
final class FillKernels implements KernelFamily {
    private static final int PIECE = 4096;

    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "ConstantFill" ->
                    HostKernel.ofAnyType(HostKernel::givesFloat, FillKernels::constant);
            default -> null;
        };
    }

    private static Kernel constant(Node node, HostArrays arrays) {
        int size = node.output(0).shape().intSize();
        float[] piece = new float[Math.min(size, PIECE)];
        Arrays.fill(piece, (float) node.attrs().f("value"));
        FloatBuffer y = arrays.output(0).asFloats();
        return () -> {
            for (int at = 0; at < size; at += PIECE) {
                y.put(at, piece, 0, Math.min(PIECE, size - at));
            }
        };
    }
}
