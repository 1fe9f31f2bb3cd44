package org.duograph.survey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageTest {
    @TempDir Path folder;
    private Path segment;

    @BeforeEach
    void keepFiveAnswers() throws IOException {
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            store.publish(Samples.yaml(1, "anonymous"));
            for (int i = 0; i < 5; i++) store.submit(Samples.submission("answer " + i));
        }
        segment = Folders.journal(folder).get(0);
    }

    private long responses() {
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            return store.responses("tea").count();
        }
    }

    @Test
    void aTornLastLineIsCut() throws IOException {
        Files.writeString(segment, "1234abcd 8 99 {\"at", StandardOpenOption.APPEND);
        assertThat(responses()).isEqualTo(5);
        assertThat(Files.readString(segment)).endsWith("\n").doesNotContain("1234abcd");
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            store.submit(Samples.submission("the next line"));
        }
        assertThat(responses()).isEqualTo(6);
    }

    @Test
    void aTailOfZerosIsCut() throws IOException {
        Files.write(segment, new byte[4096], StandardOpenOption.APPEND);
        assertThat(responses()).isEqualTo(5);
    }

    @Test
    void aFlippedByteInTheMiddleIsRefusedWithFileAndLine() throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        int third = 0;
        for (int line = 1; line < 4; line++) third = indexOf(bytes, '\n', third) + 1;
        bytes[third + 40] ^= 1;
        Files.write(segment, bytes);
        assertThatThrownBy(this::responses)
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessageContaining("Line 4 of the journal file " + segment)
                .hasMessageContaining("checksum")
                .hasMessageContaining("Restore a backup");
        assertThat(Files.readAllBytes(segment)).as("nothing is changed").isEqualTo(bytes);
    }

    @Test
    void aFlippedByteInALastLineThatWasAcknowledgedIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length - 10] ^= 1;
        Files.write(segment, bytes);
        assertThatThrownBy(this::responses)
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessageContaining("Line 7 of");
    }

    @Test
    void aMissingLineIsRefused() throws IOException {
        String text = Files.readString(segment);
        String[] lines = text.split("(?<=\n)");
        Files.writeString(segment, text.replace(lines[3], ""));
        assertThatThrownBy(this::responses)
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessageContaining("it is number 5 where 4 is expected");
    }

    @Test
    void aJournalThatEndsTooEarlyIsRefused() throws IOException {
        String text = Files.readString(segment);
        Files.writeString(
                segment, text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1));
        assertThatThrownBy(this::responses)
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessageContaining("ends with line 6 of all, but the database knows 7");
    }

    @Test
    void aMissingFileIsRefused() throws IOException {
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            String megabyte = "x".repeat(1 << 20);
            for (int i = 0; i < 34; i++) store.submit(Samples.submission(megabyte + i));
        }
        assertThat(Folders.journal(folder)).hasSize(3);
        Files.delete(Folders.journal(folder).get(1));
        assertThatThrownBy(this::responses)
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessageContaining("are missing");
    }

    @Test
    void aMissingFirstFileIsRefusedEvenWithoutADatabase() throws IOException {
        Files.move(segment, Segments.file(folder.resolve("journal"), 8));
        Folders.removeDatabase(folder);
        assertThatThrownBy(this::responses)
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessageContaining("000000000001.journal is missing");
    }

    @Test
    void anEmptyLastFileIsFine() throws IOException {
        Files.createFile(Segments.file(folder.resolve("journal"), 8));
        assertThat(responses()).isEqualTo(5);
    }

    @Test
    void aDamagedDatabaseIsBuiltAnew() throws IOException {
        Path database = Databases.files(folder.resolve("database")).get(0);
        byte[] bytes = Files.readAllBytes(database);
        Arrays.fill(bytes, (byte) 7);
        Files.write(database, bytes);
        assertThat(responses()).isEqualTo(5);
    }

    @Test
    void aSecondStoreIsRefused() {
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            assertThatThrownBy(this::responses)
                    .isInstanceOf(StoreException.Unusable.class)
                    .hasMessageContaining("in use by another server");
            assertThat(store.responses("tea")).hasSize(5);
        }
        assertThat(responses()).isEqualTo(5);
    }

    private static int indexOf(byte[] bytes, char wanted, int from) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(wanted, from);
    }
}
