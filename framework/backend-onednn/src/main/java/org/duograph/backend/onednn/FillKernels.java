package org.duograph.backend.onednn;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Arrays full of one number, such as the gradients with which a backward pass begins. */
final class FillKernels implements KernelFamily {
    private static final int PIECE = 4096;

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "ConstantFill" -> Entry.ofAnyType(Entry::givesFloat, FillKernels::constant);
            default -> null;
        };
    }

    private static void constant(Draft d) {
        int size = d.outShape(0).intSize();
        float[] piece = new float[Math.min(size, PIECE)];
        Arrays.fill(piece, (float) d.attrs().f("value"));
        d.loop(
                "java",
                memory -> {
                    FloatBuffer y = new Place.Out(0).find(memory).asFloats();
                    return () -> {
                        for (int at = 0; at < size; at += PIECE) {
                            y.put(at, piece, 0, Math.min(PIECE, size - at));
                        }
                    };
                });
    }
}
