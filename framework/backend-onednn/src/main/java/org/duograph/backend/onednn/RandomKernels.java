package org.duograph.backend.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.duograph.backend.Blueprint.Memory;
import org.duograph.tensor.Philox;

/** Dropout: Java loops that draw the same random numbers as the reference kernel. */
final class RandomKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Dropout" -> Entry.ofAnyType(Entry::givesFloat, RandomKernels::dropout);
            case "DropoutGradX" -> Entry.ofAnyType(Entry::givesFloat, RandomKernels::dropoutGradX);
            default -> null;
        };
    }

    private static void dropout(Draft d) {
        d.mayOverwrite(0, 0);
        int size = d.inShape(0).intSize();
        if (d.attrs().flag("is_test")) {
            ShapeKernels.copy(d, new Place.In(0), new Place.Out(0), d.inType(0).bytes());
            return;
        }
        double ratio = d.attrs().f("ratio");
        double scale = 1 / (1 - ratio);
        Function<Memory, Supplier<Philox>> randoms = d.randoms();
        d.loop(
                "java",
                memory -> {
                    FloatBuffer x = new Place.In(0).find(memory).asFloats();
                    FloatBuffer y = new Place.Out(0).find(memory).asFloats();
                    ByteBuffer mask = new Place.Out(1).find(memory).asBytes();
                    Supplier<Philox> atStep = randoms.apply(memory);
                    return () -> {
                        Philox random = atStep.get();
                        for (int i = 0; i < size; i++) {
                            boolean kept = random.uniform(i) >= ratio;
                            y.put(i, kept ? (float) (x.get(i) * scale) : 0);
                            mask.put(i, (byte) (kept ? 1 : 0));
                        }
                    };
                });
    }

    private static void dropoutGradX(Draft d) {
        d.mayOverwrite(0, 1);
        int size = d.inShape(0).intSize();
        double scale = 1 / (1 - d.attrs().f("ratio"));
        d.loop(
                "java",
                memory -> {
                    ByteBuffer mask = new Place.In(0).find(memory).asBytes();
                    FloatBuffer dY = new Place.In(1).find(memory).asFloats();
                    FloatBuffer dX = new Place.Out(0).find(memory).asFloats();
                    return () -> {
                        for (int i = 0; i < size; i++) {
                            dX.put(i, mask.get(i) != 0 ? (float) (dY.get(i) * scale) : 0);
                        }
                    };
                });
    }
}
