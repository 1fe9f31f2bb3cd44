package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.backend.onednn.library.Descs;
import org.duograph.backend.onednn.library.Layouts;
import org.duograph.backend.onednn.library.OneDnn;
import org.duograph.tensor.ArrayType;
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

    @Test
    void layoutsAreNamedAsTheLibraryNamesThem() {
        try (Layouts layouts = new Layouts()) {
            ArrayType images = ArrayType.float32(2, 32, 4, 4);
            var blocked = Descs.tagged(org.bytedeco.dnnl.global.dnnl.dnnl_aBcd16b, 2, 32, 4, 4);
            var filters = Descs.tagged(org.bytedeco.dnnl.global.dnnl.dnnl_ABcd8b8a, 2, 32, 4, 4);
            assertThat(layouts.of(images, blocked)).hasToString("nChw16c");
            assertThat(layouts.of(images, filters)).hasToString("OIhw8i8o");
            OneDnn.destroy(blocked);
            OneDnn.destroy(filters);
        }
    }

    @Test
    void blocksOfSinglePixelsThatLeaveNoGapArePlain() {
        try (Layouts layouts = new Layouts()) {
            ArrayType pixels = ArrayType.float32(2, 32, 1, 1);
            var blocked = Descs.tagged(org.bytedeco.dnnl.global.dnnl.dnnl_aBcd16b, 2, 32, 1, 1);
            assertThat(layouts.of(pixels, blocked).isPlain()).isTrue();
            OneDnn.destroy(blocked);
        }
    }
}
