package org.duograph.survey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server writes, only its user may read. */
class PermissionsTest {
    @TempDir Path elsewhere;
    private Path folder;

    @BeforeEach
    void assumePermissions() {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "this file system has no owners");
        folder = elsewhere.resolve("made/by/the server");
    }

    private void useEverything() throws Exception {
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            store.publish(Samples.yaml(1, "anonymous"));
            store.saveDraft(Samples.draft("ann", "1", "taste", "tea"), Optional.empty());
            String code = store.submit(Samples.submission("an answer")).code();
            store.submit(Samples.submission("another"));
            store.withdraw(code);
            assertAllPrivate(folder);
        }
        assertAllPrivate(folder);
    }

    @Test
    void everyFileAndFolderIsItsOwnersOnly() throws Exception {
        useEverything();
        Path backup = elsewhere.resolve("backup.zip");
        Backup.take(folder, backup);
        assertThat(permissions(backup)).isEqualTo("rw-------");
        Path restored = elsewhere.resolve("restored");
        Backup.restore(backup, restored);
        assertAllPrivate(restored);
        Store.open(restored, Samples.AT_NOON).close();
        assertAllPrivate(restored);
    }

    @Test
    void aFolderThatOthersCouldReadIsMendedAtTheStart() throws Exception {
        useEverything();
        open(folder);
        Path zip = Files.writeString(folder.resolve("monday.zip"), "of an older server");
        open(zip);
        Store.open(folder, Samples.AT_NOON).close();
        assertAllPrivate(folder);
    }

    @Test
    void aFolderThatHoldsOthersIsLeftToThemButForOurs() throws Exception {
        useEverything();
        Path others = Files.createDirectory(folder.resolve("public"));
        open(folder);
        Store.open(folder, Samples.AT_NOON).close();
        assertThat(permissions(others)).isEqualTo("rwxr-xr-x");
        assertThat(permissions(folder)).isEqualTo("rwxr-xr-x");
        for (String ours : List.of("journal", "drafts", "database")) {
            assertAllPrivate(folder.resolve(ours));
        }
    }

    /** As an older server left it, under a usual umask. */
    private static void open(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path one : all.toList()) {
                String usual = Files.isDirectory(one) ? "rwxr-xr-x" : "rw-r--r--";
                Files.setPosixFilePermissions(one, PosixFilePermissions.fromString(usual));
            }
        }
    }

    private static void assertAllPrivate(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path one : all.toList()) {
                assertThat(permissions(one)).as(one.toString()).endsWith("------");
            }
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
