package org.duograph.survey.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;
import org.duograph.survey.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** A line of the journal is read as it was written, or is damaged: nothing else comes of it. */
class HostileLineTest {
    private static final String[] BODIES = {
        body(
                "{\"at\":\"2026-01-01T12:00:00Z\",\"event\":{\"type\":\"refused\",\"study\":\"tea\"}}"),
        body("{\"at\":\"2026-01-01T12:00:00Z\",\"event\":{\"type\":\"created\"}}"),
        body("{\"at\":1e999,\"event\":{\"type\":\"java.lang.Object\"}}"),
        body("[".repeat(5000)),
        "99999999999999999999 2 {}",
        "7 -1 {}",
        "7",
    };

    private static String body(String json) {
        return "7 " + json.getBytes(StandardCharsets.UTF_8).length + " " + json;
    }

    static List<byte[]> bodies() {
        return List.of(BODIES).stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    /** The bytes are what the checksum covers, for most changes of the rest end at it. */
    @MethodSource("bodies")
    @Timeout(60)
    @FuzzTest
    void aLineIsReadOrDamaged(byte[] body) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(body);
        byte[] sum = "%08x ".formatted(crc.getValue()).getBytes(StandardCharsets.US_ASCII);
        byte[] line = new byte[sum.length + body.length];
        System.arraycopy(sum, 0, line, 0, sum.length);
        System.arraycopy(body, 0, line, sum.length, body.length);
        long sequence = Line.check(line, 0, line.length);
        if (sequence < 0) return;
        try {
            assertThat(Line.read(line, 0, line.length).sequence()).isEqualTo(sequence);
        } catch (JacksonException e) {
            assertThat(e.getOriginalMessage()).isNotBlank();
        }
    }

    @Test
    void soIsADamagedOne() {
        Draw.times(
                2000,
                draw ->
                        aLineIsReadOrDamaged(
                                draw.damaged(BODIES).getBytes(StandardCharsets.UTF_8)));
    }
}
