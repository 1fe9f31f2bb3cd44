package org.duograph.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.duograph.experiments.harness.Framework;
import org.duograph.experiments.harness.Model;
import org.duograph.experiments.harness.NetSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkspaceFrameworkTest {
    private static final int BATCH = 8;

    private final Framework framework = new WorkspaceFramework.Opened().open("workspace");
    private final Random random = new Random(7);

    @AfterEach
    void close() {
        framework.close();
    }

    @Test
    void learnsABatchByHeart() {
        try (Model model = model("six", true, 0)) {
            FloatBuffer images = images();
            int[] labels = labels();
            float first = model.trainStep(images, labels, 0.01f);
            float last = first;
            for (int i = 0; i < 30; i++) {
                last = model.trainStep(images, labels, 0.01f);
            }
            assertThat(last).isLessThan(first / 4);
        }
    }

    @Test
    void infersWithTheParametersThatWereTrained() {
        try (Model model = model("six", true, 0)) {
            FloatBuffer images = images();
            int[] labels = labels();
            model.trainStep(images, labels, 0.01f);
            float[] scores = new float[BATCH * NetSpec.CLASSES];
            model.infer(images, scores);
            float loss = model.trainStep(images, labels, 0.01f);
            assertThat(crossEntropy(scores, labels)).isCloseTo(loss, within(1e-4));
        }
    }

    @Test
    void loadedParametersGiveTheSameLossesAgain() {
        for (String net : List.of("six", "vgg7-bn")) {
            try (Model model = model(net, true, 0.001f)) {
                List<float[]> parameters = parameters(NetSpec.named(net));
                FloatBuffer images = images();
                List<Float> first = losses(model, parameters, images);
                assertThat(losses(model, parameters, images)).isEqualTo(first);
            }
        }
    }

    @Test
    void stepsTakeNoMemoryFromTheJavaHeap() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        FloatBuffer images = images();
        int[] labels = labels();
        float[] scores = new float[BATCH * NetSpec.CLASSES];
        try (Model model = model("six", true, 0.001f)) {
            for (int i = 0; i < 100; i++) { // until what is made once is made
                model.trainStep(images, labels, 0.01f);
                model.infer(images, scores);
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 200; i++) {
                model.trainStep(images, labels, 0.01f);
                model.infer(images, scores);
            }
            long perStep = (threads.getCurrentThreadAllocatedBytes() - before) / 200;
            assertThat(perStep).as("bytes taken for a batch of 98,304").isLessThan(300);
        }
    }

    @Test
    void findsTheLargestOfTenNumbers() {
        try (Framework.Argmax argmax = framework.argmax(10)) {
            assertThat(argmax.of(new float[] {0, 3, 1, -2, 9, 4, 9, 2, 1, 0})).isEqualTo(4);
            assertThat(argmax.of(new float[] {7, 3, 1, -2, 1, 4, 5, 2, 1, 0})).isEqualTo(0);
        }
    }

    @Test
    void sayWhichVariantsThereAre() {
        assertThatThrownBy(() -> new WorkspaceFramework.Opened().open("turbo"))
                .hasMessageContaining("turbo")
                .hasMessageContaining("workspace");
    }

    private Model model(String net, boolean training, float decay) {
        return framework.build(
                new Framework.Setup(NetSpec.named(net), BATCH, training, 0.9f, decay, 1));
    }

    private List<Float> losses(Model model, List<float[]> parameters, FloatBuffer images) {
        model.load(parameters);
        List<Float> losses = new ArrayList<>();
        int[] labels = new int[BATCH];
        for (int i = 0; i < 4; i++) {
            losses.add(model.trainStep(images, labels, 0.001f));
        }
        return losses;
    }

    private List<float[]> parameters(NetSpec net) {
        List<float[]> all = new ArrayList<>();
        for (NetSpec.Parameter p : net.parameters()) {
            float[] numbers = new float[p.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = p.role().equals("scale") ? 1 : (float) random.nextGaussian() * 0.05f;
            }
            all.add(numbers);
        }
        return all;
    }

    private FloatBuffer images() {
        int size = BATCH * NetSpec.CHANNELS * NetSpec.SIZE * NetSpec.SIZE;
        FloatBuffer images =
                ByteBuffer.allocateDirect(size * Float.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer();
        for (int i = 0; i < size; i++) {
            images.put(i, (float) random.nextGaussian());
        }
        return images;
    }

    private int[] labels() {
        return random.ints(BATCH, 0, NetSpec.CLASSES).toArray();
    }

    private static double crossEntropy(float[] scores, int[] labels) {
        double sum = 0;
        for (int n = 0; n < labels.length; n++) {
            double total = 0;
            for (int c = 0; c < NetSpec.CLASSES; c++) {
                total += Math.exp(scores[n * NetSpec.CLASSES + c]);
            }
            sum += Math.log(total) - scores[n * NetSpec.CLASSES + labels[n]];
        }
        return sum / labels.length;
    }
}
