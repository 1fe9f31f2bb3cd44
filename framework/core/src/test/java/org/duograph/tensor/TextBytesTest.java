package org.duograph.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextBytesTest {
    @Test
    void textIsItself() {
        for (String text : new String[] {"", "plain", "größer ≤ 🎈"}) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            assertThat(TextBytes.text(bytes)).isEqualTo(text);
            assertThat(TextBytes.bytes(text)).isEqualTo(bytes);
        }
    }

    @Test
    void anyBytesComeBackAsTheyWere() {
        for (int length = 0; length < 300; length++) {
            byte[] bytes = new byte[length];
            new Random(length).nextBytes(bytes);
            assertThat(TextBytes.bytes(TextBytes.text(bytes))).isEqualTo(bytes);
        }
    }

    @Test
    void bytesThatAreNoTextStandOneByOne() {
        byte[] bytes = {'a', (byte) 0x89, 'P', (byte) 0xE2, (byte) 0x89}; // the last two: half a ≤
        assertThat(TextBytes.text(bytes)).isEqualTo("a\uDC89P\uDCE2\uDC89");
    }

    @Test
    void halfACharacterIsRefused() {
        assertThatThrownBy(() -> TextBytes.bytes("ab\uD83C"))
                .hasMessageContaining("Character 2 of a text is half of one, U+D83C");
        assertThatThrownBy(() -> TextBytes.bytes("\uDC00"))
                .hasMessageContaining("Character 0 of a text is half of one, U+DC00");
    }
}
