package org.duograph.experiments.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A net as a list of layers, the same for every framework: images of 3 x 32 x 32 in, class scores
 * out. The loss is softmax cross-entropy, averaged over the batch.
 *
 * @param name how commands and reports call it, such as {@code six} or {@code vgg16-bn}
 * @param layers the layers, first to last
 */
public record NetSpec(String name, List<Layer> layers) {
    /** Channels of the input images. */
    public static final int CHANNELS = 3;

    /** Height and width of the input images. */
    public static final int SIZE = 32;

    /** The number of classes. */
    public static final int CLASSES = 10;

    /** What batch normalisation adds to variances. */
    public static final float BN_EPSILON = 1e-5f;

    /** The share of the old running mean and variance that a training step keeps. */
    public static final float BN_MOMENTUM = 0.9f;

    private static final Map<Integer, int[]> STAGES =
            Map.of(
                    7, new int[] {1, 1, 1, 1},
                    11, new int[] {1, 1, 2, 2, 2},
                    13, new int[] {2, 2, 2, 2, 2},
                    16, new int[] {2, 2, 3, 3, 3},
                    19, new int[] {2, 2, 4, 4, 4});

    public NetSpec {
        layers = List.copyOf(layers);
    }

    /** One layer. */
    public sealed interface Layer {
        /** A 3 x 3 convolution with padding 1 and stride 1. */
        record Conv(int in, int out, boolean bias) implements Layer {}

        /** Batch normalisation over the images and their pixels, per channel. */
        record BatchNorm(int channels) implements Layer {}

        /** The positive part. */
        record Relu() implements Layer {}

        /** The maximum of each 2 x 2 block of pixels. */
        record MaxPool() implements Layer {}

        /** A fully connected layer with bias; images are flattened in the order C, H, W. */
        record Dense(int in, int out) implements Layer {}
    }

    /** All nets that have a name. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(List.of("six"));
        for (int layers : new int[] {7, 11, 13, 16, 19}) {
            names.add("vgg" + layers);
            names.add("vgg" + layers + "-bn");
        }
        return names;
    }

    /**
     * The net of that name: {@code six} (two stages of two convolutions, 32 and 64 wide, then 512
     * and 10), or {@code vgg7}, {@code vgg11}, {@code vgg13}, {@code vgg16}, {@code vgg19}, each
     * also with {@code -bn} for batch normalisation in place of the convolutions' biases.
     */
    public static NetSpec named(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException(
                    "There is no net \"%s\"; there are %s".formatted(name, names()));
        }
        if (name.equals("six")) {
            return stages(name, new int[] {2, 2}, new int[] {32, 64}, false, new int[] {512});
        }
        boolean norm = name.endsWith("-bn");
        int[] stages = STAGES.get(Integer.parseInt(name.replaceAll("\\D", "")));
        int[] widths = IntStream.range(0, stages.length).map(s -> Math.min(512, 64 << s)).toArray();
        return stages(name, stages, widths, norm, new int[] {512, 512});
    }

    private static NetSpec stages(
            String name, int[] stages, int[] widths, boolean norm, int[] hidden) {
        List<Layer> layers = new ArrayList<>();
        int channels = CHANNELS;
        int size = SIZE;
        for (int s = 0; s < stages.length; s++) {
            for (int i = 0; i < stages[s]; i++) {
                layers.add(new Layer.Conv(channels, widths[s], !norm));
                channels = widths[s];
                if (norm) {
                    layers.add(new Layer.BatchNorm(channels));
                }
                layers.add(new Layer.Relu());
            }
            layers.add(new Layer.MaxPool());
            size /= 2;
        }
        int features = channels * size * size;
        for (int units : hidden) {
            layers.add(new Layer.Dense(features, units));
            layers.add(new Layer.Relu());
            features = units;
        }
        layers.add(new Layer.Dense(features, CLASSES));
        return new NetSpec(name, layers);
    }

    /** The layers that have weights: what the paper counts as depth. */
    public int depth() {
        return (int)
                layers.stream()
                        .filter(l -> l instanceof Layer.Conv || l instanceof Layer.Dense)
                        .count();
    }

    /**
     * The parameters, layer by layer: a convolution's filters (out x in x 3 x 3) and bias, a dense
     * layer's weights (out x in) and bias, batch normalisation's scale and shift.
     */
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i) instanceof Layer.Conv conv) {
                all.add(new Parameter(i, "weights", new long[] {conv.out, conv.in, 3, 3}));
                if (conv.bias) {
                    all.add(new Parameter(i, "bias", new long[] {conv.out}));
                }
            } else if (layers.get(i) instanceof Layer.Dense dense) {
                all.add(new Parameter(i, "weights", new long[] {dense.out, dense.in}));
                all.add(new Parameter(i, "bias", new long[] {dense.out}));
            } else if (layers.get(i) instanceof Layer.BatchNorm bn) {
                all.add(new Parameter(i, "scale", new long[] {bn.channels}));
                all.add(new Parameter(i, "shift", new long[] {bn.channels}));
            }
        }
        return all;
    }

    /**
     * One parameter.
     *
     * @param layer the index of its layer
     * @param role {@code weights}, {@code bias}, {@code scale} or {@code shift}
     * @param shape its extents
     */
    public record Parameter(int layer, String role, long[] shape) {
        /** The number of its elements. */
        public int size() {
            long size = 1;
            for (long extent : shape) {
                size *= extent;
            }
            return Math.toIntExact(size);
        }
    }

    /** Multiply-adds times two of one image's forward pass, convolutions and dense layers only. */
    public long flops() {
        long flops = 0;
        int size = SIZE;
        for (Layer layer : layers) {
            if (layer instanceof Layer.Conv conv) {
                flops += 2L * conv.in * conv.out * 9 * size * size;
            } else if (layer instanceof Layer.Dense dense) {
                flops += 2L * dense.in * dense.out;
            } else if (layer instanceof Layer.MaxPool) {
                size /= 2;
            }
        }
        return flops;
    }
}
