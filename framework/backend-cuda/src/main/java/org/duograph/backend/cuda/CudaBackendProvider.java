package org.duograph.backend.cuda;

import java.util.Optional;
import org.duograph.backend.Backend;
import org.duograph.backend.BackendProvider;
import org.duograph.backend.cuda.library.CudaNatives;
import org.duograph.backend.cuda.library.CudaOptions;

/** Offers the GPU backend where there are a GPU, its driver and cuDNN. */
public final class CudaBackendProvider implements BackendProvider {
    /** Called by {@link java.util.ServiceLoader}. */
    public CudaBackendProvider() {}

    @Override
    public String name() {
        return CudaBackend.NAME;
    }

    @Override
    public int rank() {
        return 20;
    }

    @Override
    public Optional<String> whyUnavailable() {
        return CudaNatives.whyUnavailable();
    }

    @Override
    public Backend open() {
        whyUnavailable()
                .ifPresent(
                        why -> {
                            throw new IllegalStateException(why);
                        });
        return new CudaBackend(0, CudaOptions.DEFAULT);
    }
}
