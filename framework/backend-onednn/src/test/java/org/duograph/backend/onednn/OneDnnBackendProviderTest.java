package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.junit.jupiter.api.Test;

class OneDnnBackendProviderTest {
    @Test
    void itIsTakenWhenNobodyNamesABackend() {
        try (Backend backend = Backends.open("")) {
            assertThat(backend.name()).isEqualTo("onednn");
            assertThat(backend.description())
                    .matches("oneDNN \\d+\\.\\d+\\.\\d+, .*, \\d+ threads?");
        }
    }
}
