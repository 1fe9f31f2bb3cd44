package org.duograph.survey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureTest {
    private static final String SECRET = "Earl Grey at midnight";

    @TempDir Path folder;

    private Store open() {
        Store store = Store.open(folder, Samples.AT_NOON);
        store.publish(Samples.yaml(1, "anonymous"));
        return store;
    }

    @Test
    void noByteOfWithdrawnAnswersRemains() throws Exception {
        Submission gone = Samples.submission("gone", SECRET, Optional.empty());
        try (Store store = open()) {
            for (int i = 0; i < 50; i++) store.submit(Samples.submission("before " + i));
            store.saveDraft(Samples.draft("ann", "gone", "one", SECRET), Optional.empty());
            String code = store.submit(gone).code();
            for (int i = 0; i < 50; i++) store.submit(Samples.submission("after " + i));
            assertThat(Folders.holding(folder, SECRET)).hasSize(3);

            assertThat(store.withdraw(code.toLowerCase().replace('-', ' '))).isTrue();
            assertThat(Folders.holding(folder.resolve("journal"), SECRET)).isEmpty();
            assertThat(Folders.holding(folder.resolve("drafts"), SECRET)).isEmpty();
            assertThat(store.responses("tea")).hasSize(100);
            waitUntilErased();

            assertThat(store.withdraw(code)).as("a receipt works once").isFalse();
            assertThatThrownBy(() -> store.submit(gone))
                    .isInstanceOf(StoreException.Conflict.class)
                    .hasMessageContaining("withdrawn");
            assertThat(store.counts("tea").responses()).isEqualTo(100);
            assertThat(store.counts("tea").withdrawn()).isEqualTo(1);
            store.submit(Samples.submission("the store goes on"));
        }
        Folders.removeDatabase(folder);
        try (Store store = open()) {
            assertThat(store.responses("tea")).hasSize(101);
            assertThat(store.counts("tea").withdrawn()).isEqualTo(1);
            assertThat(Folders.holding(folder, SECRET)).isEmpty();
        }
    }

    @Test
    void erasingBrokenOffIsTakenUpAtTheNextStart(@TempDir Path crashed) throws Exception {
        boolean[] look = {false};
        Faults crash =
                point -> {
                    if (look[0] && point == Faults.Point.COMMITTED) {
                        look[0] = false;
                        Folders.copy(folder, crashed);
                    }
                };
        try (Store store = Store.open(folder, Samples.AT_NOON, crash)) {
            store.publish(Samples.yaml(1, "anonymous"));
            String code = store.submit(Samples.submission(SECRET)).code();
            look[0] = true;
            store.withdraw(code);
        }
        assertThat(Folders.holding(crashed, SECRET)).isNotEmpty();
        try (Store store = Store.open(crashed, Samples.AT_NOON)) {
            assertThat(store.responses("tea")).isEmpty();
            assertThat(Folders.holding(crashed.resolve("journal"), SECRET)).isEmpty();
        }
    }

    @Test
    void aDraftCanBeDiscarded() throws Exception {
        try (Store store = open()) {
            store.saveDraft(Samples.draft("ann", "1", "one", SECRET), Optional.empty());
            store.saveDraft(Samples.draft("bob", "2", "one", "bob's"), Optional.empty());
            assertThat(store.discardDraft("ann")).isTrue();
            assertThat(store.discardDraft("ann")).isFalse();
            assertThat(store.draft("ann")).isEmpty();
            assertThat(store.draft("bob")).isPresent();
            assertThat(store.counts("tea").drafts()).isEqualTo(1);
            waitUntilErased();
        }
    }

    /** The database is built anew while the store goes on. */
    private void waitUntilErased() throws IOException, InterruptedException {
        for (int i = 0; i < 200 && !Folders.holding(folder, SECRET).isEmpty(); i++) {
            Thread.sleep(50);
        }
        assertThat(Folders.holding(folder, SECRET)).isEmpty();
    }
}
