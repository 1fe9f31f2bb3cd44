package org.duograph.backend.vector;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duograph.backend.Backend;
import org.duograph.backend.BackendOptions;
import org.duograph.backend.BackendProvider;
import org.duograph.graph.Device;

/** Offers the vector backend, which is available everywhere, with vectors or without. */
public final class VectorBackendProvider implements BackendProvider {
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
    public Backend open(Device device, BackendOptions options) {
        return new VectorBackend(device);
    }
}
