package org.duograph.tutorials.zoo;

import static org.duograph.workspace.io.Ops.arg;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.data.Picture;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.model.Parameter;
import org.duograph.workspace.proto.OperatorDef;
import org.duograph.zoo.ZooModel;

/** Paints a picture anew in the style of another, by what the layers of a net see in both. */
final class Style {
    private static final String PICTURE = "data_float";
    private static final String CONTENT = "pool2";

    // tag::weights[]
    /** The layers that look at the style, and how much each of them counts. */
    private static final Map<String, Double> LAYERS = new LinkedHashMap<>();

    static {
        LAYERS.put("data_normalized", 1.0); // the colours
        LAYERS.put("pool1", 0.3); // edges
        LAYERS.put("pool2", 0.1); // strokes
    }

    private static final double CONTENT_WEIGHT = 5e-5;

    // end::weights[]

    private final Workspace workspace;
    private final List<OperatorDef> eyes = new ArrayList<>();
    private final int size;

    /** For square pictures of this size. */
    Style(Workspace workspace, ZooModel net, int size) {
        this.workspace = workspace;
        this.size = size;
        workspace.runNetOnce(net.init());
        // tag::eyes[]
        for (OperatorDef op : net.predict().getOpList()) {
            if (!op.getType().equals("Cast")) { // <1>
                eyes.add(op);
            }
            if (op.getOutputList().contains(CONTENT)) {
                break; // <2>
            }
        }
        // end::eyes[]
    }

    // tag::seeing[]
    private ModelHelper seeing(String name) {
        ModelHelper model = new ModelHelper(name);
        model.input(PICTURE, Shape.of(3, 1, size, size)); // <1>
        workspace.blobs().stream()
                .filter(blob -> blob.endsWith("_w") || blob.endsWith("_b"))
                .forEach(weights -> model.input(weights, workspace.type(weights)));
        model.net().addAll(eyes);
        for (String layer : LAYERS.keySet()) {
            Shape seen = model.type(layer).shape();
            int maps = seen.dim(0) * seen.dim(1);
            int places = seen.dim(2) * seen.dim(3);
            String rows = layer + "_rows";
            model.op(
                    "Reshape", // <2>
                    List.of(layer),
                    List.of(rows, layer + "_shape"),
                    arg("shape", List.of(maps, places)));
            String products = layer + "_products";
            model.op("MatMul", List.of(rows, rows), products, arg("trans_b", 1)); // <3>
            model.op("Scale", products, layer + "_gram", arg("scale", 1f / places));
        }
        return model;
    }

    // end::seeing[]

    // tag::targets[]
    private void lookAt(Picture picture) {
        NDArray colours = picture.toArray().reshape(3, 1, size, size);
        workspace.feedBlob(PICTURE, colours.cast(DType.FLOAT32));
        workspace.runNetOnce(seeing("look").net());
    }

    private void remember(String blob) {
        workspace.feedBlob(blob + "_wanted", workspace.fetchBlob(blob));
    }

    // end::targets[]

    // tag::loss[]
    /** How far a blob is from what is wanted of it, times a weight. */
    private static String distance(ModelHelper model, String blob, double weight) {
        String squares = blob + "_squares";
        model.op("SquaredL2Distance", List.of(blob, blob + "_wanted"), squares);
        String mean = model.op("AveragedLoss", squares, blob + "_mean");
        return model.op("Scale", mean, blob + "_distance", arg("scale", (float) weight));
    }

    // end::loss[]

    /** Paints, and prints the losses of every twentieth step. */
    Picture paint(Picture content, Picture style, int steps) {
        // tag::paint[]
        lookAt(style);
        LAYERS.keySet().forEach(layer -> remember(layer + "_gram"));
        lookAt(content); // <1>
        remember(CONTENT);

        ModelHelper model = seeing("style");
        List<String> distances = new ArrayList<>();
        LAYERS.forEach((layer, weight) -> distances.add(distance(model, layer + "_gram", weight)));
        String styleLoss = model.op("Sum", distances, "style_loss");
        String contentLoss = distance(model, CONTENT, CONTENT_WEIGHT);
        model.op("Sum", List.of(styleLoss, contentLoss), "loss");
        model.addParameter(PICTURE, Parameter.Kind.WEIGHT); // <2>
        model.addGradientOperators("loss");
        Optimizers.adam(3).build(model); // <3>
        workspace.runNetOnce(model.paramInitNet());
        workspace.createNet(model);
        for (int step = 0; step <= steps; step++) {
            workspace.runNet("style");
            if (step % 20 == 0) {
                double far = workspace.fetchBlob(styleLoss).item();
                double moved = workspace.fetchBlob(contentLoss).item();
                System.out.printf("step %3d: style %.3f, content %.3f%n", step, far, moved);
            }
        }
        // end::paint[]
        return picture(workspace.fetchBlob(PICTURE), content);
    }

    private static Picture picture(NDArray numbers, Picture like) {
        byte[] pixels = new byte[numbers.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(Math.max(0, Math.min(255, numbers.get(i))));
        }
        return new Picture(like.shape(), pixels);
    }
}
