package org.duograph.serving.json;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.duograph.serving.Refusal;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that anybody sends. */
class HostileJsonTest {
    private static final List<byte[]> WHOLE =
            Stream.of(
                            "{\"instances\": [[1.5, -2e3], [NaN, 0]], \"signature_name\":"
                                    + " \"a\\u00e9\"}",
                            "[true, false, null, {\"b64\": \"AA==\"}, 18446744073709551616]")
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))
                    .toList();

    static Stream<byte[]> whole() {
        return WHOLE.stream();
    }

    @MethodSource("whole")
    @FuzzTest
    void aTextIsReadOrRefused(byte[] bytes) {
        try {
            new JsonWriter().copy(new JsonReader(bytes)).toString();
        } catch (Refusal e) {
            // as it should be
        }
        try {
            new JsonReader(bytes).skip();
        } catch (Refusal e) {
            // as it should be
        }
    }

    @Test
    void damagedTextsAreReadOrRefused() {
        Draw.times(3000, draw -> aTextIsReadOrRefused(draw.hostile(WHOLE)));
    }
}
