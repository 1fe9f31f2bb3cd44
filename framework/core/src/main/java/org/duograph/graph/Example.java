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
public record Example(Map<String, ?> attrs, List<NDArray> inputs, List<NDArray> outputs) {}
