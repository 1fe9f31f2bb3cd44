package org.duograph.experiments.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.List;
import org.duograph.experiments.harness.Framework;
import org.duograph.experiments.harness.Framework.Argmax;
import org.duograph.experiments.harness.Framework.ImageOrder;
import org.duograph.experiments.harness.Framework.Setup;
import org.duograph.experiments.harness.LearnsTheSameTask;
import org.duograph.experiments.harness.Model;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.harness.NetSpec.Layer;
import org.junit.jupiter.api.Test;

/** What a framework must do to be measured. */
public interface FrameworkContract {
    /**
     * Filters of the second convolution. With fewer, PyTorch 2.10 as org.bytedeco builds it
     * computes a wrong gradient with respect to the input in NCHW; no net of the experiments has so
     * few.
     */
    int FILTERS = 16;

    /** Opens frameworks. */
    Framework.Provider provider();

    /** The variant to test. */
    String variant();

    /**
     * Whether batch normalisation's running variances are divided by n - 1, as in TensorFlow and
     * PyTorch, or by n. With batches of 64 images the difference is nowhere to be seen.
     */
    default boolean hasUnbiasedRunningVariance() {
        return true;
    }

    @Test
    default void computesWhatTheNetSays() {
        agreesWithDefinition(
                List.of(
                        new Layer.Conv(3, 2, true),
                        new Layer.Relu(),
                        new Layer.MaxPool(),
                        new Layer.MaxPool(),
                        new Layer.Conv(2, FILTERS, true),
                        new Layer.Relu(),
                        new Layer.MaxPool(),
                        new Layer.MaxPool(), // 16 x 2 x 2: flattened in another order it shows
                        new Layer.Dense(FILTERS * 4, 5),
                        new Layer.Relu(),
                        new Layer.Dense(5, 10)));
    }

    @Test
    default void normalizesBatchesAsTheNetSays() {
        agreesWithDefinition(
                List.of(
                        new Layer.Conv(3, 2, false),
                        new Layer.BatchNorm(2),
                        new Layer.Relu(),
                        new Layer.MaxPool(),
                        new Layer.MaxPool(),
                        new Layer.Conv(2, FILTERS, false),
                        new Layer.BatchNorm(FILTERS),
                        new Layer.Relu(),
                        new Layer.MaxPool(),
                        new Layer.MaxPool(),
                        new Layer.Dense(FILTERS * 4, 10)));
    }

    /** Steps with momentum and weight decay, then inference, beside the definition's. */
    private void agreesWithDefinition(List<Layer> layers) {
        NetSpec net = new NetSpec("tiny", layers);
        int batch = 4;
        float rate = 0.1f;
        float decay = 0.02f;
        SlowNet slow =
                new SlowNet(net, LearnsTheSameTask.parameters(net), hasUnbiasedRunningVariance());
        FloatBuffer nchw = LearnsTheSameTask.images(ImageOrder.NCHW, batch);
        int[] labels = LearnsTheSameTask.labels(batch);
        try (Framework framework = provider().open(variant());
                Model model = framework.build(new Setup(net, batch, true, 0.9f, decay, 1))) {
            FloatBuffer images = LearnsTheSameTask.images(framework.imageOrder(), batch);
            model.load(LearnsTheSameTask.parameters(net));
            for (int step = 0; step < 3; step++) {
                double expected = slow.trainStep(nchw, labels, rate, 0.9, decay);
                assertThat((double) model.trainStep(images, labels, rate))
                        .as("loss before step %d", step)
                        .isCloseTo(expected, within(1e-4));
            }
            float[] scores = new float[batch * NetSpec.CLASSES];
            model.infer(images, scores);
            double[][] expected = slow.infer(nchw, batch);
            for (int i = 0; i < scores.length; i++) {
                assertThat((double) scores[i])
                        .as("score %d", i)
                        .isCloseTo(
                                expected[i / NetSpec.CLASSES][i % NetSpec.CLASSES], within(1e-3));
            }
        }
    }

    @Test
    default void learnsTheSameTaskTwice() {
        for (String net : List.of("six", "vgg7-bn")) {
            try (Framework framework = provider().open(variant())) {
                List<Float> once = LearnsTheSameTask.losses(framework, NetSpec.named(net));
                List<Float> twice = LearnsTheSameTask.losses(framework, NetSpec.named(net));
                assertThat(once.get(once.size() - 1)).isLessThan(once.get(0) / 2);
                for (int step = 0; step < once.size(); step++) {
                    assertThat(twice.get(step))
                            .as("%s, loss before step %d", net, step)
                            .isCloseTo(once.get(step), within(1e-4f));
                }
            }
        }
    }

    @Test
    default void startsFromScoresThatAreNeitherZeroNorHuge() {
        float[] scores = new float[LearnsTheSameTask.BATCH * NetSpec.CLASSES];
        Setup setup = new Setup(NetSpec.named("six"), LearnsTheSameTask.BATCH, false, 0.9f, 0, 1);
        try (Framework framework = provider().open(variant());
                Model model = framework.build(setup)) {
            model.infer(
                    LearnsTheSameTask.images(framework.imageOrder(), LearnsTheSameTask.BATCH),
                    scores);
        }
        double squares = 0;
        for (float score : scores) {
            squares += score * score / scores.length;
        }
        assertThat(squares)
                .as("mean square of scores after He initialisation")
                .isBetween(0.5, 50.0);
    }

    @Test
    default void infersTheSameWithAndWithoutTraining() {
        NetSpec net = NetSpec.named("vgg7-bn");
        int batch = LearnsTheSameTask.BATCH;
        float[][] scores = new float[2][batch * NetSpec.CLASSES];
        try (Framework framework = provider().open(variant())) {
            FloatBuffer images = LearnsTheSameTask.images(framework.imageOrder(), batch);
            for (boolean training : new boolean[] {false, true}) {
                Setup setup = new Setup(net, batch, training, 0.9f, 0, 1);
                try (Model model = framework.build(setup)) {
                    model.load(LearnsTheSameTask.parameters(net));
                    model.infer(images, scores[training ? 1 : 0]);
                }
            }
        }
        for (int i = 0; i < scores[0].length; i++) {
            assertThat(scores[1][i]).isCloseTo(scores[0][i], within(1e-3f));
        }
    }

    @Test
    default void findsTheFirstOfTheLargestNumbers() {
        try (Framework framework = provider().open(variant());
                Argmax argmax = framework.argmax(10)) {
            assertThat(argmax.of(new float[] {0, 3, 1, -2, 9, 4, 9, 2, 1, 0})).isEqualTo(4);
            assertThat(argmax.of(new float[] {7, 3, 1, -2, 1, 4, 5, 2, 1, 0})).isEqualTo(0);
        }
    }

    @Test
    default void listsItsVariantsToWhoAsksForAnother() {
        assertThatThrownBy(() -> provider().open("turbo"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("turbo")
                .hasMessageContaining(variant());
    }
}
