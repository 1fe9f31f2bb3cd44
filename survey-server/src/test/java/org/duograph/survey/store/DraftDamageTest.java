package org.duograph.survey.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unsent drafts are worth less than answers: damage among them stops nobody. */
class DraftDamageTest {
    @TempDir Path folder;
    private Path drafts;

    @BeforeEach
    void keepAnAnswerAndFourDrafts() throws IOException {
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            store.publish(Samples.yaml(1, "anonymous"));
            store.submit(Samples.submission("an answer"));
            for (String who : new String[] {"ann", "bob", "cem", "dee"}) {
                store.saveDraft(
                        Samples.draft(who, "of " + who, "taste", "typed by " + who),
                        Optional.empty());
            }
        }
        drafts = Segments.files(folder.resolve("drafts")).get(0);
    }

    /** The line of somebody's draft has one bit flipped. */
    private void damage(String who) throws IOException {
        String text = Files.readString(drafts);
        assertThat(text).contains("typed by " + who);
        Files.writeString(drafts, text.replace("typed by " + who, "typed bi " + who));
    }

    private void startsAndKeeps(String... participants) {
        for (int start = 0; start < 2; start++) {
            try (Store store = Store.open(folder, Samples.AT_NOON)) {
                assertThat(store.responses("tea")).hasSize(1);
                assertThat(store.counts("tea").drafts()).isEqualTo(participants.length);
                for (String who : participants) {
                    assertThat(store.draft(who).orElseThrow().answers().get("comment"))
                            .hasValue("typed by " + who);
                }
                store.saveDraft(Samples.draft("new", "of new", "taste", "typed"), Optional.empty());
                store.discardDraft("new");
            }
        }
        Verification after = Verification.of(folder);
        assertThat(after.losses()).isEmpty();
        assertThat(after.isSound()).isTrue();
    }

    @Test
    void aDamagedLineCostsNothingWhileTheDatabaseIsThere() throws IOException {
        damage("bob");
        assertThat(Verification.of(folder).losses()).hasSize(1);
        startsAndKeeps("ann", "bob", "cem", "dee");
    }

    @Test
    void aDamagedLineCostsItsDraftAndNoOtherWhereTheDatabaseIsGone() throws IOException {
        damage("bob");
        Folders.removeDatabase(folder);
        Verification before = Verification.of(folder);
        assertThat(before.losses()).hasSize(1);
        assertThat(before.losses().get(0)).contains("Line 2 of " + drafts);
        assertThat(before.isSound()).as("answers").isTrue();
        startsAndKeeps("ann", "cem", "dee");
    }

    @Test
    void draftsThatAreMissingAreToldAndTakenFromTheDatabase() throws IOException {
        Files.delete(drafts);
        assertThat(Verification.of(folder).losses()).hasSize(1);
        startsAndKeeps("ann", "bob", "cem", "dee");
    }

    @Test
    void aFolderOfDraftsFullOfRubbishIsBegunAnew() throws IOException {
        Files.write(drafts, new byte[] {1, '\n', 2, '\n', '\n'});
        Folders.removeDatabase(folder);
        assertThat(Verification.of(folder).losses()).hasSize(1);
        startsAndKeeps();
    }

    @Test
    void aBackupOfDamagedDraftsHoldsTheAnswers(@TempDir Path elsewhere) throws IOException {
        damage("bob");
        Path zip = elsewhere.resolve("backup.zip");
        Backup.take(folder, zip);
        Path restored = elsewhere.resolve("restored");
        assertThat(Backup.restore(zip, restored).responses()).isEqualTo(1);
        try (Store store = Store.open(restored, Samples.AT_NOON)) {
            assertThat(store.responses("tea")).hasSize(1);
            assertThat(store.draft("ann")).isPresent();
            assertThat(store.draft("bob")).isEmpty();
        }
    }

    /**
     * Where {@code verify} finds the answers sound, a server starts, wherever a bit was flipped.
     */
    @Test
    void noFlippedBitMakesVerifySaySoundWhereNoServerStarts(@TempDir Path copies)
            throws IOException {
        Random random = new Random(7);
        for (String kind : new String[] {"drafts", "journal", "database"}) {
            for (int i = 0; i < 12; i++) {
                Path copy = copies.resolve(kind + i);
                Folders.copy(folder, copy);
                Path file;
                try (var files = Files.list(copy.resolve(kind))) {
                    file = files.findFirst().orElseThrow();
                }
                byte[] bytes = Files.readAllBytes(file);
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, bytes);
                Verification found = Verification.of(copy);
                boolean starts = starts(copy);
                switch (kind) {
                    case "drafts" -> assertThat(found.isSound() && starts).as("%d", i).isTrue();
                    case "journal" -> assertThat(starts).as("%d", i).isEqualTo(found.isSound());
                    // Where the flipped bit is in an answer, only verify sees that, and the remedy.
                    default -> {
                        assertThat(starts).as("%d", i).isTrue();
                        assertThat(found.problems())
                                .allMatch(problem -> problem.contains("the next start builds it"));
                    }
                }
            }
        }
    }

    private static boolean starts(Path copy) {
        try (Store store = Store.open(copy, Samples.AT_NOON)) {
            return store.studies().size() == 1;
        } catch (StoreException.Unusable e) {
            return false;
        }
    }
}
