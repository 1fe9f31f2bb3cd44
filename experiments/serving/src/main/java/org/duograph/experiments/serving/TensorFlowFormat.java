package org.duograph.experiments.serving;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * A file by name of {@code tensorflow} stands for the 6-layer net in TensorFlow for Java, one image
 * at a time, each runner with a session and tensors of its own, as fast as the harness has it.
 */
public final class TensorFlowFormat implements ModelFormat {
    private static final Shape SCORES = Shape.of(1, NetSpec.CLASSES);

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
            List<Integer> image = List.of(1, NetSpec.SIZE, NetSpec.SIZE, NetSpec.CHANNELS);
            return Map.of(
                    ServedSignature.DEFAULT,
                    ServedSignature.of(
                            ServedSignature.PREDICT,
                            Map.of("data", new Port(DType.FLOAT32, image, "data")),
                            Map.of("y", new Port(DType.FLOAT32, SCORES.toList(), "y"))));
        }

        @Override
        public Runner runner() {
            var model = framework.build(new Framework.Setup(SixLayers.NET, 1, false, 0.9f, 0, 1));
            model.load(SixLayers.parameters());
            int pixels = NetSpec.SIZE * NetSpec.SIZE * NetSpec.CHANNELS;
            FloatBuffer image =
                    ByteBuffer.allocateDirect(4 * pixels)
                            .order(ByteOrder.nativeOrder())
                            .asFloatBuffer();
            return new Runner() {
                @Override
                public Map<String, NDArray> run(String signature, Map<String, NDArray> inputs) {
                    image.clear();
                    image.put(inputs.get("data").floats()).flip();
                    float[] scores = new float[NetSpec.CLASSES];
                    model.infer(image, scores);
                    return Map.of("y", NDArray.of(SCORES, scores));
                }

                @Override
                public void close() {
                    model.close();
                }
            };
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
}
