package org.duograph.session.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.duograph.session.Graph;
import org.duograph.session.OutOfRangeException;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class DatasetTest {
    /** The first number of the first component of each element. */
    private static List<Long> all(Dataset data) {
        List<Long> numbers = new ArrayList<>();
        try (DatasetReader reader = data.read()) {
            reader.forEachRemaining(e -> numbers.add((long) e.get(0).get(0)));
        }
        return numbers;
    }

    private static List<Long> to(long end) {
        return LongStream.range(0, end).boxed().toList();
    }

    @Test
    void slicesAreTheRowsOfAllArrays() {
        Dataset data =
                Dataset.fromTensorSlices(
                        NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4), NDArray.of(Shape.of(2), 7, 8));
        try (DatasetReader reader = data.read()) {
            assertThat(reader.next())
                    .containsExactly(NDArray.of(Shape.of(2), 1f, 2), NDArray.of(Shape.SCALAR, 7));
            assertThat(reader.next().get(1).item()).isEqualTo(8);
            assertThat(reader.hasNext()).isFalse();
            assertThat(reader.hasNext()).isFalse();
        }
        assertThatThrownBy(() -> Dataset.fromTensorSlices(NDArray.vector(1, 2), NDArray.vector(1)))
                .hasMessageContaining("the same number of rows");
    }

    @Test
    void mapFilterTakeSkipAndConcatenateAreWhatTheySay() {
        Dataset ten = Dataset.range(10);
        assertThat(all(ten.map(e -> List.of(NDArray.of(Shape.SCALAR, e.get(0).getWhole(0) * 2)))))
                .containsExactly(0L, 2L, 4L, 6L, 8L, 10L, 12L, 14L, 16L, 18L);
        assertThat(all(ten.filter(e -> e.get(0).getWhole(0) % 3 == 0)))
                .containsExactly(0L, 3L, 6L, 9L);
        assertThat(all(ten.skip(7).concatenate(ten.take(2)))).containsExactly(7L, 8L, 9L, 0L, 1L);
        assertThat(all(ten.take(20))).isEqualTo(to(10));
        assertThat(all(ten.skip(20))).isEmpty();
    }

    @Test
    void aParallelMapComputesSeveralElementsAtATimeAndKeepsTheirOrder() {
        CyclicBarrier three = new CyclicBarrier(3); // opens when three are being computed
        Dataset data =
                Dataset.range(30)
                        .map(
                                e -> {
                                    try {
                                        three.await(200, TimeUnit.SECONDS);
                                    } catch (Exception alone) {
                                        throw new IllegalStateException(alone);
                                    }
                                    return e;
                                },
                                3);
        assertThat(all(data)).isEqualTo(to(30));
        assertThatThrownBy(() -> data.map(e -> e, 0)).hasMessageContaining("found 0");
    }

    @Test
    void whatGoesWrongInAParallelMapIsThrownAtItsPlace() {
        Dataset data =
                Dataset.range(10)
                        .map(
                                e -> {
                                    if (e.get(0).getWhole(0) == 4) {
                                        throw new IllegalArgumentException("no picture");
                                    }
                                    return e;
                                },
                                3);
        try (DatasetReader reader = data.read()) {
            for (long i = 0; i < 4; i++) {
                assertThat(reader.next().get(0).getWhole(0)).isEqualTo(i);
            }
            assertThatThrownBy(reader::next)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no picture");
        }
    }

    @Test
    void batchesAreStackedAndTheLastMayBeLeftOut() {
        List<Shape> shapes = new ArrayList<>();
        try (DatasetReader reader = Dataset.range(10).batch(4).read()) {
            reader.forEachRemaining(e -> shapes.add(e.get(0).shape()));
        }
        assertThat(shapes).containsExactly(Shape.of(4), Shape.of(4), Shape.of(2));
        assertThat(all(Dataset.range(10).batch(4, true))).containsExactly(0L, 4L);
    }

    @Test
    void aShuffleGivesEachElementOnceInAnOrderOfItsSeed() {
        Dataset data = Dataset.range(100);
        List<Long> order = all(data.shuffle(100, 1));
        assertThat(order).isNotEqualTo(to(100)).containsExactlyInAnyOrderElementsOf(to(100));
        assertThat(all(data.shuffle(100, 1))).isEqualTo(order);
        assertThat(all(data.shuffle(100, 2))).isNotEqualTo(order);
        assertThat(all(data.shuffle(1, 1))).isEqualTo(to(100));
    }

    @Test
    void aSmallBufferMovesNothingFarAhead() {
        List<Long> order = all(Dataset.range(1000).shuffle(10, 3));
        for (int place = 0; place < 1000; place++) {
            assertThat(order.get(place)).isLessThan(place + 10);
        }
    }

    @Test
    void eachRoundOfARepeatIsShuffledAnew() {
        List<Long> rounds = all(Dataset.range(50).shuffle(50, 4).repeat(3));
        assertThat(rounds).hasSize(150);
        List<Long> first = rounds.subList(0, 50);
        assertThat(first).containsExactlyInAnyOrderElementsOf(to(50));
        assertThat(rounds.subList(50, 100))
                .containsExactlyInAnyOrderElementsOf(to(50))
                .isNotEqualTo(first);
        assertThat(all(Dataset.range(0).repeat())).isEmpty();
        assertThat(all(Dataset.range(3).repeat().take(7)))
                .containsExactly(0L, 1L, 2L, 0L, 1L, 2L, 0L);
    }

    /** The example of TensorFlow's own documentation. */
    @Test
    void interleaveTakesBlocksInTurn() {
        Dataset five = Dataset.range(6).skip(1);
        Dataset mixed =
                five.interleave(e -> Dataset.fromTensorSlices(e.get(0).reshape(1)).repeat(6), 2, 4);
        assertThat(all(mixed))
                .containsExactly(
                        IntStream.of(
                                        1, 1, 1, 1, 2, 2, 2, 2, 1, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4,
                                        3, 3, 4, 4, 5, 5, 5, 5, 5, 5)
                                .mapToObj(Long::valueOf)
                                .toArray(Long[]::new));
    }

    private static Dataset counting(AtomicInteger asked, int end) {
        return Dataset.fromGenerator(
                () ->
                        new Iterator<>() {
                            private int i;

                            @Override
                            public boolean hasNext() {
                                return i < end;
                            }

                            @Override
                            public List<NDArray> next() {
                                asked.incrementAndGet();
                                return List.of(NDArray.of(Shape.SCALAR, (long) i++));
                            }
                        });
    }

    @Test
    void prefetchKeepsTheOrderAndStaysSoManyAhead() {
        AtomicInteger asked = new AtomicInteger();
        assertThat(all(counting(asked, 500).prefetch(3))).isEqualTo(to(500));
        asked.set(0);
        try (DatasetReader reader = counting(asked, 500).prefetch(3).read()) {
            for (int taken = 1; taken <= 20; taken++) {
                reader.next();
                assertThat(asked.get()).isBetween(taken, taken + 4); // 3 waiting, 1 in hand
            }
        }
        int whenClosed = asked.get();
        assertThat(asked.get()).isEqualTo(whenClosed);
    }

    @Test
    void whatGoesWrongAheadIsThrownWhereItBelongs() {
        Dataset broken =
                Dataset.range(5)
                        .map(
                                e -> {
                                    if (e.get(0).getWhole(0) == 3) {
                                        throw new IllegalStateException("element 3 is broken");
                                    }
                                    return e;
                                })
                        .prefetch(2);
        try (DatasetReader reader = broken.read()) {
            for (int i = 0; i < 3; i++) {
                reader.next();
            }
            assertThatThrownBy(reader::next).hasMessage("element 3 is broken");
        }
    }

    @Test
    void eachRunOfAGraphTakesTheNextElementAndTheEndIsOutOfRange() {
        NDArray x = NDArray.of(Shape.of(6, 2), 0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        NDArray y = NDArray.of(Shape.of(6), 0, 1, 2, 3, 4, 5);
        Graph g = new Graph();
        try (DatasetIterator next =
                        Dataset.fromTensorSlices(x, y)
                                .batch(2, true)
                                .prefetch(1)
                                .makeOneShotIterator(g);
                Session s = new Session(g)) {
            Tensor twice = next.get(0).times(2);
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 3; i++) {
                    var both = s.run(twice, next.get(1));
                    float first = 8f * i;
                    assertThat(both.get(0))
                            .isEqualTo(
                                    NDArray.of(
                                            Shape.of(2, 2),
                                            first,
                                            first + 2,
                                            first + 4,
                                            first + 6));
                    assertThat(both.get(1)).isEqualTo(NDArray.of(Shape.of(2), 2 * i, 2 * i + 1));
                }
                assertThatThrownBy(() -> s.run(twice))
                        .isInstanceOf(OutOfRangeException.class)
                        .hasMessageContaining("all of its 3 elements");
                next.restart();
            }
        }
    }

    @Test
    void elementsOfAnotherShapeAreRefusedInAGraph() {
        Graph g = new Graph();
        try (DatasetIterator next = Dataset.range(5).batch(3).makeOneShotIterator(g);
                Session s = new Session(g)) {
            s.run(next.get(0));
            assertThatThrownBy(() -> s.run(next.get(0)))
                    .hasMessageContaining("element 1 of the data set is")
                    .hasMessageContaining("batch(n, true)");
        }
        assertThatThrownBy(() -> Dataset.range(0).makeOneShotIterator(g))
                .hasMessageContaining("empty");
    }
}
