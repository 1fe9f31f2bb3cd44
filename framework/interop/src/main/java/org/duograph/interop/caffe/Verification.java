package org.duograph.interop.caffe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duograph.interop.caffe.Translation.Step;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.NetDef;

/**
 * A translated net beside what Caffe's layers are defined to do: layer by layer, then as a whole.
 *
 * <p>The definition is plain loops over double numbers, which know nothing of our operators. They
 * go their own way from the inputs to the end, so differences add up as they would in Caffe.
 */
public final class Verification {
    /** The largest difference that rounding explains, as a part of the layer's largest number. */
    public static final double TOLERANCE = 1e-4;

    private final CaffeNet net;
    private final Translation translation;
    private final List<Row> rows = new ArrayList<>();

    /**
     * One blob that a layer wrote.
     *
     * @param layer the layer; of two that became one operator, the second
     * @param blob what it wrote
     * @param whole whether the whole net ran at once, not this layer by itself
     * @param shape its shape
     * @param largest the largest absolute value by the definition
     * @param difference the largest absolute difference from it; infinite where one of the two is
     *     no number, or the shapes differ
     */
    public record Row(
            CaffeLayer layer,
            String blob,
            boolean whole,
            Shape shape,
            double largest,
            double difference) {
        /** Whether rounding explains the difference. */
        public boolean agrees() {
            return difference <= TOLERANCE * Math.max(largest, 1e-3);
        }
    }

    private Verification(CaffeNet net, Translation translation) {
        this.net = net;
        this.translation = translation;
    }

    /**
     * Runs both and compares: a row for each blob that a layer writes, then one for each output of
     * the whole net, run at once.
     *
     * @param workspace where the nets run; their blobs stay in it
     * @param net what was translated, read for phase TEST
     * @param feeds an array for each input of the translation
     */
    public static List<Row> run(
            Workspace workspace,
            CaffeNet net,
            Translation translation,
            Map<String, NDArray> feeds) {
        for (String input : translation.inputs().keySet()) {
            if (!feeds.containsKey(input)) {
                throw new IllegalArgumentException(
                        "Feed input \"" + input + "\" to verify the net");
            }
        }
        Verification verification = new Verification(net, translation);
        workspace.runNetOnce(translation.init());
        Map<String, Numbers> last = verification.layers(workspace, feeds);
        verification.whole(workspace, feeds, last);
        return verification.rows;
    }

    private static void feed(Workspace workspace, Map<String, NDArray> feeds) {
        feeds.forEach(workspace::feedBlob);
    }

    /** Each layer's operators run by themselves, and what they wrote is compared. */
    private Map<String, Numbers> layers(Workspace workspace, Map<String, NDArray> feeds) {
        Map<String, Numbers> blobs = new LinkedHashMap<>();
        feeds.forEach(
                (blob, array) -> blobs.put(blob, new Numbers(array.shape(), array.toDoubles())));
        feed(workspace, feeds);
        Map<Integer, Step> ends = new TreeMap<>();
        translation.steps().forEach(step -> ends.put(step.last().index(), step));
        for (CaffeLayer layer : net.layers()) {
            if (!InputLayers.isInput(layer.type())) {
                compute(layer, blobs);
            }
            Step step = ends.get(layer.index());
            if (step != null) {
                for (int i = step.from(); i < step.to(); i++) {
                    workspace.runOperatorOnce(translation.predict().getOp(i));
                }
                layer.tops().forEach(top -> compare(layer, top, false, blobs.get(top), workspace));
            }
        }
        return blobs;
    }

    private static void compute(CaffeLayer layer, Map<String, Numbers> blobs) {
        LayerType type = LayerTypes.find(layer.type());
        List<Numbers> in = layer.bottoms().stream().map(blobs::get).toList();
        List<Numbers> out = type.loops().compute(layer, in);
        for (int i = 0; i < out.size(); i++) {
            blobs.put(layer.tops().get(i), out.get(i));
        }
    }

    private void whole(Workspace workspace, Map<String, NDArray> feeds, Map<String, Numbers> last) {
        NetDef predict = translation.predict();
        feed(workspace, feeds);
        workspace.runNetOnce(predict);
        Map<String, CaffeLayer> writers = new LinkedHashMap<>();
        net.layers().forEach(layer -> layer.tops().forEach(top -> writers.put(top, layer)));
        for (String output : predict.getExternalOutputList()) {
            compare(writers.get(output), output, true, last.get(output), workspace);
        }
    }

    private void compare(
            CaffeLayer layer, String blob, boolean whole, Numbers defined, Workspace workspace) {
        NDArray ours = workspace.fetchBlob(blob);
        double largest = 0;
        double difference = 0;
        boolean alike = ours.shape().equals(defined.shape());
        for (int i = 0; alike && i < defined.values().length; i++) {
            double wanted = defined.values()[i];
            double off = ours.get(i) == wanted ? 0 : Math.abs(ours.get(i) - wanted);
            largest = Math.max(largest, Math.abs(wanted));
            difference = Double.isNaN(off) ? Double.POSITIVE_INFINITY : Math.max(difference, off);
        }
        difference = alike ? difference : Double.POSITIVE_INFINITY;
        rows.add(new Row(layer, blob, whole, ours.shape(), largest, difference));
    }

    /**
     * Random numbers for all inputs, the same for the same seed: from -1 to 1, but whole numbers
     * from 0 where a layer wants classes.
     */
    public static Map<String, NDArray> randomFeeds(
            CaffeNet net, Translation translation, long seed) {
        Map<String, Integer> classes = classes(net, translation);
        Map<String, NDArray> feeds = new LinkedHashMap<>();
        long stream = 0;
        for (Map.Entry<String, Shape> input : translation.inputs().entrySet()) {
            Integer count = classes.get(input.getKey());
            DType dtype = count == null ? DType.FLOAT32 : DType.INT32;
            NDArray array = NDArray.zeros(new ArrayType(dtype, input.getValue()));
            Philox numbers = new Philox(seed, stream++);
            for (int i = 0; i < array.size(); i++) {
                double u = numbers.uniform(i);
                array.set(i, count == null ? 2 * u - 1 : Math.floor(u * count));
            }
            feeds.put(input.getKey(), array);
        }
        return feeds;
    }

    /** Inputs that are numbers of classes or rows, and how many there are of these. */
    private static Map<String, Integer> classes(CaffeNet net, Translation translation) {
        Map<String, Integer> classes = new LinkedHashMap<>();
        for (CaffeLayer layer : net.layers()) {
            if (layer.type().equals("Embed")) {
                classes.put(layer.bottoms().get(0), layer.p().getEmbedParam().getInputDim());
            } else if (LossLayers.hasClasses(layer.type())) {
                classes.put(layer.bottoms().get(1), 2); // every classifier has so many
            }
        }
        classes.keySet().retainAll(translation.inputs().keySet());
        return classes;
    }
}
