package org.duograph.experiments.serving;

import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.pad;
import static org.duograph.workspace.model.Option.stride;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.harness.NetSpec.Layer;
import org.duograph.experiments.harness.NetSpec.Parameter;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.PredictorExport;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/**
 * The 6-layer net with numbers that both systems are given, so that their answers can be compared.
 */
final class SixLayers {
    static final NetSpec NET = NetSpec.named("six");

    private SixLayers() {}

    /** The numbers of all parameters, in the order of {@link NetSpec#parameters}. */
    static List<float[]> parameters() {
        Random random = new Random(1);
        List<float[]> all = new ArrayList<>();
        for (Parameter parameter : NET.parameters()) {
            float[] numbers = new float[parameter.size()];
            float deviation = (float) Math.sqrt(2.0 * parameter.shape()[0] / numbers.length);
            for (int i = 0; i < numbers.length; i++) {
                boolean weight = parameter.role().equals("weights");
                numbers[i] = weight ? (float) random.nextGaussian() * deviation : 0.01f;
            }
            all.add(numbers);
        }
        return all;
    }

    /** Writes it as a predictor export. */
    static void write(Path file) throws IOException {
        ModelHelper model = new ModelHelper("six");
        String x = "data";
        for (int i = 0; i < NET.layers().size(); i++) {
            Layer layer = NET.layers().get(i);
            String y = "layer" + i;
            if (layer instanceof Layer.Conv conv) {
                x = Brew.conv(model, x, y, conv.in(), conv.out(), kernel(3), pad(1));
            } else if (layer instanceof Layer.Relu) {
                x = Brew.relu(model, x, y);
            } else if (layer instanceof Layer.MaxPool) {
                x = Brew.maxPool(model, x, y, kernel(2), stride(2));
            } else if (layer instanceof Layer.Dense dense) {
                x = Brew.fc(model, x, y, dense.in(), dense.out());
            } else {
                throw new IllegalStateException("The net has no " + layer);
            }
        }
        model.net().addExternalOutput(x);
        Map<String, Shape> shapes =
                Map.of("data", Shape.of(1, NetSpec.CHANNELS, NetSpec.SIZE, NetSpec.SIZE));
        try (Workspace workspace = new Workspace()) {
            List<float[]> numbers = parameters();
            List<Parameter> parameters = NET.parameters();
            for (int i = 0; i < parameters.size(); i++) {
                Parameter parameter = parameters.get(i);
                String suffix = parameter.role().equals("weights") ? "_w" : "_b";
                int[] shape = new int[parameter.shape().length];
                for (int axis = 0; axis < shape.length; axis++) {
                    shape[axis] = (int) parameter.shape()[axis];
                }
                workspace.feedBlob(
                        "layer" + parameter.layer() + suffix,
                        NDArray.of(Shape.of(shape), numbers.get(i)));
            }
            PredictorExport.of(model.net().proto(), List.of("data"), shapes)
                    .save(file, workspace::fetchBlob);
        }
    }
}
