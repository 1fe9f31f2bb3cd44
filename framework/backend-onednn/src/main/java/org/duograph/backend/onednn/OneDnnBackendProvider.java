package org.duograph.backend.onednn;

import java.util.Optional;
import java.util.Set;
import org.duograph.backend.Backend;
import org.duograph.backend.BackendOptions;
import org.duograph.backend.BackendProvider;
import org.duograph.backend.onednn.library.OneDnn;
import org.duograph.graph.Device;

/** Offers the oneDNN backend where its native library loads. */
public final class OneDnnBackendProvider implements BackendProvider {
    @Override
    public String name() {
        return OneDnnBackend.NAME;
    }

    @Override
    public int rank() {
        return 10;
    }

    @Override
    public Optional<String> whyUnavailable() {
        return OneDnn.whyUnavailable();
    }

    @Override
    public Set<String> operators() {
        return KernelTable.FAMILIES.types();
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
        whyUnavailable()
                .ifPresent(
                        why -> {
                            throw new IllegalStateException(why);
                        });
        return new OneDnnBackend(device);
    }
}
