package org.duograph.experiments.lab;

import java.nio.FloatBuffer;
import java.util.List;
import org.duograph.experiments.harness.Framework;
import org.duograph.experiments.harness.Model;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.harness.PlainArray;

/**
 * A framework small enough to test with: whatever the net, it learns a linear classifier. Its
 * variants end its process in the ways in which processes end.
 */
public final class LinearFramework implements Framework {
    private static final int CRASH = 7;

    /** Finds it by name. */
    public static final class Opened implements Provider {
        @Override
        public String name() {
            return "linear";
        }

        @Override
        public Framework open(String variant) {
            switch (variant) {
                case "broken" -> throw new IllegalStateException("no such library");
                case "crashing" -> Runtime.getRuntime().halt(CRASH);
                case "hanging" -> sleepForever();
                default -> {}
            }
            return new LinearFramework();
        }

        private static void sleepForever() {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public String describe() {
        return "Linear, %d processors, OMP_NUM_THREADS=%s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getenv("OMP_NUM_THREADS"));
    }

    @Override
    public ImageOrder imageOrder() {
        return ImageOrder.NHWC;
    }

    @Override
    public Model construct(Setup setup) {
        return new LinearModel(setup.batch());
    }

    @Override
    public Argmax argmax(int n) {
        return new PlainArray().argmax(n);
    }

    @Override
    public void close() {}

    private static final class LinearModel implements Model {
        private static final int FEATURES = NetSpec.CHANNELS * NetSpec.SIZE * NetSpec.SIZE;

        private final int batch;
        private final float[] weights = new float[FEATURES * NetSpec.CLASSES];

        LinearModel(int batch) {
            this.batch = batch;
        }

        @Override
        public void initialize() {} // weights of zero are a fair start for a linear classifier

        @Override
        public float trainStep(FloatBuffer images, int[] labels, float learningRate) {
            float[] scores = new float[labels.length * NetSpec.CLASSES];
            score(images, labels.length, scores);
            double loss = 0;
            for (int n = 0; n < labels.length; n++) {
                double sum = 0;
                for (int c = 0; c < NetSpec.CLASSES; c++) {
                    sum += Math.exp(scores[n * NetSpec.CLASSES + c]);
                }
                loss -= scores[n * NetSpec.CLASSES + labels[n]] - Math.log(sum);
                for (int c = 0; c < NetSpec.CLASSES; c++) {
                    double p = Math.exp(scores[n * NetSpec.CLASSES + c]) / sum;
                    float step = (float) ((p - (c == labels[n] ? 1 : 0)) * 0.1 * learningRate);
                    for (int f = 0; f < FEATURES; f++) {
                        weights[c * FEATURES + f] -=
                                step * images.get(n * FEATURES + f) / labels.length;
                    }
                }
            }
            return (float) (loss / labels.length);
        }

        @Override
        public void infer(FloatBuffer images, float[] scores) {
            score(images, batch, scores);
        }

        private void score(FloatBuffer images, int count, float[] scores) {
            for (int n = 0; n < count; n++) {
                for (int c = 0; c < NetSpec.CLASSES; c++) {
                    float sum = 0;
                    for (int f = 0; f < FEATURES; f++) {
                        sum += weights[c * FEATURES + f] * images.get(n * FEATURES + f);
                    }
                    scores[n * NetSpec.CLASSES + c] = sum;
                }
            }
        }

        @Override
        public void load(List<float[]> parameters) {} // it has others

        @Override
        public long plannedBytes() {
            return weights.length * (long) Float.BYTES;
        }

        @Override
        public void close() {}
    }
}
