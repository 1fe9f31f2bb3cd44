package org.duograph.session.data;

import java.util.ArrayList;
import java.util.List;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;

/** Elements out of a buffer by chance; each that is given makes room for the next. */
final class Shuffled implements Elements {
    private final Elements from;
    private final int size;
    private final Philox random;
    private final List<List<NDArray>> buffer = new ArrayList<>();
    private long draws;

    Shuffled(Elements from, int size, Philox random) {
        this.from = from;
        this.size = size;
        this.random = random;
    }

    @Override
    public List<NDArray> next() {
        while (buffer.size() < size) {
            List<NDArray> element = from.next();
            if (element == null) {
                break;
            }
            buffer.add(element);
        }
        if (buffer.isEmpty()) {
            return null;
        }
        int chosen = random.below(draws++, buffer.size());
        List<NDArray> last = buffer.remove(buffer.size() - 1);
        return chosen == buffer.size() ? last : buffer.set(chosen, last);
    }

    @Override
    public void close() {
        from.close();
    }
}
