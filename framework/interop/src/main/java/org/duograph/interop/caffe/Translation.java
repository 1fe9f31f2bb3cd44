package org.duograph.interop.caffe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.Shape;
import org.duograph.workspace.proto.NetDef;

/**
 * A Caffe model as two nets of the workspace face. Blobs are called as in Caffe, weights after
 * their layer: {@code conv1_w}, {@code conv1_b}.
 *
 * @param init fills the weights
 * @param predict from the inputs to the outputs, its {@code external_output}
 * @param inputs what is to be fed, with the shapes of the file; other batches will do as well
 * @param steps which operators of {@code predict} stand for which layers, in order
 */
public record Translation(
        NetDef init, NetDef predict, Map<String, Shape> inputs, List<Step> steps) {
    /** Copies inputs and steps. */
    public Translation {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        steps = List.copyOf(steps);
    }

    /**
     * One layer, or two that became one operator, and its operators.
     *
     * @param layers what was translated
     * @param from the first operator of the predict net
     * @param to the operator after the last
     */
    public record Step(List<CaffeLayer> layers, int from, int to) {
        /** Copies the layers. */
        public Step {
            layers = List.copyOf(layers);
        }

        /** The layer whose tops stand in blobs when the operators have run. */
        public CaffeLayer last() {
            return layers.get(layers.size() - 1);
        }
    }
}
