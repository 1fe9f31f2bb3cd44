package org.duograph.backend.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duograph.backend.Backend;
import org.duograph.backend.BackendOptions;
import org.duograph.backend.BackendProvider;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Device;

/**
 * Two graphics processors under the name of {@code cuda}, of which the reference backend does the
 * work: to test how devices are chosen where there are none. Tests that want it list it in their
 * {@code META-INF/services}. Of all backends it is the last that would be chosen as the best.
 */
public final class PretendedGpus implements BackendProvider {
    private static volatile BackendOptions lastOptions = BackendOptions.NONE;

    /** The options with which a backend was opened last. */
    public static BackendOptions lastOptions() {
        return lastOptions;
    }

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public int rank() {
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
        return List.of("the first pretended GPU", "the second pretended GPU");
    }

    @Override
    public Map<String, String> options() {
        return Map.of("memory", "how much memory it may take; it takes what it needs all the same");
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
        lastOptions = options;
        return new JavaBackend(device, kind());
    }
}
