package org.duograph.experiments.serving;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duograph.experiments.harness.Framework;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.tensorflow.TensorFlowProvider;
import org.duograph.serving.model.Model;
import org.duograph.serving.model.ModelFormat;
import org.duograph.serving.model.Pictures;
import org.duograph.serving.model.Port;
import org.duograph.serving.model.Runner;
import org.duograph.serving.model.ServedSignature;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A file by name of {@code tensorflow} stands for the 6-layer net in TensorFlow for Java, each
 * runner with sessions and tensors of its own, one for each size of batch, as fast as the harness
 * has them.
 */
public final class TensorFlowFormat implements ModelFormat {
    private static final int PIXELS = NetSpec.SIZE * NetSpec.SIZE * NetSpec.CHANNELS;

    @Override
    public boolean recognises(Path place) {
        return Files.isRegularFile(place) && place.getFileName().toString().equals("tensorflow");
    }

    @Override
    public Model load(Path place, String backend) {
        return new Loaded(new TensorFlowProvider().open("onednn"));
    }

    private record Loaded(Framework framework) implements Model {
        @Override
        public Map<String, ServedSignature> signatures() {
            List<Integer> image = List.of(Port.OPEN, NetSpec.SIZE, NetSpec.SIZE, NetSpec.CHANNELS);
            List<Integer> scores = List.of(Port.OPEN, NetSpec.CLASSES);
            return Map.of(
                    ServedSignature.DEFAULT,
                    ServedSignature.of(
                            ServedSignature.PREDICT,
                            Map.of("data", new Port(DType.FLOAT32, image, "data")),
                            Map.of("y", new Port(DType.FLOAT32, scores, "y"))));
        }

        @Override
        public Runner runner() {
            return new Sessions(framework);
        }

        @Override
        public Optional<Pictures> pictures() {
            return Optional.empty();
        }

        @Override
        public String format() {
            return framework.describe();
        }

        @Override
        public void close() {
            framework.close();
        }
    }

    /** A session for each number of rows that was asked. */
    private static final class Sessions implements Runner {
        private final Framework framework;
        private final Map<Integer, org.duograph.experiments.harness.Model> bySize = new HashMap<>();
        private FloatBuffer images = FloatBuffer.allocate(0);

        Sessions(Framework framework) {
            this.framework = framework;
        }

        private org.duograph.experiments.harness.Model session(int rows) {
            var model =
                    framework.build(new Framework.Setup(SixLayers.NET, rows, false, 0.9f, 0, 1));
            model.load(SixLayers.parameters());
            return model;
        }

        @Override
        public Map<String, NDArray> run(String signature, Map<String, NDArray> inputs) {
            float[] pixels = inputs.get("data").floats();
            int rows = pixels.length / PIXELS;
            if (images.capacity() < pixels.length) {
                images =
                        ByteBuffer.allocateDirect(4 * pixels.length)
                                .order(ByteOrder.nativeOrder())
                                .asFloatBuffer();
            }
            images.clear().put(pixels).flip();
            float[] scores = new float[rows * NetSpec.CLASSES];
            bySize.computeIfAbsent(rows, this::session).infer(images, scores);
            return Map.of("y", NDArray.of(Shape.of(rows, NetSpec.CLASSES), scores));
        }

        @Override
        public void close() {
            bySize.values().forEach(org.duograph.experiments.harness.Model::close);
        }
    }
}
