package org.duograph.session.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.duograph.graph.Value;
import org.duograph.ops.shape.Gather;
import org.duograph.ops.shape.Transpose;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** Sequences of different lengths in one tensor. */
final class Sequences {
    static final List<Operator> OPERATORS =
            List.of(
                    Operator.of(
                            "ReverseSequence",
                            "input:T seq_lengths:Tlen -> output:T",
                            "seq_dim:int batch_dim:int=0 T:type Tlen:type=int64",
                            Sequences::reverse));

    private Sequences() {}

    /** Turns the beginning of each sequence around, as long as it is; what is behind stays. */
    private static void reverse(LoweringSite site) {
        Formula f = new Formula(site);
        Value x = site.input(0);
        int rank = x.shape().rank();
        int time = x.shape().axis(site.attrs().integer("seq_dim"));
        int batch = x.shape().axis(site.attrs().integer("batch_dim"));
        if (time == batch) {
            throw new IllegalArgumentException("batch_dim == seq_dim " + time);
        }
        int rows = x.shape().dim(batch);
        int steps = x.shape().dim(time);
        if (!site.input(1).shape().equals(Shape.of(rows))) {
            throw new IllegalArgumentException(
                    "seq_lengths must be a vector of %d lengths, found %s"
                            .formatted(rows, site.input(1).type()));
        }
        List<Integer> order = new ArrayList<>(List.of(batch, time));
        IntStream.range(0, rank).filter(i -> !order.contains(i)).forEach(order::add);
        Value moved = site.value(Transpose.OP, Map.of("axes", order), x);
        List<Long> flat = new ArrayList<>(List.of((long) rows * steps));
        List<Integer> dims = moved.shape().toList();
        dims.subList(2, rank).forEach(d -> flat.add((long) d));
        Value lengths = f.reshape(f.cast(site.input(1), DType.INT64), List.of(rows, 1));
        Value at = f.reshape(numbers(site, steps, 1), List.of(1, steps));
        Value turned = f.minus(f.plus(lengths, -1), at);
        Value places = f.where(f.less(at, lengths), turned, at);
        Value starts = f.reshape(numbers(site, rows, steps), List.of(rows, 1));
        Value taken =
                site.value(Gather.OP, Map.of(), f.reshape(moved, flat), f.plus(places, starts));
        List<Integer> back = IntStream.range(0, rank).mapToObj(order::indexOf).toList();
        site.give(site.value(Transpose.OP, Map.of("axes", back), taken));
    }

    /** 0, step, 2 step, and so on. */
    private static Value numbers(LoweringSite site, int count, long step) {
        return Shapes.wholes(
                site, DType.INT64, LongStream.range(0, count).map(i -> i * step).boxed().toList());
    }
}
