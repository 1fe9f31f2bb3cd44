package org.duograph.survey.store;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.zip.CRC32C;

/**
 * One line of the journal: {@code CRC SEQUENCE LENGTH JSON}, ended by a line feed. The CRC32C, in
 * hexadecimal, covers what follows it; the length counts the JSON's bytes. Sequence numbers have no
 * gaps, so a missing line is as visible as a damaged one.
 */
record Line(long sequence, Instant at, Event event) {
    static final JsonMapper JSON =
            JsonMapper.builder()
                    .addModule(new Jdk8Module())
                    .addModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .build();

    private static final int CRC_DIGITS = 8;

    private record Body(Instant at, Event event) {}

    /** The line's bytes, line feed included. */
    byte[] bytes() {
        try {
            byte[] json = JSON.writeValueAsBytes(new Body(at, event));
            byte[] head = (sequence + " " + json.length + " ").getBytes(StandardCharsets.US_ASCII);
            CRC32C crc = new CRC32C();
            crc.update(head);
            crc.update(json);
            byte[] sum = "%08x ".formatted(crc.getValue()).getBytes(StandardCharsets.US_ASCII);
            byte[] line = new byte[sum.length + head.length + json.length + 1];
            System.arraycopy(sum, 0, line, 0, sum.length);
            System.arraycopy(head, 0, line, sum.length, head.length);
            System.arraycopy(json, 0, line, sum.length + head.length, json.length);
            line[line.length - 1] = '\n';
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The sequence number of the line in {@code buffer}, without its line feed, or -1 where the
     * line is damaged: its checksum, its length or its form is wrong.
     */
    static long check(byte[] buffer, int from, int length) {
        int end = from + length;
        int body = from + CRC_DIGITS + 1;
        if (end < body || buffer[body - 1] != ' ') return -1;
        CRC32C crc = new CRC32C();
        crc.update(buffer, body, end - body);
        try {
            if (Long.parseLong(text(buffer, from, body - 1), 16) != crc.getValue()) return -1;
            int first = indexOfSpace(buffer, body, end);
            int second = indexOfSpace(buffer, first + 1, end);
            if (first < 0 || second < 0) return -1;
            int stated = Integer.parseInt(text(buffer, first + 1, second));
            return stated == end - second - 1 ? Long.parseLong(text(buffer, body, first)) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Reads a line that {@link #check} found good. */
    static Line read(byte[] buffer, int from, int length) throws IOException {
        int end = from + length;
        int body = from + CRC_DIGITS + 1;
        int first = indexOfSpace(buffer, body, end);
        int second = indexOfSpace(buffer, first + 1, end);
        Body read = JSON.readValue(buffer, second + 1, end - second - 1, Body.class);
        return new Line(Long.parseLong(text(buffer, body, first)), read.at(), read.event());
    }

    private static int indexOfSpace(byte[] buffer, int from, int end) {
        for (int i = from; i < end; i++) {
            if (buffer[i] == ' ') return i;
        }
        return -1;
    }

    private static String text(byte[] buffer, int from, int to) {
        return new String(buffer, from, to - from, StandardCharsets.US_ASCII);
    }
}
