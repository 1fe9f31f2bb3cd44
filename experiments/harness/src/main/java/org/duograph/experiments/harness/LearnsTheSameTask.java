package org.duograph.experiments.harness;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.duograph.experiments.harness.Framework.ImageOrder;
import org.duograph.experiments.harness.Framework.Setup;
import org.duograph.experiments.harness.NetSpec.Parameter;
import org.duograph.tensor.Philox;

/**
 * A small task whose losses every framework must agree on: the same parameters, images and labels,
 * all drawn from {@link Philox}, and 20 steps on them. Frameworks that disagree would be measured
 * at different work.
 */
public final class LearnsTheSameTask {
    /** Images per batch. */
    public static final int BATCH = 16;

    private static final int STEPS = 20;
    private static final float LEARNING_RATE = 0.002f;
    private static final float MOMENTUM = 0.9f;
    private static final float WEIGHT_DECAY = 5e-4f;
    private static final long SEED = 1;

    private LearnsTheSameTask() {}

    /** The loss before each of 20 steps on the same batch. */
    public static List<Float> losses(Framework framework, NetSpec net) {
        Setup setup = new Setup(net, BATCH, true, MOMENTUM, WEIGHT_DECAY, SEED);
        List<Float> losses = new ArrayList<>();
        try (Model model = framework.build(setup)) {
            model.load(parameters(net));
            FloatBuffer images = images(framework.imageOrder(), BATCH);
            int[] labels = labels(BATCH);
            for (int step = 0; step < STEPS; step++) {
                losses.add(model.trainStep(images, labels, LEARNING_RATE));
            }
        }
        return losses;
    }

    /**
     * Parameters to {@link Model#load}: He-normal weights; biases, scales and shifts a little off
     * their usual 0 and 1, so that mixing them up shows.
     */
    public static List<float[]> parameters(NetSpec net) {
        List<float[]> all = new ArrayList<>();
        for (Parameter p : net.parameters()) {
            Philox random = new Philox(SEED, all.size());
            float[] numbers = new float[p.size()];
            double fanIn = (double) p.size() / p.shape()[0];
            double deviation = p.role().equals("weights") ? Math.sqrt(2 / fanIn) : 0.1;
            double mean = p.role().equals("scale") ? 1 : 0;
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) (mean + deviation * random.gaussian(i));
            }
            all.add(numbers);
        }
        return all;
    }

    /** Normal numbers in a direct buffer: the same images in either order. */
    public static FloatBuffer images(ImageOrder order, int batch) {
        Philox random = new Philox(SEED, -1);
        int channels = NetSpec.CHANNELS;
        int pixels = NetSpec.SIZE * NetSpec.SIZE;
        FloatBuffer images =
                ByteBuffer.allocateDirect(batch * channels * pixels * Float.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer();
        for (int n = 0; n < batch; n++) {
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < pixels; i++) {
                    int nchw = (n * channels + c) * pixels + i;
                    int nhwc = (n * pixels + i) * channels + c;
                    float number = (float) random.gaussian(nchw);
                    images.put(order == ImageOrder.NCHW ? nchw : nhwc, number);
                }
            }
        }
        return images;
    }

    /** The classes in turn. */
    public static int[] labels(int batch) {
        int[] labels = new int[batch];
        for (int n = 0; n < batch; n++) {
            labels[n] = n % NetSpec.CLASSES;
        }
        return labels;
    }
}
