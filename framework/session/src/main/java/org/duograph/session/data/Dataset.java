package org.duograph.session.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.duograph.session.Graph;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/**
 * A sequence of elements, each of one array or several, and how it is made of others. A data set
 * never changes and holds no place in itself; readers and iterators do, and each begins at the
 * front.
 *
 * <p>The methods are called like those of TensorFlow's {@code tf.data.Dataset}. Source: its
 * documentation; the order in which {@link #shuffle} takes elements out of its buffer is our own.
 */
public final class Dataset {
    private static final long ROUNDS = 1_000_003; // apart, so that shuffles of rounds differ

    private final LongFunction<Elements> source;

    private Dataset(LongFunction<Elements> source) {
        this.source = source;
    }

    /** Opens it for its {@code round}th time within what surrounds it, which shuffles differ by. */
    Elements open(long round) {
        return source.apply(round);
    }

    /**
     * The rows of arrays: element i is row i of each.
     *
     * @throws IllegalArgumentException if they have not the same number of rows
     */
    public static Dataset fromTensorSlices(NDArray... arrays) {
        List<NDArray> all = List.of(arrays);
        for (NDArray array : all) {
            if (array.shape().rank() == 0 || array.shape().dim(0) != all.get(0).shape().dim(0)) {
                throw new IllegalArgumentException(
                        "Arrays need the same number of rows, found "
                                + all.stream().map(NDArray::shape).toList());
            }
        }
        int rows = all.isEmpty() ? 0 : all.get(0).shape().dim(0);
        return new Dataset(
                round ->
                        new Elements() {
                            private int row;

                            @Override
                            public List<NDArray> next() {
                                int i = row;
                                row = Math.min(rows, row + 1);
                                return i == rows
                                        ? null
                                        : all.stream().map(array -> array.row(i)).toList();
                            }
                        });
    }

    /** The numbers from 0 to {@code end} - 1, int64 scalars. */
    public static Dataset range(long end) {
        return new Dataset(
                round ->
                        new Elements() {
                            private long number;

                            @Override
                            public List<NDArray> next() {
                                return number >= end
                                        ? null
                                        : List.of(NDArray.of(Shape.SCALAR, number++));
                            }
                        });
    }

    /** What Java code gives; {@code generator} is asked anew each time the data set is read. */
    public static Dataset fromGenerator(Supplier<? extends Iterator<List<NDArray>>> generator) {
        return new Dataset(
                round -> {
                    Iterator<List<NDArray>> all = generator.get();
                    return () -> all.hasNext() ? all.next() : null;
                });
    }

    /** Elements made of elements, one of each. */
    private Dataset each(Function<Elements, Elements> step) {
        return new Dataset(
                round -> {
                    Elements from = open(round);
                    Elements made = step.apply(from);
                    return closing(made, from);
                });
    }

    private static Elements closing(Elements elements, Elements from) {
        return new Elements() {
            @Override
            public List<NDArray> next() {
                return elements.next();
            }

            @Override
            public void close() {
                from.close();
            }
        };
    }

    /** A function of each element. */
    public Dataset map(UnaryOperator<List<NDArray>> function) {
        return each(
                from ->
                        () -> {
                            List<NDArray> element = from.next();
                            return element == null ? null : List.copyOf(function.apply(element));
                        });
    }

    /**
     * A function of each element, in the same order, of which several are computed at the same
     * time: for what takes long, such as pictures that are decoded.
     *
     * @param function called by several threads at the same time
     * @param parallelCalls how many of them
     */
    public Dataset map(UnaryOperator<List<NDArray>> function, int parallelCalls) {
        require(parallelCalls >= 1, "parallelCalls must be 1 or more, found ", parallelCalls);
        return new Dataset(round -> new MappedAhead(open(round), function, parallelCalls));
    }

    /** The elements of which {@code wanted} is true. */
    public Dataset filter(Predicate<List<NDArray>> wanted) {
        return each(
                from ->
                        () -> {
                            List<NDArray> element = from.next();
                            while (element != null && !wanted.test(element)) {
                                element = from.next();
                            }
                            return element;
                        });
    }

    /** The first {@code count} elements. */
    public Dataset take(long count) {
        return each(
                from ->
                        new Elements() {
                            private long left = count;

                            @Override
                            public List<NDArray> next() {
                                return left-- > 0 ? from.next() : null;
                            }
                        });
    }

    /** All but the first {@code count} elements. */
    public Dataset skip(long count) {
        return each(
                from ->
                        new Elements() {
                            private long left = count;

                            @Override
                            public List<NDArray> next() {
                                while (left > 0 && from.next() != null) {
                                    left--;
                                }
                                return from.next();
                            }
                        });
    }

