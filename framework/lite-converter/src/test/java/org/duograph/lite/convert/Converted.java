package org.duograph.lite.convert;

import java.util.ArrayList;
import java.util.List;
import org.duograph.lite.Interpreter;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.NetDef;
import org.duograph.zoo.ZooModel;

/** A net of the workspace face, its translation, and what both make of the same numbers. */
final class Converted {
    final LiteConverter converter;
    private final Workspace workspace;
    private final NetDef net;
    private final String input;
    private final String output;
    private final ArrayType type;

    /** Translates a net whose weights the workspace has. */
    Converted(Workspace workspace, NetDef net, String input, ArrayType type) {
        this.workspace = workspace;
        this.net = net;
        this.input = input;
        this.type = type;
        this.output = net.getExternalOutput(0);
        workspace.feedBlob(input, NDArray.zeros(type));
        converter =
                LiteConverter.of(
                        workspace.inspect().graph(net),
                        workspace::fetchBlob,
                        List.of(input),
                        List.of(output));
    }

    /** A model of the zoo. */
    static Converted of(Workspace workspace, ZooModel model) {
        workspace.runNetOnce(model.init());
        String input = model.card().input().blob();
        return new Converted(
                workspace, model.predict(), input, model.card().input().types().get(input));
    }

    /** What the engine makes of an input, as the file gives it. */
    float[] engine(NDArray x) {
        workspace.feedBlob(input, x);
        workspace.runNetOnce(net);
        return workspace.fetchBlob(output).floats();
    }

    /** What the file makes of it, in the engine's order. */
    float[] lite(Interpreter lite, NDArray x) {
        return converter.fromFile(0, lite.run(converter.toFile(0, x)));
    }

    /** Inputs of random numbers from {@code least} to {@code most}. */
    List<NDArray> draw(int count, double least, double most) {
        List<NDArray> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Philox random = Philox.of(i, "input", 0);
            NDArray x = NDArray.zeros(type);
            for (int j = 0; j < x.size(); j++) {
                x.set(j, least + (most - least) * random.below(j, 1 << 20) / (1 << 20));
            }
            all.add(x);
        }
        return all;
    }

    /** Inputs as examples to calibrate on. */
    List<List<float[]>> examples(List<NDArray> inputs) {
        return inputs.stream().map(x -> List.of(converter.toFile(0, x))).toList();
    }

    /** The largest difference between two arrays. */
    static double worst(float[] a, float[] b) {
        double worst = a.length == b.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < a.length && i < b.length; i++) {
            worst = Math.max(worst, Math.abs(a[i] - b[i]));
        }
        return worst;
    }
}
