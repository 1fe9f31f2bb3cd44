package org.duograph.experiments.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import org.duograph.data.Batch;
import org.duograph.data.BatchReader;
import org.duograph.data.Batches;
import org.duograph.data.DataSet;
import org.duograph.data.Shapes10;
import org.duograph.experiments.harness.Framework.ImageOrder;
import org.duograph.experiments.harness.StagedBatches.Staged;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StagedBatchesTest {
    private static final int PIXELS = NetSpec.SIZE * NetSpec.SIZE;

    private final DataSet data = new Shapes10(1, 20, 10).generate();
    private final Batches batches = Batches.of(data.train(), 4).shuffled();

    @ParameterizedTest
    @EnumSource
    void theSameImagesComeInEitherOrderBatchByBatch(ImageOrder order) throws Exception {
        try (StagedBatches staged = new StagedBatches(batches, 2, order);
                BatchReader reader = batches.preparing(0).read(2)) {
            while (reader.hasNext()) {
                Batch expected = reader.next();
                Staged found = staged.take();
                assertThat(found.labels()).isEqualTo(expected.labels().data());
                assertThat(found.images().isDirect()).isTrue();
                assertThat(inNchw(found.images(), order)).isEqualTo(expected.images().floats());
            }
        }
    }

    private static float[] inNchw(FloatBuffer images, ImageOrder order) {
        float[] numbers = new float[images.capacity()];
        for (int i = 0; i < numbers.length; i++) {
            int pixel = i % PIXELS;
            int channel = i / PIXELS % NetSpec.CHANNELS;
            int image = i / PIXELS / NetSpec.CHANNELS;
            int nhwc = (image * PIXELS + pixel) * NetSpec.CHANNELS + channel;
            numbers[i] = images.get(order == ImageOrder.NCHW ? i : nhwc);
        }
        return numbers;
    }
}
