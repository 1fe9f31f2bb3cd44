package org.duograph.survey.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers wrote that knew less is read, and what they did not know is empty. */
class OlderFolderTest {
    @TempDir Path folder;

    @Test
    void answersAndDraftsFromBeforeThereWerePanelsHaveNone() throws IOException {
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            store.publish(Samples.yaml(1, "pseudonymous"));
            store.submit(Samples.submission("an answer"));
            store.saveDraft(Samples.draft("ann", "1", "taste", "typed"), Optional.empty());
        }
        int changed = 0;
        for (String journal : List.of("journal", "drafts")) {
            for (Path file : Segments.files(folder.resolve(journal))) {
                changed += writeAsBefore(file);
            }
        }
        assertThat(changed).isEqualTo(2);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(Database.ENDING)).toList()) {
                Files.delete(file);
            }
        }
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            assertThat(store.responses("tea"))
                    .extracting(Response::panel)
                    .containsExactly(Optional.empty());
            assertThat(store.draft("ann").orElseThrow().panel()).isEmpty();
            assertThat(store.counts("tea").responses()).isEqualTo(1);
        }
        assertThat(Verification.of(folder).isSound()).isTrue();
    }

    /** Takes what is new out of a file's lines; says out of how many. */
    private static int writeAsBefore(Path file) throws IOException {
        StringBuilder older = new StringBuilder();
        int changed = 0;
        for (String line : Files.readString(file).lines().toList()) {
            String[] parts = line.split(" ", 4);
            String json = parts[3].replace(",\"panel\":null", "");
            if (!json.equals(parts[3])) changed++;
            int length = json.getBytes(StandardCharsets.UTF_8).length;
            String body = parts[1] + " " + length + " " + json;
            CRC32C crc = new CRC32C();
            crc.update(body.getBytes(StandardCharsets.UTF_8));
            older.append("%08x %s\n".formatted(crc.getValue(), body));
        }
        Files.writeString(file, older);
        return changed;
    }
}
