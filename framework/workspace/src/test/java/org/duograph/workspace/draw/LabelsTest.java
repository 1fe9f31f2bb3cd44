package org.duograph.workspace.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.awt.font.FontRenderContext;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsTest {
    private static final List<String> TEXTS =
            List.of("SpatialBN", "stride=2, pad=3, kernel=7", "gpu_0/res2_0_branch2c_bn", "WWmm@%");

    @Test
    void noFontOfTheStackIsWiderThanMeasured() {
        FontRenderContext context = new FontRenderContext(null, true, true);
        List<String> stack = List.of("Helvetica", "Arial", "Liberation Sans", "DejaVu Sans");
        for (Font font : GraphicsEnvironment.getLocalGraphicsEnvironment().getAllFonts()) {
            if (stack.contains(font.getName())) {
                for (String text : TEXTS) {
                    double width = font.deriveFont(100f).getStringBounds(text, context).getWidth();
                    assertThat(Labels.width(text, 100))
                            .as("%s in %s", text, font)
                            .isGreaterThan(width - 1);
                }
            }
        }
    }

    @Test
    void bytesAreSaidInUnitsOfPeople() {
        assertThat(List.of(0L, 1023L, 1536L, 802816L, 5L << 40))
                .extracting(Labels::bytes)
                .containsExactly("0 B", "1023 B", "1.5 KiB", "784 KiB", "5.0 TiB");
    }
}
