package org.duograph.backend.onednn.library;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.dnnl.global.dnnl;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class LayoutsTest {
    @Test
    void layoutsAreNamedAsTheLibraryNamesThem() {
        try (Layouts layouts = new Layouts()) {
            ArrayType images = ArrayType.float32(2, 32, 4, 4);
            var blocked = Descs.tagged(dnnl.dnnl_aBcd16b, 2, 32, 4, 4);
            var filters = Descs.tagged(dnnl.dnnl_ABcd8b8a, 2, 32, 4, 4);
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
            var blocked = Descs.tagged(dnnl.dnnl_aBcd16b, 2, 32, 1, 1);
            assertThat(layouts.of(pixels, blocked).isPlain()).isTrue();
            OneDnn.destroy(blocked);
        }
    }

    @Test
    void whatTheLibraryAloneCanReadIsNeverTakenForBlocks() {
        try (Layouts layouts = new Layouts()) {
            ArrayType cells = new ArrayType(DType.INT32, Shape.of(2, 16, 4, 4));
            var saved = Descs.tagged(dnnl.dnnl_aBcd16b, 2, 16, 4, 4);
            DnnlLayout opaque = layouts.opaque(cells, saved);
            assertThat(opaque).isSameAs(layouts.opaque(cells, saved)).hasToString("opaque");
            assertThat(layouts.of(cells, saved)).isNotEqualTo(opaque).hasToString("nChw16c");
            OneDnn.destroy(saved);
        }
    }
}
