package org.duograph.backend.host;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.function.Supplier;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.tensor.Philox;

/** Dropout, with the same random numbers as the reference kernel. */
final class DropoutKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "Dropout" ->
                    HostKernel.ofAnyType(HostKernel::givesFloat, DropoutKernels::dropout)
                            .inPlace(0, 0);
            case "DropoutGradX" ->
                    HostKernel.ofAnyType(HostKernel::givesFloat, DropoutKernels::gradX)
                            .inPlace(0, 1);
            default -> null;
        };
    }

    private static Kernel dropout(Node node, HostArrays arrays) {
        FloatBuffer x = arrays.in(0);
        FloatBuffer y = arrays.out(0);
        int size = node.output(0).shape().intSize();
        if (node.attrs().flag("is_test")) {
            return () -> y.put(0, x, 0, size);
        }
        ByteBuffer mask = arrays.output(1).asBytes();
        double ratio = node.attrs().f("ratio");
        double scale = 1 / (1 - ratio);
        Supplier<Philox> atStep = arrays.random();
        return () -> {
            Philox random = atStep.get();
            for (int i = 0; i < size; i++) {
                boolean kept = random.uniform(i) >= ratio;
                y.put(i, kept ? (float) (x.get(i) * scale) : 0);
                mask.put(i, (byte) (kept ? 1 : 0));
            }
        };
    }

    private static Kernel gradX(Node node, HostArrays arrays) {
        ByteBuffer mask = arrays.input(0).asBytes();
        FloatBuffer dY = arrays.in(1);
        FloatBuffer dX = arrays.out(0);
        int size = node.output(0).shape().intSize();
        double scale = 1 / (1 - node.attrs().f("ratio"));
        return () -> {
            for (int i = 0; i < size; i++) {
                dX.put(i, mask.get(i) != 0 ? (float) (dY.get(i) * scale) : 0);
            }
        };
    }
}
