package org.duograph.backend.onednn;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duograph.backend.Backend;
import org.duograph.backend.BackendOptions;
import org.duograph.backend.BackendProvider;
import org.duograph.backend.onednn.library.OneDnn;
import org.duograph.graph.Device;

/** Offers the oneDNN backend where its native library loads. */
public final class OneDnnBackendProvider implements BackendProvider {
    private static final String INFERENCE = "inference";
    private static final String FLOATS = "float32";

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
    public Map<String, String> options() {
        return Map.of(
                INFERENCE,
                "float32; or int8, in which layers behind a Relu multiply weights that never change,"
                        + " where the processor can (VNNI, AMX): faster, and a little less exact");
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
        whyUnavailable()
                .ifPresent(
                        why -> {
                            throw new IllegalStateException(why);
                        });
        String numbers = options.word(INFERENCE, FLOATS, List.of(FLOATS, "int8"));
        return new OneDnnBackend(device, !numbers.equals(FLOATS));
    }
}
