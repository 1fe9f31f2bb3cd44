package org.duograph.backend.java;

import java.util.Optional;
import org.duograph.backend.Backend;
import org.duograph.backend.BackendOptions;
import org.duograph.backend.BackendProvider;
import org.duograph.backend.Backends;
import org.duograph.graph.Device;

/** Offers the reference backend, which is available everywhere and taken when nothing else is. */
public final class JavaBackendProvider implements BackendProvider {
    @Override
    public String name() {
        return Backends.REFERENCE;
    }

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public boolean isFallback() {
        return true;
    }

    @Override
    public Optional<String> whyUnavailable() {
        return Optional.empty();
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
        return new JavaBackend(device.index());
    }
}
