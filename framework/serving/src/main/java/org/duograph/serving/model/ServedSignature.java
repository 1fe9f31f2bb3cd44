package org.duograph.serving.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One way to ask a model: what it takes and what it gives, by the names that clients use.
 *
 * @param method {@link #PREDICT}, {@link #CLASSIFY} or {@link #REGRESS}; some models have others
 * @param inputs in the order of their names
 * @param outputs in the order of their names
 * @param batched whether rows of several requests may be computed together: each input and each
 *     output has one row for each
 */
public record ServedSignature(
        String method,
        SortedMap<String, Port> inputs,
        SortedMap<String, Port> outputs,
        boolean batched) {
    /** Arrays in, arrays out. */
    public static final String PREDICT = "tensorflow/serving/predict";

    /** Examples in; labels and their scores out. */
    public static final String CLASSIFY = "tensorflow/serving/classify";

    /** Examples in, a number for each out. */
    public static final String REGRESS = "tensorflow/serving/regress";

    /** The name of the signature that is meant where none is named. */
    public static final String DEFAULT = "serving_default";

    public ServedSignature {
        inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
        outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
    }

    /** A signature, batched if the first extents of all inputs and outputs are open. */
    public static ServedSignature of(
            String method, Map<String, Port> inputs, Map<String, Port> outputs) {
        boolean batched =
                inputs.values().stream().allMatch(Port::isBatched)
                        && outputs.values().stream().allMatch(Port::isBatched);
        return new ServedSignature(method, new TreeMap<>(inputs), new TreeMap<>(outputs), batched);
    }

    /** The same, for requests that are computed one by one. */
    public ServedSignature oneByOne() {
        return new ServedSignature(method, inputs, outputs, false);
    }
}
