package org.duograph.interop.caffe;

import java.util.List;
import java.util.Map;
import org.duograph.interop.caffe.proto.BlobProto;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.GivenTensors;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;

/** What the translation of one layer sees: the layer, its shapes, and the nets it appends to. */
final class TranslationSite {
    private final CaffeLayer layer;
    private final List<Shape> bottoms;
    private final List<Shape> tops;
    private final CaffeTranslator.Options options;
    private final NetDef.Builder init;
    private final NetDef.Builder predict;

    TranslationSite(
            CaffeLayer layer,
            List<Shape> bottoms,
            List<Shape> tops,
            CaffeTranslator.Options options,
            NetDef.Builder init,
            NetDef.Builder predict) {
        this.layer = layer;
        this.bottoms = bottoms;
        this.tops = tops;
        this.options = options;
        this.init = init;
        this.predict = predict;
    }

    CaffeLayer layer() {
        return layer;
    }

    /** The blob that it reads. */
    String in(int i) {
        return layer.bottoms().get(i);
    }

    /** The blob that it writes. */
    String out(int i) {
        return layer.tops().get(i);
    }

    /** The shape of what it reads. */
    Shape shape(int i) {
        return bottoms.get(i);
    }

    /** The shape of what it writes. */
    Shape top(int i) {
        return tops.get(i);
    }

    boolean trains() {
        return options.trains();
    }

    boolean removesLegacyPad() {
        return options.removeLegacyPad();
    }

    /** The name of a blob of this layer's own. */
    String own(String suffix) {
        return layer.name() + "_" + suffix;
    }

    /** The numbers of a weight, which must be as many as the shape has. */
    double[] numbers(int i, Shape shape) {
        return numbers(layer, i, shape);
    }

    static double[] numbers(CaffeLayer layer, int i, Shape shape) {
        if (i >= layer.blobs().size()) {
            throw new IllegalArgumentException(
                    "it needs weight %d, %s, but the weights hold %s"
                            .formatted(
                                    i + 1,
                                    shape,
                                    layer.blobs().isEmpty()
                                            ? "none of this layer"
                                            : "only " + layer.blobs().size() + " of this layer"));
        }
        BlobProto blob = layer.blobs().get(i);
        if (Weights.count(blob) != shape.size()) {
            throw new IllegalArgumentException(
                    "its weight %d must be %s, %,d numbers, but the file has %s, %,d numbers"
                            .formatted(
                                    i + 1,
                                    shape,
                                    shape.size(),
                                    Weights.shapeText(blob),
                                    Weights.count(blob)));
        }
        return Weights.numbers(blob);
    }

    /** Lets the init net fill a blob with a weight, and returns the blob. */
    String weight(int i, String suffix, Shape shape) {
        return filled(suffix, shape, numbers(i, shape));
    }

    /** Lets the init net fill a blob with numbers, and returns the blob. */
    String filled(String suffix, Shape shape, double... numbers) {
        String blob = own(suffix);
        init.addAllOp(GivenTensors.operators(blob, Weights.array(shape, numbers)));
        predict.addExternalInput(blob);
        return blob;
    }

    /** Lets the init net fill a blob with one number for each channel, all the same. */
    String filledWith(String suffix, int count, double number) {
        double[] all = new double[count];
        java.util.Arrays.fill(all, number);
        return filled(suffix, Shape.of(count), all);
    }

    /** Appends an operator to the predict net. */
    void op(String type, List<String> inputs, List<String> outputs, Map<String, ?> args) {
        predict.addOp(Ops.operator(type, inputs, outputs, args).toBuilder().setName(layer.name()));
    }

    /** Appends an operator of one input and one output, and returns the output. */
    String op(String type, String input, String output, Map<String, ?> args) {
        op(type, List.of(input), List.of(output), args);
        return output;
    }

    /** Appends an operator of two inputs that meets the second as a block of the first. */
    String meet(String type, String a, String b, String output, int axis) {
        op(type, List.of(a, b), List.of(output), Map.of("broadcast", 1, "axis", axis));
        return output;
    }

    /** Appends an operator that meets a blob with one number. */
    String meetNumber(String type, String a, String suffix, double number, String output) {
        String one = filled(suffix, Shape.of(1), number);
        op(type, List.of(a, one), List.of(output), Map.of("broadcast", 1));
        return output;
    }
}
