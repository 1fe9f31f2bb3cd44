package org.duograph.backend.onednn;

import java.util.Optional;
import org.duograph.backend.Backend;
import org.duograph.backend.BackendProvider;
import org.duograph.backend.onednn.library.OneDnn;

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
    public Backend open() {
        whyUnavailable()
                .ifPresent(
                        why -> {
                            throw new IllegalStateException(why);
                        });
        return new OneDnnBackend();
    }
}
