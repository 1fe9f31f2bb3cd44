package org.duograph.lite.convert;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The table from operator of the core to translation. */
final class Translations {
    /** Operators with an attribute {@code channels_last}. */
    static final Set<String> TAKES_IMAGES =
            Set.of(
                    "Conv",
                    "ConvRelu",
                    "ConvTranspose",
                    "MaxPool",
                    "AveragePool",
                    "SpatialBN",
                    "SpatialBNRelu",
                    "InstanceNorm",
                    "LRN",
                    "PRelu",
                    "PadImage",
                    "ResizeNearest",
                    "UpsampleNearest",
                    "ChannelShuffle");

    /** Operators that make of each number another one, in the same place. */
    static final Set<String> BY_ELEMENT =
            Set.of(
                    "Cast",
                    "Sub",
                    "Add",
                    "Mul",
                    "Div",
                    "Scale",
                    "Relu",
                    "Clip",
                    "Sigmoid",
                    "Tanh",
                    "LeakyRelu",
                    "Copy",
                    "StopGradient",
                    "Negative");

    private static final Map<String, Translation> TABLE = new TreeMap<>();

    static {
        LayerTranslations.addTo(TABLE);
        ElementTranslations.addTo(TABLE);
        NormTranslations.addTo(TABLE);
        ShapeTranslations.addTo(TABLE);
        ImageTranslations.addTo(TABLE);
    }

    private Translations() {}

    /** The translation of an operator, or null. */
    static Translation of(String type) {
        return TABLE.get(type);
    }

    /** The operators that have one. */
    static Set<String> known() {
        return TABLE.keySet();
    }
}
