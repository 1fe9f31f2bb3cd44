package org.duograph.survey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrashTest {
    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource
    void whatWasAcknowledgedSurvivesACrashAnywhere(Faults.Point where, @TempDir Path crashes)
            throws Exception {
        Set<String> acknowledged = new ConcurrentSkipListSet<>();
        List<Set<String>> acknowledgedBefore = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger passed = new AtomicInteger();
        Faults crash =
                point -> {
                    if (point != where || passed.incrementAndGet() % 5 != 0) return;
                    acknowledgedBefore.add(new TreeSet<>(acknowledged));
                    Folders.copy(folder, crashes.resolve("" + acknowledgedBefore.size()));
                };
        try (Store store = Store.open(folder, Samples.AT_NOON, crash)) {
            store.publish(Samples.yaml(1, "anonymous"));
            inParallel(
                    8,
                    thread -> {
                        for (int i = 0; i < 20; i++) {
                            String id = thread + "-" + i;
                            store.saveDraft(
                                    Samples.draft("p" + id, id, "one", "so far"), Optional.empty());
                            store.submit(Samples.submission(id, "done " + id, Optional.empty()));
                            acknowledged.add(id);
                        }
                        return null;
                    });
        }
        assertThat(acknowledgedBefore).isNotEmpty();
        for (int i = 0; i < acknowledgedBefore.size(); i++) {
            try (Store store = Store.open(crashes.resolve("" + (i + 1)), Samples.AT_NOON)) {
                List<String> found = store.responses("tea").map(Response::id).toList();
                assertThat(found).doesNotHaveDuplicates().containsAll(acknowledgedBefore.get(i));
                assertThat(store.counts("tea").responses()).isEqualTo(found.size());
                found.forEach(id -> assertThat(store.draft("p" + id)).isEmpty());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterAFailureAnywhereTheStoreGoesOn(Faults.Point where) {
        boolean[] fail = {false};
        Faults full =
                point -> {
                    if (fail[0] && point == where) throw new IOException("No space left on device");
                };
        Submission second = Samples.submission("second");
        try (Store store = Store.open(folder, Samples.AT_NOON, full)) {
            store.publish(Samples.yaml(1, "anonymous"));
            store.submit(Samples.submission("first"));
            fail[0] = true;
            assertThatThrownBy(() -> store.submit(second))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("disk is full");
            fail[0] = false;
            store.submit(second);
            store.submit(Samples.submission("third"));
            assertThat(store.responses("tea")).hasSize(3);
        }
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            assertThat(store.responses("tea")).hasSize(3);
            assertThat(store.counts("tea").responses()).isEqualTo(3);
        }
    }

    @Test
    void fiftyEqualRequestsAreKeptOnce() throws Exception {
        Submission submission = Samples.submission("all the same");
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            store.publish(Samples.yaml(1, "anonymous"));
            assertThat(Set.copyOf(inParallel(50, thread -> store.submit(submission)))).hasSize(1);
            assertThat(store.responses("tea")).hasSize(1);
        }
    }

    @Test
    void ofFiftyAnswersWithOneTokenOneIsKept() throws Exception {
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            store.publish(Samples.yaml(1, "pseudonymous"));
            Optional<String> token =
                    Optional.of(store.issueInvitations("tea", List.of("seat")).get(0));
            List<Boolean> kept =
                    inParallel(
                            50,
                            thread -> {
                                try {
                                    store.submit(Samples.submission("s" + thread, "mine", token));
                                    return true;
                                } catch (StoreException.AlreadyAnswered e) {
                                    return false;
                                }
                            });
            assertThat(kept).filteredOn(one -> one).hasSize(1);
            assertThat(store.responses("tea")).hasSize(1);
        }
    }

    private interface Work<T> {
        T run(int thread) throws Exception;
    }

    private static <T> List<T> inParallel(int threads, Work<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<T>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                all.add(() -> work.run(thread));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : pool.invokeAll(all)) results.add(future.get());
            return results;
        } finally {
            pool.shutdown();
        }
    }
}
