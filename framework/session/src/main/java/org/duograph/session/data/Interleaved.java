package org.duograph.session.data;

import java.util.List;
import java.util.function.Function;
import org.duograph.tensor.NDArray;

/**
 * Elements of several data sets in turn, so many of each; one that is over makes room for another.
 */
final class Interleaved implements Elements {
    private final Elements from;
    private final Function<List<NDArray>, Elements> open;
    private final Elements[] cycle;
    private final int block;
    private boolean allOpened;
    private int at;
    private int given;

    Interleaved(Elements from, Function<List<NDArray>, Elements> open, int cycleLength, int block) {
        this.from = from;
        this.open = open;
        this.cycle = new Elements[cycleLength];
        this.block = block;
    }

    @Override
    public List<NDArray> next() {
        int idle = 0;
        while (idle < cycle.length) {
            if (cycle[at] == null && !allOpened) {
                List<NDArray> input = from.next();
                allOpened = input == null;
                cycle[at] = allOpened ? null : open.apply(input);
            }
            if (cycle[at] == null) {
                idle++;
                advance();
                continue;
            }
            idle = 0;
            List<NDArray> element = cycle[at].next();
            if (element == null) {
                cycle[at].close();
                cycle[at] = null;
                advance();
                continue;
            }
            if (++given == block) {
                advance();
            }
            return element;
        }
        return null;
    }

    private void advance() {
        at = (at + 1) % cycle.length;
        given = 0;
    }

    @Override
    public void close() {
        for (Elements one : cycle) {
            if (one != null) {
                one.close();
            }
        }
        from.close();
    }
}