    /**
     * The elements in another order: each is taken by chance out of a buffer of the next ones. A
     * buffer as large as the data set mixes it wholly. Each round of a {@link #repeat} behind has
     * an order of its own.
     *
     * @param bufferSize elements in the buffer
     * @param seed what the order follows from
     */
    public Dataset shuffle(int bufferSize, long seed) {
        require(bufferSize >= 1, "A shuffle needs a buffer of 1 or more, found ", bufferSize);
        return new Dataset(
                round -> new Shuffled(open(round), bufferSize, Philox.of(seed, "shuffle", round)));
    }

    /** The same again and again, without end; an empty data set stays empty. */
    public Dataset repeat() {
        return repeat(Long.MAX_VALUE);
    }

    /** The same, {@code count} times. */
    public Dataset repeat(long count) {
        return new Dataset(
                round ->
                        new Elements() {
                            private long times;
                            private boolean any = true;
                            private Elements now;

                            @Override
                            public List<NDArray> next() {
                                while (now != null || any && times < count) {
                                    if (now == null) {
                                        now = open(round * ROUNDS + times++);
                                        any = false;
                                    }
                                    List<NDArray> element = now.next();
                                    if (element != null) {
                                        any = true;
                                        return element;
                                    }
                                    close();
                                }
                                return null;
                            }

                            @Override
                            public void close() {
                                if (now != null) {
                                    now.close();
                                    now = null;
                                }
                            }
                        });
    }

    /** Batches of {@code size} elements, stacked; the last one may be smaller. */
    public Dataset batch(int size) {
        return batch(size, false);
    }

    /**
     * Batches of {@code size} elements, stacked along a new first axis.
     *
     * @param dropRemainder whether elements that make no full batch are left out
     */
    public Dataset batch(int size, boolean dropRemainder) {
        require(size >= 1, "A batch needs 1 element or more, found ", size);
        return each(
                from ->
                        () -> {
                            List<List<NDArray>> some = new ArrayList<>();
                            List<NDArray> element = from.next();
                            while (element != null) {
                                some.add(element);
                                element = some.size() < size ? from.next() : null;
                            }
                            boolean enough = some.size() == size || !dropRemainder;
                            return some.isEmpty() || !enough ? null : stack(some);
                        });
    }

    private static List<NDArray> stack(List<List<NDArray>> elements) {
        List<NDArray> stacked = new ArrayList<>();
        for (int c = 0; c < elements.get(0).size(); c++) {
            ArrayType row = elements.get(0).get(c).type();
            List<Integer> dims = new ArrayList<>(List.of(elements.size()));
            dims.addAll(row.shape().toList());
            NDArray all = NDArray.zeros(row.withShape(Shape.of(dims)));
            int at = 0;
            for (List<NDArray> element : elements) {
                NDArray one = element.get(c);
                if (!one.type().equals(row)) {
                    throw new IllegalArgumentException(
                            "A batch needs elements of one shape, but component %d is %s and %s"
                                    .formatted(c, row, one.type()));
                }
                System.arraycopy(one.data(), 0, all.data(), at, one.size());
                at += one.size();
            }
            stacked.add(all);
        }
        return stacked;
    }

    /** The elements of this one, then those of another. */
    public Dataset concatenate(Dataset other) {
        Dataset first = this;
        Dataset both = range(2);
        return both.interleave(i -> i.get(0).getWhole(0) == 0 ? first : other, 1, 1);
    }

    /**
     * The elements of data sets, one made of each element: {@code blockLength} elements of each in
     * turn, {@code cycleLength} of them at a time. Where one is over, the next takes its place.
     */
    public Dataset interleave(
            Function<List<NDArray>, Dataset> function, int cycleLength, int blockLength) {
        require(cycleLength >= 1, "cycleLength must be 1 or more, found ", cycleLength);
        require(blockLength >= 1, "blockLength must be 1 or more, found ", blockLength);
        return new Dataset(
                round ->
                        new Interleaved(
                                open(round),
                                element -> function.apply(element).open(round),
                                cycleLength,
                                blockLength));
    }

    /** The same, of which another thread prepares up to {@code ahead} elements ahead. */
    public Dataset prefetch(int ahead) {
        require(ahead >= 1, "prefetch needs room for 1 element or more, found ", ahead);
        return new Dataset(round -> new Prefetched(open(round), ahead));
    }

    private static void require(boolean ok, String what, int found) {
        if (!ok) {
            throw new IllegalArgumentException(what + found);
        }
    }

    /** Its elements, for Java; close the reader. */
    public DatasetReader read() {
        return new DatasetReader(open(0));
    }

    /**
     * Its elements, for a graph: each run takes the next.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public DatasetIterator makeOneShotIterator(Graph graph) {
        return new DatasetIterator(graph, this);
    }
}
