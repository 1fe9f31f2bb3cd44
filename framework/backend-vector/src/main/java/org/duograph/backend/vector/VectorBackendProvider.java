package org.duograph.backend.vector;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duograph.backend.Backend;
import org.duograph.backend.BackendOptions;
import org.duograph.backend.BackendProvider;
import org.duograph.backend.vector.VectorLayout.Numbers;
import org.duograph.graph.Device;

/** Offers the vector backend, which is available everywhere, with vectors or without. */
public final class VectorBackendProvider implements BackendProvider {
    private static final String THREADS = "threads";
    private static final String WEIGHTS = "weights";
    private static final String CONVOLUTION = "convolution";
    private static final String ANY = "any";

    @Override
    public String name() {
        return VectorBackend.NAME;
    }

    /**
     * Before oneDNN where the Vector API was asked for and is fast; else before the host backend.
     */
    @Override
    public int rank() {
        return Engine.hasModule() && Engine.hasVectors() ? 12 : 8;
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
        Map<String, String> options = new LinkedHashMap<>();
        options.put(THREADS, "how many threads share the work (default: all processors)");
        options.put(
                WEIGHTS,
                "float32; or bfloat16 or int8, in which the weights of fully connected layers are"
                        + " held, for inference: less memory to read, and a little less exact");
        options.put(
                CONVOLUTION,
                "any: the fastest way of convolving here; or rows or winograd, to compare them");
        return options;
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
        String weights = options.word(WEIGHTS, "float32", List.of("float32", "bfloat16", "int8"));
        String way = options.word(CONVOLUTION, ANY, List.of(ANY, "rows", "winograd"));
        return new VectorBackend(
                device,
                weights.equals("float32")
                        ? Numbers.TYPED
                        : Numbers.valueOf(weights.toUpperCase(Locale.ROOT)),
                way.equals(ANY) ? "" : way,
                workers(options.text(THREADS, "")));
    }

    private static Workers workers(String threads) {
        if (threads.isEmpty()) {
            return Workers.shared();
        }
        if (!threads.matches("[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException(
                    "Option \"threads\" of a backend is a number from 1 to 999, found \"%s\""
                            .formatted(threads));
        }
        return Workers.of(Integer.parseInt(threads));
    }
}
