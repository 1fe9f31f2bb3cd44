package org.duograph.training;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/**
 * Rows of arrays as samples.
 *
 * @param arrays with one row for each sample
 * @param batchSize rows in a batch; the last one may have fewer
 * @param shuffle whether each epoch has an order of its own
 * @param seed the seed of the orders
 */
public record ArraySamples(List<NDArray> arrays, int batchSize, boolean shuffle, long seed)
        implements Samples {

    public ArraySamples {
        arrays = List.copyOf(arrays);
        if (batchSize < 1) {
            throw new IllegalArgumentException(
                    "A batch has at least one sample, but the batch size is " + batchSize);
        }
        if (arrays.isEmpty()) {
            throw new IllegalArgumentException("Samples are rows of arrays; no array was given");
        }
        for (NDArray array : arrays) {
            if (array.shape().rank() == 0
                    || rows(array) == 0
                    || rows(array) != rows(arrays.get(0))) {
                throw new IllegalArgumentException(
                        "All arrays must have the same number of rows, at least one; found "
                                + arrays.stream().map(NDArray::type).toList());
            }
        }
    }

    /** The same in an order of its own in each epoch. */
    public ArraySamples shuffled(long seed) {
        return new ArraySamples(arrays, batchSize, true, seed);
    }

    /** The same without the first or last rows: those from {@code from} to before {@code to}. */
    public ArraySamples rows(int from, int to) {
        List<NDArray> some = arrays.stream().map(a -> a.slice(0, from, to)).toList();
        return new ArraySamples(some, batchSize, shuffle, seed);
    }

    @Override
    public int count() {
        return rows(arrays.get(0));
    }

    @Override
    public int batches() {
        return (count() + batchSize - 1) / batchSize;
    }

    private static int rows(NDArray array) {
        return array.shape().dim(0);
    }

    /** Which row comes at which place in an epoch: as {@link org.duograph.data.Batches} shuffle. */
    int[] order(int epoch) {
        int[] order = new int[count()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        if (shuffle) {
            Philox random = Philox.of(seed, "shuffle", epoch);
            for (int i = order.length - 1; i > 0; i--) { // Fisher and Yates
                int j = random.below(i, i + 1);
                int swapped = order[i];
                order[i] = order[j];
                order[j] = swapped;
            }
        }
        return order;
    }

    @Override
    public Reader read(int epoch, int first) {
        int[] order = order(epoch);
        return new Reader() {
            private int at = Math.multiplyExact(first, batchSize);
            private List<NDArray> batch = List.of(); // filled again while its size stays

            @Override
            public boolean hasNext() {
                return at < order.length;
            }

            @Override
            public List<NDArray> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("All batches of the epoch have been read");
                }
                int size = Math.min(batchSize, order.length - at);
                if (batch.isEmpty() || rows(batch.get(0)) != size) {
                    batch = empty(size);
                }
                for (int a = 0; a < arrays.size(); a++) {
                    for (int i = 0; i < size; i++) {
                        copyRow(arrays.get(a), order[at + i], batch.get(a), i);
                    }
                }
                at += size;
                return batch;
            }

            @Override
            public void close() {}
        };
    }

    private List<NDArray> empty(int size) {
        List<NDArray> batch = new ArrayList<>();
        for (NDArray array : arrays) {
            int[] dims = array.shape().toArray();
            dims[0] = size;
            batch.add(NDArray.zeros(new ArrayType(array.dtype(), Shape.of(dims))));
        }
        return batch;
    }

    private static void copyRow(NDArray from, int row, NDArray to, int place) {
        int per = Array.getLength(from.data()) / rows(from);
        System.arraycopy(from.data(), row * per, to.data(), place * per, per);
    }
}
