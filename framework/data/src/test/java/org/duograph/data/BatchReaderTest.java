package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BatchReaderTest {
    private static final Images TEN = Samples.numbered(10, new ImageShape(3, 4, 4));

    /** A batch with copies of what it holds. */
    private record Seen(int epoch, int index, NDArray images, NDArray labels) {}

    private static List<Seen> readAll(BatchReader reader) {
        List<Seen> all = new ArrayList<>();
        try (reader) {
            while (reader.hasNext()) {
                Batch b = reader.next();
                all.add(new Seen(b.epoch(), b.index(), b.images().copy(), b.labels().copy()));
            }
        }
        return all;
    }

    private static List<Integer> labels(List<Seen> batches) {
        return batches.stream()
                .flatMap(
                        b ->
                                IntStream.range(0, b.labels.size())
                                        .mapToObj(i -> (int) b.labels.get(i)))
                .toList();
    }

    @Test
    void fullBatchesOfSixtyFourAre781APassOfCifar10() {
        Images many = new Images(new ImageShape(1, 1, 1), new byte[50_000], new byte[50_000]);
        assertThat(Batches.of(many, 64).perEpoch()).isEqualTo(781);
        assertThat(Batches.of(many, 64).imagesPerEpoch()).isEqualTo(49_984);
        assertThat(Batches.of(many.first(10_000), 64).imagesPerEpoch()).isEqualTo(9_984);
        assertThat(Batches.of(many, 64).keepingLast().perEpoch()).isEqualTo(782);
    }

    @Test
    void pixelsAndLabelsStandWhereTheyShould() {
        Batches batches = Batches.of(TEN, 4);
        List<Seen> all = readAll(batches.read(1));
        assertThat(all).hasSize(2);
        assertThat(labels(all)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        NDArray images = all.get(1).images();
        assertThat(images.type().toString()).isEqualTo("float32 4x3x4x4");
        assertThat(all.get(1).labels().type().toString()).isEqualTo("int32 4");
        for (int i = 0; i < images.size(); i++) {
            int image = 4 + i / 48;
            int channel = i % 48 / 16;
            assertThat(images.floats()[i]).isEqualTo((10 * image + channel) / 255f);
        }
    }

    @Test
    void theLastBatchIsDroppedOrSmaller() {
        assertThat(readAll(Batches.of(TEN, 4).read(2))).hasSize(4);
        List<Seen> kept = readAll(Batches.of(TEN, 4).keepingLast().read(2));
        assertThat(kept).hasSize(6);
        assertThat(kept.get(2).images().shape().toString()).isEqualTo("2x3x4x4");
        assertThat(labels(kept).subList(0, 10)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(kept.get(5)).isEqualTo(new Seen(1, 2, kept.get(2).images, kept.get(2).labels));
    }

    @Test
    void everyEpochHasAnOrderOfItsOwnThatTheSeedDecides() {
        Batches batches = Batches.of(TEN, 5).shuffled().seeded(3);
        List<Integer> two = labels(readAll(batches.read(2)));
        assertThat(two.subList(0, 10)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(two.subList(10, 20)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(two.subList(0, 10)).isNotEqualTo(two.subList(10, 20));
        assertThat(labels(readAll(batches.read(2)))).isEqualTo(two);
        assertThat(labels(readAll(batches.seeded(4).read(2)))).isNotEqualTo(two);
    }

    @Test
    void preparingAheadChangesNothing() {
        Batches plain =
                Batches.of(TEN, 4)
                        .keepingLast()
                        .shuffled()
                        .seeded(9)
                        .augmented(new PadCropFlip(1, true))
                        .preparing(0);
        List<Seen> expected = readAll(plain.read(20));
        for (int ahead : new int[] {1, 2, 7}) {
            assertThat(readAll(plain.preparing(ahead).read(20))).isEqualTo(expected);
        }
    }

    @Test
    void aResumedRunSeesWhatItWouldHaveSeen() {
        Batches batches =
                Batches.of(TEN, 3).shuffled().augmented(new PadCropFlip(1, true)).seeded(5);
        List<Seen> whole = readAll(batches.read(4));
        for (int start = 0; start <= whole.size(); start++) {
            int perEpoch = batches.perEpoch();
            List<Seen> rest = readAll(batches.read(start / perEpoch, start % perEpoch, 4));
            assertThat(rest).isEqualTo(whole.subList(start, whole.size()));
        }
        try (BatchReader reader = batches.read(1, batches.perEpoch(), 4)) {
            assertThat(reader.nextEpoch()).isEqualTo(2);
            assertThat(reader.nextIndex()).isZero();
        }
    }

    @Test
    void theSameBuffersGoRound() {
        Set<Object> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        try (BatchReader reader = Batches.of(TEN, 2).preparing(2).read(50)) {
            while (reader.hasNext()) {
                arrays.add(reader.next().images().data());
            }
        }
        assertThat(arrays).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void aBatchTakesNoMemoryAfterTheFirstEpoch() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Batches batches = Batches.of(new Shapes10(1, 200, 0).generate().train(), 20).preparing(0);
        try (BatchReader reader =
                batches.shuffled().augmented(Augmentation.padCropFlip()).read(1000)) {
            while (reader.nextEpoch() < 100) {
                reader.next();
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            while (reader.hasNext()) {
                reader.next();
            }
            long perBatch = (threads.getCurrentThreadAllocatedBytes() - before) / 9000;
            assertThat(perBatch).as("bytes taken for a batch of 245,760").isLessThan(1000);
        }
    }

    @Test
    void aBatchStaysAsItIsUntilTheNextIsTaken() throws InterruptedException {
        try (BatchReader reader = Batches.of(TEN, 2).preparing(1).read(10)) {
            while (reader.hasNext()) {
                Batch batch = reader.next();
                NDArray before = batch.images().copy();
                Thread.sleep(2); // time for the other thread to go wrong
                assertThat(batch.images()).isEqualTo(before);
            }
        }
    }

    /** Fails at image 7. */
    private static final Augmentation FRAIL =
            (shape, pixels, into, random, draw) -> {
                if (pixels[0] == 70) { // as numbered() paints it
                    throw new IllegalArgumentException("image 7 is cursed");
                }
            };

    @Test
    void whatGoesWrongOnTheThreadIsThrownAtItsBatch() {
        for (int ahead : new int[] {0, 1, 3, 10}) {
            try (BatchReader reader =
                    Batches.of(TEN, 2).augmented(FRAIL).preparing(ahead).read(1)) {
                reader.next();
                reader.next();
                reader.next();
                for (int again = 0; again < 2; again++) {
                    assertThatThrownBy(reader::next)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("Batch 3 of epoch 0")
                            .hasMessageContaining("image 7 is cursed")
                            .hasCauseInstanceOf(IllegalArgumentException.class);
                }
            }
        }
    }

    @Test
    void closingEndsTheThreadEvenInTheMiddle() {
        BatchReader reader = Batches.of(TEN, 2).preparing(2).read(1_000_000);
        reader.next();
        assertThat(threads()).isEqualTo(1);
        reader.close();
        reader.close();
        assertThat(threads()).isZero();
        assertThatThrownBy(reader::next).hasMessageContaining("closed");
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals("duograph-batches") && t.isAlive())
                .count();
    }

    @Test
    void anInterruptedReaderCanGoOn() {
        CountDownLatch gate = new CountDownLatch(1);
        Augmentation slow =
                (shape, pixels, into, random, draw) -> {
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                };
        try (BatchReader reader = Batches.of(TEN, 2).augmented(slow).read(1)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(reader::next).hasMessageContaining("Interrupted");
            assertThat(Thread.interrupted()).isTrue();
            gate.countDown();
            assertThat(reader.next().index()).isZero();
        }
    }

    @Test
    void afterTheLastThereIsNone() {
        try (BatchReader reader = Batches.of(TEN, 10).read(1)) {
            reader.next();
            assertThat(reader.hasNext()).isFalse();
            assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void batchesThatCanNotBeAreRefused() {
        assertThatThrownBy(() -> Batches.of(TEN, 11)).hasMessageContaining("Take a smaller batch");
        assertThatThrownBy(() -> Batches.of(TEN, 0)).hasMessageContaining("Batches of 0");
        assertThatThrownBy(() -> Batches.of(TEN, 2).normalized(Normalization.unit(1)))
                .hasMessageContaining("1 channels");
        assertThatThrownBy(() -> Batches.of(TEN, 2).read(1, 6, 3))
                .hasMessageContaining("epoch 1, batch 6");
    }
}
