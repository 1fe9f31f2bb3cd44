package org.duograph.interop.caffe;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The types of layers that can be translated, by Caffe's names. */
public final class LayerTypes {
    private static final Map<String, LayerType> ALL = new TreeMap<>();

    static {
        ALL.putAll(InputLayers.TYPES);
        ALL.putAll(ConvLayers.TYPES);
        ALL.putAll(ProductLayers.TYPES);
        ALL.putAll(PoolLayers.TYPES);
        ALL.putAll(NormLayers.TYPES);
        ALL.putAll(ScaleLayers.TYPES);
        ALL.putAll(ActivationLayers.TYPES);
        ALL.putAll(EltwiseLayers.TYPES);
        ALL.putAll(JoinLayers.TYPES);
        ALL.putAll(ShapeLayers.TYPES);
        ALL.putAll(ReduceLayers.TYPES);
        ALL.putAll(SoftmaxLayers.TYPES);
        ALL.putAll(LossLayers.TYPES);
    }

    /** Layers of other numbers of bottoms than one. */
    private static final Map<String, int[]> BOTTOMS =
            Map.ofEntries(
                    Map.entry("Concat", new int[] {1, 1000}),
                    Map.entry("Eltwise", new int[] {2, 1000}),
                    Map.entry("Silence", new int[] {1, 1000}),
                    Map.entry("Scale", new int[] {1, 2}),
                    Map.entry("Bias", new int[] {1, 2}),
                    Map.entry("Crop", new int[] {2, 2}),
                    Map.entry("Accuracy", new int[] {2, 2}),
                    Map.entry("SoftmaxWithLoss", new int[] {2, 2}),
                    Map.entry("EuclideanLoss", new int[] {2, 2}),
                    Map.entry("MultinomialLogisticLoss", new int[] {2, 2}),
                    Map.entry("SigmoidCrossEntropyLoss", new int[] {2, 2}));

    /** Layers of other numbers of tops than one. */
    private static final Map<String, int[]> TOPS =
            Map.of(
                    "Slice", new int[] {1, 1000},
                    "Split", new int[] {1, 1000},
                    "Silence", new int[] {0, 0},
                    "SoftmaxWithLoss", new int[] {1, 2});

    private static final int[] ONE = {1, 1};

    private LayerTypes() {}

    /** The names of the types, sorted. */
    public static Set<String> names() {
        return ALL.keySet();
    }

    /** The type of this name, or null. */
    static LayerType find(String name) {
        return ALL.get(name);
    }

    /**
     * Checks how many blobs a layer reads and writes.
     *
     * @throws IllegalArgumentException if these are too few or too many
     */
    static void checkCounts(CaffeLayer layer) {
        if (InputLayers.isInput(layer.type())) {
            check("reads", layer.bottoms().size(), new int[] {0, 0});
            check("writes", layer.tops().size(), new int[] {1, 1000});
        } else {
            check("reads", layer.bottoms().size(), BOTTOMS.getOrDefault(layer.type(), ONE));
            check("writes", layer.tops().size(), TOPS.getOrDefault(layer.type(), ONE));
        }
    }

    private static void check(String verb, int found, int[] range) {
        if (found < range[0] || found > range[1]) {
            String wanted = range[0] == range[1] ? "" + range[0] : "at least " + range[0];
            throw new IllegalArgumentException(
                    "it %s %d blobs, but such a layer %s %s".formatted(verb, found, verb, wanted));
        }
    }
}
