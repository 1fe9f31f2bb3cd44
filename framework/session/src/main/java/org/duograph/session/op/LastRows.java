package org.duograph.session.op;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.shape.Gather;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Rows that replace others, of which some may be named several times: the last one stays.
 *
 * <p>Which is the last is found bit by bit of their numbers, the highest bit first: where one of
 * the rows for a place has the bit, those that have it not are out. So it takes as many steps as a
 * number has bits.
 */
final class LastRows {
    private final Formula f;
    private final Value indices; // one number for each row
    private final Shape places;
    private final int count;

    private LastRows(Formula f, Value indices, int places) {
        this.f = f;
        this.count = Math.toIntExact(indices.shape().size());
        this.indices = f.reshape(indices, List.of(count));
        this.places = Shape.of(places);
    }

    /**
     * The rows with zeros in place of those that a later one replaces.
     *
     * @param indices the place of each row
     * @param rows the shape of the indices, then that of a row
     * @param places how many places there are
     */
    static Value of(Formula f, Value indices, Value rows, int places) {
        if (indices.shape().size() < 2) {
            return rows;
        }
        Value stays = new LastRows(f, indices, places).stays();
        List<Integer> shape = new ArrayList<>(indices.shape().toList());
        shape.addAll(Collections.nCopies(rows.shape().rank() - shape.size(), 1));
        return f.where(f.equal(f.reshape(stays, shape), 0), f.number(rows, 0), rows);
    }

    /** Of each row 1 if it is the last one for its place, else 0. */
    private Value stays() {
        Value stays = f.filled(DType.INT32, Shape.of(count), 1);
        for (int bit = Integer.highestOneBit(count - 1); bit > 0; bit >>= 1) {
            Value have = f.times(stays, withBit(bit));
            Value atPlace = Variables.rows(f, places, indices, have);
            Value rivals = f.site().value(Gather.OP, Map.of(), atPlace, indices);
            stays = f.where(f.equal(rivals, 0), stays, have);
        }
        return stays;
    }

    private Value withBit(int bit) {
        NDArray has = NDArray.zeros(new ArrayType(DType.INT32, Shape.of(count)));
        for (int i = 0; i < count; i++) {
            has.setWhole(i, (i & bit) == 0 ? 0 : 1);
        }
        return f.site().constant(has);
    }
}
