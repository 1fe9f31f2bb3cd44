package org.duograph.serving.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.duograph.serving.Code;
import org.duograph.serving.Refusal;
import org.duograph.serving.metrics.Metrics;
import org.duograph.serving.model.Model;
import org.duograph.serving.model.Pictures;
import org.duograph.serving.model.Port;
import org.duograph.serving.model.Runner;
import org.duograph.serving.model.ServedSignature;
import org.duograph.serving.versions.ModelVersion;
import org.duograph.serving.versions.Versions;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatcherTest {
    private static final Port NUMBERS = new Port(DType.FLOAT32, List.of(Port.OPEN), "x");

    private final List<Integer> ran = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayGo = new CountDownLatch(1);
    private final ModelVersion version = Versions.inUse(new Doubling());
    private Batcher batcher;

    /** Doubles numbers, refuses 13, and waits before it answers for the first time. */
    private final class Doubling implements Model {
        @Override
        public Map<String, ServedSignature> signatures() {
            Map<String, ServedSignature> signatures = new LinkedHashMap<>();
            Map<String, Port> ports = Map.of("x", NUMBERS);
            signatures.put(
                    ServedSignature.DEFAULT,
                    ServedSignature.of(ServedSignature.PREDICT, ports, ports));
            return signatures;
        }

        @Override
        public Runner runner() {
            return new Runner() {
                @Override
                public Map<String, NDArray> run(String signature, Map<String, NDArray> inputs) {
                    float[] x = inputs.get("x").floats();
                    ran.add(x.length);
                    begun.countDown();
                    try {
                        mayGo.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    float[] doubled = new float[x.length];
                    for (int i = 0; i < x.length; i++) {
                        if (x[i] == 13) {
                            throw new IllegalArgumentException("13 is refused");
                        }
                        doubled[i] = 2 * x[i];
                    }
                    return Map.of("x", NDArray.vector(doubled));
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Optional<Pictures> pictures() {
            return Optional.empty();
        }

        @Override
        public String format() {
            return "test";
        }

        @Override
        public void close() {}
    }

    @AfterEach
    void close() {
        mayGo.countDown();
        batcher.close();
        version.release();
    }

    private void start(Batching batching) {
        batcher = new Batcher(batching, new Metrics());
    }

    private float[] run(float... x) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        return batcher.run(
                        version, ServedSignature.DEFAULT, Map.of("x", NDArray.vector(x)), deadline)
                .get("x")
                .floats();
    }

    /** Asks in a thread of its own; returns when it is computed or waits. */
    private CompletableFuture<float[]> later(float... x) throws InterruptedException {
        int before = batcher.waiting();
        boolean first = begun.getCount() > 0;
        CompletableFuture<float[]> answer = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                answer.complete(run(x));
                            } catch (RuntimeException e) {
                                answer.completeExceptionally(e);
                            }
                        });
        thread.start();
        if (first) {
            begun.await();
        } else {
            while (batcher.waiting() == before && !answer.isDone()) {
                Thread.onSpinWait();
            }
        }
        return answer;
    }

    @Test
    void whatWaitsIsComputedTogetherAndFilledUp() throws Exception {
        start(Batching.upTo(8, 1, 100, 0));
        List<CompletableFuture<float[]>> answers = new ArrayList<>();
        answers.add(later(1)); // computed at once
        answers.add(later(2, 3));
        answers.add(later(4));
        answers.add(later(5, 6));
        mayGo.countDown();
        assertThat(answers.get(0).get()).containsExactly(2);
        assertThat(answers.get(1).get()).containsExactly(4, 6);
        assertThat(answers.get(2).get()).containsExactly(8);
        assertThat(answers.get(3).get()).containsExactly(10, 12);
        assertThat(ran).containsExactly(1, 8);
    }

    @Test
    void aRequestThatIsToBlameIsRefusedAlone() throws Exception {
        start(Batching.upTo(8, 1, 100, 0));
        later(0);
        CompletableFuture<float[]> good = later(1);
        CompletableFuture<float[]> bad = later(13);
        mayGo.countDown();
        assertThat(good.get()).containsExactly(2);
        assertThatThrownBy(bad::get).hasRootCauseMessage("13 is refused");
    }

    @Test
    void aLargeRequestIsComputedInParts() {
        start(Batching.upTo(4, 1, 100, 0));
        mayGo.countDown();
        assertThat(run(1, 2, 3, 4, 5, 6)).containsExactly(2, 4, 6, 8, 10, 12);
        assertThat(ran).containsExactly(4, 2);
    }

    @Test
    void aFullQueueRefuses() throws Exception {
        start(Batching.upTo(1, 1, 2, 0));
        CompletableFuture<float[]> first = later(1);
        CompletableFuture<float[]> second = later(2);
        CompletableFuture<float[]> third = later(3);
        assertThatThrownBy(() -> run(4))
                .isInstanceOfSatisfying(
                        Refusal.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE))
                .hasMessageStartingWith("2 requests wait already");
        mayGo.countDown();
        assertThat(first.get()).containsExactly(2);
        assertThat(second.get()).containsExactly(4);
        assertThat(third.get()).containsExactly(6);
    }

    @Test
    void whoIsLateIsToldSoAndNotComputed() throws Exception {
        start(Batching.upTo(1, 1, 10, 0));
        CompletableFuture<float[]> first = later(1);
        assertThatThrownBy(
                        () ->
                                batcher.run(
                                        version,
                                        ServedSignature.DEFAULT,
                                        Map.of("x", NDArray.vector(2)),
                                        System.nanoTime() + 1))
                .isInstanceOfSatisfying(
                        Refusal.class, e -> assertThat(e.code()).isEqualTo(Code.DEADLINE_EXCEEDED));
        mayGo.countDown();
        assertThat(first.get()).containsExactly(2);
        assertThat(run(3)).containsExactly(6);
        assertThat(ran).hasSize(2);
    }
}
