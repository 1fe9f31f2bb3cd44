package org.duograph.graph;

import java.util.List;
import java.util.Map;
import org.duograph.tensor.NDArray;

/**
 * An example that can be checked by hand: literal inputs and the outputs they give. It is shown in
 * the catalogue and run by the tests.
 *
 * @param attrs attributes by name
 * @param inputs the inputs
 * @param outputs the first outputs, as many as are worth showing
 */
public record Example(Map<String, ?> attrs, List<NDArray> inputs, List<NDArray> outputs) {
    /** An example without attributes: the inputs, then the one output. */
    public static Example of(NDArray... inputsAndOutput) {
        return of(Map.of(), inputsAndOutput);
    }

    /** An example: attributes, the inputs, then the one output. */
    public static Example of(Map<String, ?> attrs, NDArray... inputsAndOutput) {
        List<NDArray> all = List.of(inputsAndOutput);
        int inputs = all.size() - 1;
        return new Example(attrs, all.subList(0, inputs), all.subList(inputs, all.size()));
    }

    /** The same, with attributes as text: {@code "policy=step, gamma=0.5, stepvalue=[5, 12]"}. */
    public static Example of(String attrs, NDArray... inputsAndOutput) {
        return of(AttrText.parse(attrs), inputsAndOutput);
    }
}
