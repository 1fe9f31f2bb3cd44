package org.duograph.cli.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.session.Tensor;
import org.duograph.session.saved.Signature;
import picocli.CommandLine.Option;

/** The options {@code --fetch} and {@code --signature}: what a run of a graph gives out. */
public final class GraphFetches {
    @Option(
            names = "--fetch",
            paramLabel = "NAME",
            description = {
                "A signature's output or a tensor to give out; may be repeated.",
                "If absent: the signature's outputs, or the tensors that nothing reads."
            })
    private final List<String> fetches = new ArrayList<>();

    @Option(
            names = "--signature",
            paramLabel = "S",
            description = "SavedModel: whose inputs and outputs (default: serving_default).")
    private String signature;

    /** The names as the user wrote them. */
    public List<String> names() {
        return fetches;
    }

    /**
     * For commands that take models of other kinds, too.
     *
     * @param kind what the model is
     * @throws IllegalArgumentException if a signature was named
     */
    public void requireNoSignature(String kind) {
        if (signature != null) {
            throw new IllegalArgumentException(
                    "--signature %s: only SavedModels have signatures, and this is %s; leave it out"
                            .formatted(signature, kind));
        }
    }

    /**
     * The signature; null if there is none and none was named.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public Signature signature(OpenGraph graph) {
        return graph.signature(signature);
    }

    /**
     * What to give out, by the names of the files.
     *
     * @param called the signature, or null
     * @throws IllegalArgumentException if there is no such tensor
     */
    public Map<String, Tensor> of(OpenGraph graph, Signature called) {
        Map<String, Tensor> wanted = new LinkedHashMap<>();
        for (String fetch : fetches) {
            Tensor output = called == null ? null : called.outputs().get(fetch);
            wanted.put(unnumbered(fetch), output != null ? output : graph.tensor(fetch));
        }
        if (fetches.isEmpty() && called != null) {
            wanted.putAll(called.outputs());
        } else if (fetches.isEmpty()) {
            graph.results().forEach(tensor -> wanted.put(unnumbered(tensor.name()), tensor));
        }
        return wanted;
    }

    /** A tensor's name without {@code :0}. */
    private static String unnumbered(String name) {
        return name.endsWith(":0") ? name.substring(0, name.length() - 2) : name;
    }
}
