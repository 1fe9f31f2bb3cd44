package org.duograph.workspace.model;

import java.util.List;

/** A layer of your own, for {@link Brew#register}: it adds operators and parameters to a model. */
@FunctionalInterface
public interface Layer {
    /**
     * Adds the layer.
     *
     * @param inputs the blobs to read
     * @param output the name of the blob to write; parameters are best called {@code <output>_w},
     *     ...
     * @param options settings, those of open {@link Brew#argScope}s included
     * @return the full name of the output
     */
    String add(ModelHelper model, List<String> inputs, String output, List<Option> options);
}
