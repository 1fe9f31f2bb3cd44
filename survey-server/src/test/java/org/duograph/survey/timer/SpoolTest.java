package org.duograph.survey.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.duograph.survey.timer.Measurement.Attempt;
import org.duograph.survey.timer.Measurement.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    @TempDir Path folder;
    private Spool spool;

    @BeforeEach
    void inAFolderThatIsNotThereYet() {
        spool = new Spool(folder.resolve("a/b"));
    }

    @Test
    void anEmptySpoolIsNoError() throws IOException {
        assertThat(all()).isEmpty();
    }

    @Test
    void whatIsSavedIsReadAgainTheOldestFirst() throws IOException {
        Envelope late = envelope("1", "2026-11-25T10:00:00Z");
        Envelope early = envelope("2", "2026-11-25T09:59:59Z");
        spool.save(late);
        spool.save(early);
        assertThat(all()).containsExactly(early, late);
        spool.remove(early);
        assertThat(all()).containsExactly(late);
    }

    @Test
    void savingAgainReplacesTheWholeFile() throws IOException {
        Envelope begun = envelope("1", "2026-11-25T10:00:00Z");
        Envelope ended = begun.ended(Status.FINISHED, List.of(new Attempt("sh", 1.5, 1.4, 0)));
        spool.save(begun);
        spool.save(ended);
        assertThat(all()).containsExactly(ended);
    }

    @Test
    void whatACrashLeftHalfWrittenIsNoMeasurement() throws IOException {
        Envelope begun = envelope("1", "2026-11-25T10:00:00Z");
        spool.save(begun);
        Files.writeString(folder.resolve("a/b/1.json.part"), "{ \"half");
        assertThat(all()).containsExactly(begun);
        spool.save(begun);
        assertThat(folder.resolve("a/b/1.json.part")).doesNotExist();
    }

    @Test
    void onlyTheOwnerCanReadTheToken() throws IOException {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "this file system has no owners");
        Envelope envelope = envelope("1", "2026-11-25T10:00:00Z");
        spool.save(envelope);
        assertThat(Files.getPosixFilePermissions(spool.file(envelope)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aFileThatCannotBeReadIsNamedAndHindersNoOther() throws IOException {
        Envelope begun = envelope("1", "2026-11-25T10:00:00Z");
        spool.save(begun);
        Files.writeString(folder.resolve("a/b/x.json"), "[]");
        Files.createDirectory(folder.resolve("a/b/folder.json"));
        List<String> unreadable = new ArrayList<>();
        assertThat(spool.all(unreadable::add)).containsExactly(begun);
        assertThat(unreadable)
                .hasSize(2)
                .allMatch(words -> words.contains("no measurement of this program"))
                .anyMatch(words -> words.contains("x.json"))
                .anyMatch(words -> words.contains("folder.json"));
    }

    private List<Envelope> all() throws IOException {
        return spool.all(
                file -> {
                    throw new AssertionError(file);
                });
    }

    private static Envelope envelope(String id, String begun) {
        Measurement running =
                new Measurement(
                        id,
                        "study",
                        "tensorflow",
                        "local",
                        Status.RUNNING,
                        begun.substring(0, 10),
                        List.of(),
                        new Machine("linux", 2, 8, 17));
        return new Envelope("http://localhost/", "token", begun, running);
    }
}
