package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.Descs;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.StepArgs;

/**
 * Recurrent layers and their gradients: each is one call of the library for all steps.
 *
 * <p>What a layer keeps for its gradient is the library's own workspace, an opaque layout of the
 * output {@code Kept}. Where nobody reads it, the library runs another kernel, which keeps nothing.
 *
 * <p>Weights stand in the layout that the library likes best where nothing is kept. In training,
 * where optimizers change them, they stand plain, and each pass makes the copy that it likes; that
 * of the first one has gaps between the rows.
 *
 * <p>Sequences of different lengths go through {@link SequenceRows}.
 */
final class RecurrentKernels implements KernelFamily {
    /** What opens or closes a gate for good, whatever else goes into it. */
    private static final float MUCH = 1e9f;

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "LSTM", "GRU", "RNN" ->
                    Entry.ofAnyType(
                            node -> HostKernel.isFloat(node.input(0)),
                            d -> forward(d, new RecurrentLayer(d, type, false)));
            case "LSTMGrad", "GRUGrad", "RNNGrad" ->
                    Entry.ofAnyType(
                            node -> HostKernel.isFloat(node.input(0)),
                            d ->
                                    backward(
                                            d,
                                            new RecurrentLayer(d, type.replace("Grad", ""), true)));
            default -> null;
        };
    }

    /** Where what a layer gives stands; no cells but in an LSTM, null where nothing is kept. */
    private record Results(Where y, Where hn, Where cn, Where kept) {}

    private static void forward(Draft d, RecurrentLayer l) {
        boolean keeps = d.isUsed(l.kept());
        RecurrentPrimitives library = new RecurrentPrimitives(d, l);
        Primitive layer = keeps ? library.training() : library.inference();
        Where w = l.isMarked() ? markedWeights(d, l) : new Where.In(l.w());
        Where r = new Where.In(l.w() + 1);
        if (keeps) {
            d.outputOpaque(l.kept(), layer.layout(DNNL_ARG_WORKSPACE));
            r = reordered(d, l, r, layer.layout(DNNL_ARG_WEIGHTS_ITER));
        } else {
            d.input(l.w() + 1, layer.layout(DNNL_ARG_WEIGHTS_ITER));
        }
        if (keeps || l.isMarked()) {
            w = reordered(d, l, w, layer.layout(DNNL_ARG_WEIGHTS_LAYER));
        } else {
            d.input(l.w(), layer.layout(DNNL_ARG_WEIGHTS_LAYER));
        }
        Where y = l.hasLengths() ? d.scratch(bytes(l.steps, l.count, l.size)) : new Where.Out(0);
        Where kept = keeps ? new Where.Out(l.kept()) : null;
        Where hn = new Where.Out(1);
        run(d, l, layer, x(d, l), w, r, new Results(y, hn, new Where.Out(2), kept));
        if (l.hasLengths()) {
            d.between(rows(d, l).put(y, new Where.Out(0), l.size, false));
            d.between(rows(d, l).last(y, new Where.In(1), hn, l.size));
        }
    }

    /** Adds the call of a layer. */
    private static void run(
            Draft d, RecurrentLayer l, Primitive layer, Where x, Where w, Where r, Results found) {
        StepArgs call = d.step(layer).at(DNNL_ARG_SRC_LAYER, x);
        call.at(DNNL_ARG_WEIGHTS_LAYER, w).at(DNNL_ARG_WEIGHTS_ITER, r);
        found(l, call, found);
        call.run();
    }

    /** Adds the arguments that a layer and its gradient share. */
    private static void found(RecurrentLayer l, StepArgs call, Results results) {
        call.in(DNNL_ARG_SRC_ITER, 1).in(DNNL_ARG_BIAS, l.w() + 2);
        call.at(DNNL_ARG_DST_LAYER, results.y).at(DNNL_ARG_DST_ITER, results.hn);
        if (l.states == 2) {
            call.in(DNNL_ARG_SRC_ITER_C, 2).at(DNNL_ARG_DST_ITER_C, results.cn);
        }
        if (l.hasPeepholes()) {
            call.in(DNNL_ARG_WEIGHTS_PEEPHOLE, l.lengths + 1);
        }
        if (results.kept != null) {
            call.at(DNNL_ARG_WORKSPACE, results.kept);
        }
    }

    private static void backward(Draft d, RecurrentLayer l) {
        RecurrentPrimitives library = new RecurrentPrimitives(d, l);
        Primitive forward = library.training();
        Primitive back = library.backward(forward);
        Where x = x(d, l);
        Where w = l.isMarked() ? markedWeights(d, l) : new Where.In(l.w());
        Where r = new Where.In(l.w() + 1);
        Results found = d.standing(l.keptIn()).isOpaque() ? kept(d, l) : again(d, l, forward, x, w);
        Where turnedW = reordered(d, l, w, back.layout(DNNL_ARG_WEIGHTS_LAYER));
        Where turnedR = reordered(d, l, r, back.layout(DNNL_ARG_WEIGHTS_ITER));
        int dY = l.keptIn() + 1;
        Where dX = l.hasLengths() ? d.scratch(bytes(l.steps, l.count, l.inputs)) : new Where.Out(0);
        Where dW = l.isMarked() ? d.scratch(bytes(l.inputs, l.width())) : new Where.Out(l.w());
        Where dLast = new Where.In(dY + 1);
        Where dOutputs = new Where.In(dY);
        if (l.hasLengths()) {
            dOutputs = taken(d, l, dY, l.size, false);
            d.between(rows(d, l).addLast(dLast, dOutputs, l.size, true));
        }
        StepArgs call = d.step(back).at(DNNL_ARG_SRC_LAYER, x);
        found(l, call, found);
        call.at(DNNL_ARG_WEIGHTS_LAYER, turnedW).at(DNNL_ARG_WEIGHTS_ITER, turnedR);
        call.at(DNNL_ARG_DIFF_DST_LAYER, dOutputs);
        call.at(
                DNNL_ARG_DIFF_DST_ITER,
                l.hasLengths() ? d.fixed(new float[l.count * l.size]) : dLast);
        call.at(DNNL_ARG_DIFF_SRC_LAYER, dX).out(DNNL_ARG_DIFF_SRC_ITER, 1);
        call.at(DNNL_ARG_DIFF_WEIGHTS_LAYER, dW).out(DNNL_ARG_DIFF_WEIGHTS_ITER, l.w() + 1);
        call.out(DNNL_ARG_DIFF_BIAS, l.w() + 2);
        if (l.states == 2) {
            call.in(DNNL_ARG_DIFF_DST_ITER_C, dY + 2).out(DNNL_ARG_DIFF_SRC_ITER_C, 2);
        }
        if (l.hasPeepholes()) {
            call.out(DNNL_ARG_DIFF_WEIGHTS_PEEPHOLE, l.w() + 3);
        }
        call.run();
        if (l.isMarked()) {
            d.copy(dW, new Where.Out(l.w()), bytes(l.inputs - 1, l.width()));
        }
        if (l.hasLengths()) {
            int width = d.inShape(0).dim(2);
            d.between(rows(d, l).put(dX, new Where.Out(0), width, l.isMarked()));
            d.between(rows(d, l).addLast(dLast, new Where.Out(1), l.size, false));
        }
    }

    /** What the layer gave, and what it kept. */
    private static Results kept(Draft d, RecurrentLayer l) {
        d.inputAsIs(l.keptIn());
        Where y = l.hasLengths() ? taken(d, l, l.y(), l.size, false) : new Where.In(l.y());
        Where hn = new Where.In(l.y() + 1);
        return new Results(y, hn, new Where.In(l.y() + 2), new Where.In(l.keptIn()));
    }

    /** The same from a run of the layer here, where another backend ran it. */
    private static Results again(Draft d, RecurrentLayer l, Primitive forward, Where x, Where w) {
        Where y = d.scratch(bytes(l.steps, l.count, l.size));
        Where hn = d.scratch(bytes(l.count, l.size));
        Where cn = d.scratch(bytes(l.count, l.size));
        long bytes = dnnl_memory_desc_get_size(forward.layout(DNNL_ARG_WORKSPACE));
        Results results = new Results(y, hn, cn, d.scratch(bytes));
        Where r = new Where.In(l.w() + 1);
        Where likedW = reordered(d, l, w, forward.layout(DNNL_ARG_WEIGHTS_LAYER));
        Where likedR = reordered(d, l, r, forward.layout(DNNL_ARG_WEIGHTS_ITER));
        run(d, l, forward, x, likedW, likedR, results);
        return results;
    }

    private static long bytes(long... dims) {
        return Arrays.stream(dims).reduce(Float.BYTES, (a, b) -> a * b);
    }

    private static SequenceRows rows(Draft d, RecurrentLayer l) {
        boolean reverse = d.attrs().flag("reverse");
        return new SequenceRows(new Where.In(l.lengths), l.steps, l.count, reverse);
    }

    /** X in the order in which it is read. */
    private static Where x(Draft d, RecurrentLayer l) {
        int width = d.inShape(0).dim(2);
        return l.hasLengths() ? taken(d, l, 0, width, l.isMarked()) : new Where.In(0);
    }

    /** The rows of an input in the order in which they are read. */
    private static Where taken(Draft d, RecurrentLayer l, int input, int width, boolean marked) {
        Where to = d.scratch(bytes(l.steps, l.count, width + (marked ? 1 : 0)));
        d.between(rows(d, l).take(new Where.In(input), to, width, marked));
        return to;
    }

    /**
     * The weights of an LSTM's X, plain, and a row for the mark behind an end: the input gate shuts
     * and the forget gate opens.
     */
    private static Where markedWeights(Draft d, RecurrentLayer l) {
        long before = bytes(l.inputs - 1, l.width());
        float[] row = new float[l.width()];
        Arrays.fill(row, 0, l.size, -MUCH);
        Arrays.fill(row, l.size, 2 * l.size, MUCH);
        Where w = d.scratch(before + bytes(l.width()));
        d.copy(new Where.In(l.w()), w, before);
        d.copy(d.fixed(row), new Where.After(w, before), bytes(l.width()));
        return w;
    }

    /** Plain weights in the layout that a primitive wants. */
    private static Where reordered(Draft d, RecurrentLayer l, Where weights, dnnl_memory_desc to) {
        int rows = (int) Descs.dims(to)[2];
        dnnl_memory_desc plain = l.weights(rows, dnnl_ldigo);
        if (dnnl_memory_desc_equal(plain, to) != 0) {
            return weights;
        }
        Where place = d.scratch(dnnl_memory_desc_get_size(to));
        d.step(d.reorder(plain, to)).at(DNNL_ARG_FROM, weights).at(DNNL_ARG_TO, place).run();
        return place;
    }
}
