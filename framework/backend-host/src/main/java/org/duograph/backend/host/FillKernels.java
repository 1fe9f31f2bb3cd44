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
        float value = (float) node.attrs().f("value");
        return fill(arrays.out(0), node.output(0).shape().intSize(), value);
    }

    /** Fills the first {@code size} places with one number. */
    static Kernel fill(FloatBuffer y, int size, float value) {
        float[] piece = new float[Math.min(size, PIECE)];
        Arrays.fill(piece, value);
        return () -> {
            for (int at = 0; at < size; at += PIECE) {
                y.put(at, piece, 0, Math.min(PIECE, size - at));
            }
        };
    }
}
