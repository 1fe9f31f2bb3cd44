package org.duograph.interop.caffe;

import java.util.List;
import org.duograph.tensor.Shape;

/**
 * All that is known of one type of layer.
 *
 * @param shapes the shapes of what it writes, by Caffe's rules
 * @param meaning its translation to operators
 * @param loops what it computes in phase TEST, as plain loops
 */
record LayerType(Shapes shapes, Meaning meaning, Loops loops) {
    /** What it writes has these shapes. */
    interface Shapes {
        /**
         * The shapes of all tops.
         *
         * @throws IllegalArgumentException if the layer can't be so; the message says why, and need
         *     not name the layer
         */
        List<Shape> of(CaffeLayer layer, List<Shape> bottoms);
    }

    /** How it is said in operators. */
    interface Meaning {
        /**
         * Appends operators to the nets.
         *
         * @throws IllegalArgumentException if operators can't say it; the message says why
         */
        void translate(TranslationSite site);
    }

    /** The definition. */
    interface Loops {
        /** Computes all tops from all bottoms. */
        List<Numbers> compute(CaffeLayer layer, List<Numbers> bottoms);
    }

    /** One bottom, one top, the same shape. */
    static final Shapes SAME = (layer, bottoms) -> List.of(bottoms.get(0));
}
