package org.duograph.survey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    @TempDir Path temp;

    @Test
    void aBackupTakenUnderLoadHoldsEverythingAcknowledgedBefore() throws Exception {
        Path folder = temp.resolve("here");
        Set<String> acknowledged = new ConcurrentSkipListSet<>();
        AtomicBoolean stop = new AtomicBoolean();
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            store.publish(Samples.yaml(1, "anonymous"));
            Thread load =
                    new Thread(
                            () -> {
                                while (!stop.get()) {
                                    Submission submission = Samples.submission("x".repeat(900));
                                    store.saveDraft(
                                            Samples.draft("p", submission.id(), "one", "so far"),
                                            Optional.empty());
                                    String code = store.submit(submission).code();
                                    acknowledged.add(submission.id());
                                    if (acknowledged.size() % 20 == 0) {
                                        acknowledged.remove(submission.id());
                                        store.withdraw(code);
                                    }
                                }
                            });
            load.start();
            for (int round = 0; round < 5; round++) {
                Thread.sleep(200);
                Set<String> before = new TreeSet<>(acknowledged);
                Path file = temp.resolve(round + ".zip");
                Backup.take(folder, file);
                Path there = temp.resolve("there" + round);
                Verification found = Backup.restore(file, there);
                assertThat(found.problems()).isEmpty();
                try (Store restored = Store.open(there, Samples.AT_NOON)) {
                    List<String> ids = restored.responses("tea").map(Response::id).toList();
                    assertThat(ids).doesNotHaveDuplicates().containsAll(before);
                    assertThat((long) ids.size()).isEqualTo(found.responses());
                }
                assertThat(Verification.of(there).notes()).isEmpty();
                assertThat(Verification.of(there).problems()).isEmpty();
            }
            stop.set(true);
            load.join();
        }
        Verification end = Verification.of(folder);
        assertThat(end.problems()).isEmpty();
        assertThat(end.notes()).isEmpty();
        assertThat(end.responses()).isEqualTo(acknowledged.size());
    }

    @Test
    void everythingElseIsRestoredToo() throws Exception {
        Path folder = temp.resolve("here");
        String token;
        Receipt receipt;
        byte[] key;
        Submission submission = Samples.submission("hot");
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            store.publish(Samples.yaml(1, "anonymous"));
            token = store.issueInvitations("tea", List.of("seat 1")).get(0);
            store.saveDraft(Samples.draft("ann", "1", "one", "so far"), Optional.empty());
            store.setAdminPassword("hash");
            store.audit("admin", "exported", "tea");
            receipt = store.submit(submission);
            key = store.key();
            try (OutputStream out = Files.newOutputStream(temp.resolve("backup.zip"))) {
                store.backup(out);
            }
        }
        Backup.restore(temp.resolve("backup.zip"), temp.resolve("there"));
        try (Store store = Store.open(temp.resolve("there"), Samples.AT_NOON)) {
            assertThat(store.key()).isEqualTo(key);
            assertThat(store.submit(submission)).isEqualTo(receipt);
            assertThat(store.invitation(Secrets.hash(token))).isPresent();
            assertThat(store.draft("ann")).isPresent();
            assertThat(store.adminPassword()).contains("hash");
            assertThat(store.audits(10))
                    .containsExactly(new AuditEntry(Samples.NOON, "admin", "exported", "tea"));
        }
    }

    @Test
    void nothingIsReplaced() throws Exception {
        Path folder = temp.resolve("here");
        Store.open(folder, Samples.AT_NOON).close();
        Path file = temp.resolve("backup.zip");
        Backup.take(folder, file);
        assertThatThrownBy(() -> Backup.take(folder, file))
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessageContaining("exists");
        assertThatThrownBy(() -> Backup.restore(file, folder))
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessageContaining("not empty");
        assertThatThrownBy(() -> Backup.take(temp.resolve("none"), temp.resolve("2.zip")))
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessageContaining("no journal");
    }

    @Test
    void onlyABackupIsRestored() throws Exception {
        Path evil = temp.resolve("evil.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(evil))) {
            zip.putNextEntry(new ZipEntry("../outside.txt"));
        }
        assertThatThrownBy(() -> Backup.restore(evil, temp.resolve("there")))
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessageContaining("no backup");
        assertThat(temp.resolve("outside.txt")).doesNotExist();
        Files.writeString(temp.resolve("text"), "no zip");
        assertThatThrownBy(() -> Backup.restore(temp.resolve("text"), temp.resolve("there")))
                .isInstanceOf(StoreException.Unusable.class);
    }

    @Test
    void verifyingChangesNothingAndSaysWhereTheDamageIs() throws Exception {
        Path folder = temp.resolve("here");
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            store.publish(Samples.yaml(1, "anonymous"));
            store.submit(Samples.submission("hot"));
            assertThat(Verification.of(folder).problems()).isEmpty();
        }
        Path segment = Folders.journal(folder).get(0);
        String text = Files.readString(segment);
        Files.writeString(segment, text + "torn");
        assertThat(Verification.of(folder).notes()).anyMatch(note -> note.contains("Line 4"));
        assertThat(Verification.of(folder).isSound()).isTrue();
        Files.writeString(segment, text.replace("privacy: anon", "privacy: anno"));
        Verification damaged = Verification.of(folder);
        assertThat(damaged.isSound()).isFalse();
        assertThat(damaged.problems()).anyMatch(problem -> problem.contains("Line 2"));
    }
}
