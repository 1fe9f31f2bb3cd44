package org.duograph.backend;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Device;

/** Two graphics processors, of which the reference backend does the work. Nobody prefers them. */
public final class TwinsProvider implements BackendProvider {
    /** How often one was opened. */
    public static final AtomicInteger OPENED = new AtomicInteger();

    /** How often their rank was asked for. */
    public static final AtomicInteger RANKED = new AtomicInteger();

    /** The options with which one was opened last. */
    public static BackendOptions lastOptions = BackendOptions.NONE;

    @Override
    public String name() {
        return "twins";
    }

    @Override
    public int rank() {
        RANKED.incrementAndGet();
        return -1;
    }

    @Override
    public String kind() {
        return Device.GPU;
    }

    @Override
    public Optional<String> whyUnavailable() {
        return Optional.empty();
    }

    @Override
    public List<String> devices() {
        return List.of("the elder", "the younger");
    }

    @Override
    public Map<String, String> options() {
        return Map.of("memory", "how much it may take", "precision", "of products");
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
        if (options.text("precision", "").equals("broken")) {
            throw new IllegalStateException("the twins are at odds");
        }
        OPENED.incrementAndGet();
        lastOptions = options;
        return new JavaBackend(device, Device.GPU);
    }
}
