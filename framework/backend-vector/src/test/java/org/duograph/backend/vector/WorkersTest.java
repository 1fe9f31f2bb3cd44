package org.duograph.backend.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkersTest {
    @Test
    void everyPartIsDoneOnceInEachOfManyRuns() {
        Workers workers = Workers.of(4);
        AtomicIntegerArray done = new AtomicIntegerArray(37);
        Workers.Task task = workers.task(37, (part, worker) -> done.incrementAndGet(part));
        for (int run = 1; run <= 2000; run++) {
            task.run();
            for (int part = 0; part < 37; part++) {
                assertThat(done.get(part)).isEqualTo(run);
            }
        }
    }

    @Test
    void whoeverRunsATaskSeesWhatHelpersWrote() {
        Workers workers = Workers.of(3);
        int[] numbers = new int[64];
        Workers.Task task = workers.task(64, (part, worker) -> numbers[part]++);
        for (int run = 1; run <= 5000; run++) {
            task.run();
            for (int number : numbers) {
                assertThat(number).isEqualTo(run);
            }
        }
    }

    @Test
    void aWorkerDoesOnePartAtATime() {
        Workers workers = Workers.of(4);
        AtomicIntegerArray busy = new AtomicIntegerArray(4);
        List<String> twice = new ArrayList<>();
        Workers.Task task =
                workers.task(
                        64,
                        (part, worker) -> {
                            if (busy.incrementAndGet(worker) > 1) {
                                twice.add("worker " + worker);
                            }
                            Thread.yield();
                            busy.decrementAndGet(worker);
                        });
        for (int run = 0; run < 200; run++) {
            task.run();
        }
        assertThat(twice).isEmpty();
    }

    @Test
    void tasksFromSeveralThreadsDoNotWaitForEachOther() throws InterruptedException {
        Workers workers = Workers.of(3);
        AtomicIntegerArray sums = new AtomicIntegerArray(4);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int own = t;
            Workers.Task task = workers.task(10, (part, worker) -> sums.addAndGet(own, part));
            threads.add(
                    new Thread(
                            () -> {
                                for (int run = 0; run < 500; run++) {
                                    task.run();
                                }
                            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        for (int t = 0; t < 4; t++) {
            assertThat(sums.get(t)).isEqualTo(500 * 45);
        }
    }

    @Test
    void whatGoesWrongInAPartIsToldAndTheTeamGoesOn() {
        Workers workers = Workers.of(3);
        Workers.Task wrong =
                workers.task(
                        8,
                        (part, worker) -> {
                            if (part == 5) {
                                throw new IllegalArgumentException("row 5 is out of range");
                            }
                        });
        assertThatThrownBy(wrong::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("row 5 is out of range");
        int[] done = new int[8];
        workers.task(8, (part, worker) -> done[part]++).run();
        assertThat(done).containsOnly(1);
    }

    @Test
    void helpersGoHomeWhenTheirTeamIsClosed() throws InterruptedException {
        Workers workers = Workers.of(3);
        Thread[] seen = new Thread[3];
        Workers.Task task =
                workers.task(
                        64,
                        (part, worker) -> {
                            seen[worker] = Thread.currentThread();
                            Thread.yield();
                        });
        while (seen[1] == null || seen[2] == null) {
            task.run();
        }
        workers.close();
        seen[1].join(10_000);
        seen[2].join(10_000);
        assertThat(seen[1].isAlive()).isFalse();
        assertThat(seen[2].isAlive()).isFalse();
    }
}
