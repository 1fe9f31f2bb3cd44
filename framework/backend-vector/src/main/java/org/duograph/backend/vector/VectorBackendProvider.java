package org.duograph.backend.vector;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.duograph.backend.Backend;
import org.duograph.backend.BackendOptions;
import org.duograph.backend.BackendProvider;
import org.duograph.backend.vector.VectorLayout.Weights;
import org.duograph.graph.Device;

/** Offers the vector backend, which is available everywhere, with vectors or without. */
public final class VectorBackendProvider implements BackendProvider {
    private static final String WEIGHTS = "weights";

    @Override
    public String name() {
        return VectorBackend.NAME;
    }

    @Override
    public int rank() {
        return 8;
    }

    @Override
    public Optional<String> whyUnavailable() {
        return Optional.empty();
    }

    @Override
    public List<String> devices() {
        return List.of(
                "the processor" + Engine.whyPlain().map(w -> ", by plain loops: " + w).orElse(""));
    }

    @Override
    public Set<String> operators() {
        return KernelTable.FAMILIES.types();
    }

    @Override
    public Map<String, String> options() {
        return Map.of(
                WEIGHTS,
                "float32; or bfloat16 or int8, in which the weights of fully connected layers are"
                        + " held, for inference: less memory to read, and a little less exact");
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
        List<String> words = Stream.of(Weights.values()).map(Weights::word).toList();
        String word = options.word(WEIGHTS, Weights.FLOAT32.word(), words);
        return new VectorBackend(device, Weights.values()[words.indexOf(word)]);
    }
}
