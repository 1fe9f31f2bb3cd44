package org.duograph.keras;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.duograph.data.Batches;
import org.duograph.data.Images;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.training.ArraySamples;
import org.duograph.training.Samples;

/** Arrays and images as a network takes them; what does not fit is refused in words. */
final class Feeding {
    private final Network network;
    private final Compiled compiled; // null: only inputs are fed

    Feeding(Network network, Compiled compiled) {
        this.network = network;
        this.compiled = compiled;
    }

    /** Inputs as samples. */
    ArraySamples inputs(List<NDArray> x, int batchSize) {
        return new ArraySamples(fitting(x), batchSize, false, 0);
    }

    private List<NDArray> fitting(List<NDArray> x) {
        List<KerasTensor> wanted = network.inputs();
        if (x.size() != wanted.size()) {
            throw new IllegalArgumentException(
                    "The model has %d inputs, %s; found %d arrays"
                            .formatted(wanted.size(), names(wanted), x.size()));
        }
        List<NDArray> fitting = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            Tensor placeholder = network.placeholders().get(i);
            String layer = Network.name(wanted.get(i));
            fitting.add(input(layer, wanted.get(i).shape(), placeholder.dtype(), x.get(i)));
        }
        requireSameRows(fitting);
        return fitting;
    }

    private static List<String> names(List<KerasTensor> tensors) {
        return tensors.stream().map(Network::name).toList();
    }

    private static NDArray input(String layer, int[] sample, DType dtype, NDArray x) {
        if (!Arrays.equals(sampleOf(x), sample)) {
            throw new IllegalArgumentException(
                    "Input \"%s\" takes samples of shape %s, so an array %s; found an array of %s"
                            .formatted(
                                    layer,
                                    Arrays.toString(sample),
                                    KerasTensor.text(sample),
                                    x.shape()));
        }
        return x.dtype() == dtype ? x : x.cast(dtype);
    }

    /** The extents of one row; null for a scalar. */
    private static int[] sampleOf(NDArray array) {
        int[] dims = array.shape().toArray();
        return dims.length == 0 ? null : Arrays.copyOfRange(dims, 1, dims.length);
    }

    /** Inputs and labels as samples, with weights if the options say any. */
    ArraySamples samples(List<NDArray> x, List<NDArray> y, Fit fit) {
        List<NDArray> arrays = new ArrayList<>(fitting(x));
        List<NDArray> labels = labels(y);
        arrays.addAll(labels);
        if (fit.sampleWeights != null || fit.classWeights != null) {
            for (int i = 0; i < labels.size(); i++) {
                arrays.add(weights(labels.get(i), i, fit));
            }
        }
        requireSameRows(arrays);
        return new ArraySamples(arrays, fit.batchSize, false, 0);
    }

    private static void requireSameRows(List<NDArray> arrays) {
        long different = arrays.stream().map(a -> a.shape().dim(0)).distinct().count();
        if (different > 1) {
            throw new IllegalArgumentException(
                    "All inputs, labels and weights must have the same number of samples; found "
                            + arrays.stream().map(a -> a.shape().toString()).toList());
        }
    }

    private List<NDArray> labels(List<NDArray> y) {
        List<KerasTensor> outputs = network.outputs();
        if (y.size() != outputs.size()) {
            throw new IllegalArgumentException(
                    "The model has %d outputs, %s; found labels for %d"
                            .formatted(outputs.size(), names(outputs), y.size()));
        }
        List<NDArray> labels = new ArrayList<>();
        for (int i = 0; i < y.size(); i++) {
            labels.add(label(i, y.get(i)));
        }
        return labels;
    }

    private NDArray label(int i, NDArray y) {
        int[] wanted = compiled.labelShape(i);
        String name = Network.name(network.outputs().get(i));
        int[] found = sampleOf(y);
        NDArray fits = y;
        if (found != null && !Arrays.equals(found, wanted) && sameButOnes(found, wanted)) {
            int[] dims = Network.batch(wanted);
            dims[0] = y.shape().dim(0);
            fits = y.reshape(dims);
        } else if (found == null || !Arrays.equals(found, wanted)) {
            throw new IllegalArgumentException(
                    "The labels of output \"%s\" must be an array %s, found one of %s%s"
                            .formatted(
                                    name, KerasTensor.text(wanted), y.shape(), advice(i, found)));
        }
        DType dtype = compiled.isSparse(i) ? DType.INT32 : DType.FLOAT32;
        if (compiled.isSparse(i)) {
            requireClasses(fits, i);
        }
        return fits.dtype() == dtype ? fits : fits.cast(dtype);
    }

    private String advice(int i, int[] found) {
        int[] output = network.outputs().get(i).shape();
        if (compiled.isSparse(i) && Arrays.equals(found, output)) {
            return "; for labels that are shares of classes take the loss " + Losses.CATEGORICAL;
        }
        boolean numbers = found != null && found.length == output.length - 1;
        return Losses.CATEGORICAL.equals(compiled.goal().losses().get(i)) && numbers
                ? "; for labels that are class numbers take the loss " + Losses.SPARSE
                : "";
    }

    /** Whether shapes differ only by extents of one, as [n] and [n, 1] do. */
    private static boolean sameButOnes(int[] a, int[] b) {
        int[] left = Arrays.stream(a).filter(d -> d != 1).toArray();
        int[] right = Arrays.stream(b).filter(d -> d != 1).toArray();
        return Arrays.equals(left, right);
    }

    private void requireClasses(NDArray labels, int i) {
        int[] output = network.outputs().get(i).shape();
        int classes = output[output.length - 1];
        for (int at = 0; at < labels.size(); at++) {
            double label = labels.get(at);
            if (label != Math.rint(label)) { // as NaN is, too
                throw new IllegalArgumentException(
                        "With the loss %s labels are whole numbers, found %s: label %d"
                                .formatted(Losses.SPARSE, label, at));
            }
            if (label < 0 || label >= classes) {
                throw wrongClass((long) label, at, classes);
            }
        }
    }

    private IllegalArgumentException wrongClass(long label, int at, int classes) {
        return new IllegalArgumentException(
                "Received a label value of %d which is outside the valid range of [0, %d): label %d. The last layer needs a unit for each class"
                        .formatted(label, classes, at));
    }

    private NDArray weights(NDArray labels, int output, Fit fit) {
        int rows = labels.shape().dim(0);
        float[] weights = new float[rows];
        Arrays.fill(weights, 1);
        if (fit.sampleWeights != null) {
            if (fit.sampleWeights.shape().rank() != 1 || fit.sampleWeights.size() != rows) {
                throw new IllegalArgumentException(
                        "Sample weights are one number for each of the %d samples, found an array of %s"
                                .formatted(rows, fit.sampleWeights.shape()));
            }
            for (int i = 0; i < rows; i++) {
                weights[i] = weight("Sample", i, fit.sampleWeights.get(i));
            }
        }
        if (fit.classWeights != null) {
            NDArray classes = compiled.isSparse(output) ? labels : classes(labels);
            for (int i = 0; i < rows; i++) {
                int c = (int) classes.getWhole(i);
                if (c >= fit.classWeights.length) {
                    throw new IllegalArgumentException(
                            "Class weights are given for %d classes, but there is a label of class %d"
                                    .formatted(fit.classWeights.length, c));
                }
                weights[i] *= weight("Class", c, fit.classWeights[c]);
            }
        }
        return NDArray.of(Shape.of(rows), weights);
    }

    private static float weight(String of, int i, double weight) {
        if (!(Math.abs(weight) <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "%s weights are finite numbers, found %s for %s %d"
                            .formatted(of, weight, of.toLowerCase(Locale.ROOT), i));
        }
        return (float) weight;
    }

    private static NDArray classes(NDArray labels) {
        boolean binary = labels.size() == labels.shape().dim(0);
        return binary ? labels.cast(DType.INT32).reshape(labels.size()) : labels.argMax(1);
    }

    /** Images, scaled to [0, 1], as samples with labels. */
    Samples images(Images images, Fit fit, boolean shuffle, long seed) {
        KerasTensor input = network.inputs().get(0);
        if (network.inputs().size() != 1) {
            throw new IllegalArgumentException(
                    "Images are for models with one input; this one has "
                            + names(network.inputs()));
        }
        if (compiled != null) {
            requireLabels(images);
        }
        Batches batches = Batches.of(images, fit.batchSize).keepingLast().seeded(seed);
        return PictureSamples.of(
                Samples.of(shuffle ? batches.shuffled() : batches),
                images.shape(),
                input.shape(),
                Network.name(input));
    }

    private void requireLabels(Images images) {
        if (network.outputs().size() != 1 || !compiled.isSparse(0)) {
            throw new IllegalArgumentException(
                    "The labels of images are class numbers, so the model needs one output with the loss %s"
                            .formatted(Losses.SPARSE));
        }
        int[] output = network.outputs().get(0).shape();
        for (int i = 0; i < images.count(); i++) {
            if (images.label(i) >= output[output.length - 1]) {
                throw wrongClass(images.label(i), i, output[output.length - 1]);
            }
        }
    }
}
