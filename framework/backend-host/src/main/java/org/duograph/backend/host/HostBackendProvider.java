package org.duograph.backend.host;

import java.util.Optional;
import java.util.Set;
import org.duograph.backend.Backend;
import org.duograph.backend.BackendOptions;
import org.duograph.backend.BackendProvider;
import org.duograph.graph.Device;

/** Offers the host backend, which is available everywhere. */
public final class HostBackendProvider implements BackendProvider {
    @Override
    public String name() {
        return HostBackend.NAME;
    }

    @Override
    public int rank() {
        return 5;
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
    public Set<String> operators() {
        return HostKernels.FAMILIES.types();
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
        return new HostBackend(device);
    }
}
