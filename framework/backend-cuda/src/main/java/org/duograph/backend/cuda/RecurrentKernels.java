package org.duograph.backend.cuda;

import org.duograph.backend.HostKernel;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.graph.Node;
import org.duograph.ops.recurrent.LSTM;
import org.duograph.ops.recurrent.LSTMGrad;

/**
 * Recurrent layers and their gradients, each a call of cuDNN for all steps, and single steps of
 * recurrent units.
 *
 * <p>cuDNN knows neither peepholes nor a GRU that resets before its product; these are {@link
 * RecurrentSteps}. What a layer keeps for its gradient is cuDNN's reserve space, an opaque layout
 * of the output {@code Kept}; where nobody reads it, another kernel runs, which keeps nothing.
 */
final class RecurrentKernels implements KernelFamily {
    private static final String MODULE = "recurrent";

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
            case "LSTMUnit" -> Entry.ofAnyType(HostKernel::givesFloat, RecurrentKernels::lstmUnit);
            case "LSTMUnitGrad" ->
                    Entry.ofAnyType(HostKernel::givesFloat, RecurrentKernels::lstmUnitGrad);
            case "GRUUnit" -> Entry.ofAnyType(HostKernel::givesFloat, RecurrentKernels::gruUnit);
            case "GRUUnitGrad" ->
                    Entry.ofAnyType(HostKernel::givesFloat, RecurrentKernels::gruUnitGrad);
            default -> null;
        };
    }

    /** Whether it is a layer that cuDNN knows. */
    private static boolean knows(Node node) {
        return switch (node.op().type()) {
            case "LSTM" -> !has(node, LSTM.P);
            case "LSTMGrad" -> !has(node, LSTMGrad.P);
            case "GRU", "GRUGrad" -> node.attrs().flag("reset_after");
            default -> true;
        };
    }

    private static boolean has(Node node, int input) {
        return input < node.inputs().size() && !node.input(input).isAbsent();
    }

    private static SequenceRows rows(Draft d, RecurrentLayer l) {
        return new SequenceRows(d, l.lengths, l.steps, l.count, l.reverse());
    }

    private static void forward(Draft d, RecurrentLayer l) {
        if (!knows(d.node())) {
            new RecurrentSteps(d, l).forward();
            return;
        }
        RecurrentLibrary library = new RecurrentLibrary(d, l);
        SequenceRows rows = rows(d, l);
        Where x = l.rearranges() ? rows.take(new Where.In(0), l.inputs, l.mark()) : new Where.In(0);
        Where y = l.rearranges() ? d.scratch(l.rowBytes(l.size)) : new Where.Out(0);
        Where hn = l.lengths == null ? new Where.Out(1) : null;
        Where cn = l.states == 2 ? new Where.Out(2) : null;
        Where kept = null;
        if (d.isUsed(l.kept())) {
            d.outputOpaque(l.kept(), library.reserveBytes());
            kept = new Where.Out(l.kept());
        }
        library.forward(new RecurrentLibrary.Pass(x, y, hn, cn, library.packed(), kept));
        if (l.rearranges()) {
            rows.put(y, new Where.Out(0), l.size, 0);
        }
        if (l.lengths != null) {
            rows.last(y, new Where.In(1), new Where.Out(1), l.size);
        }
    }

    private static void backward(Draft d, RecurrentLayer l) {
        if (!knows(d.node())) {
            new RecurrentSteps(d, l).backward();
            return;
        }
        RecurrentLibrary library = new RecurrentLibrary(d, l);
        SequenceRows rows = rows(d, l);
        int dY = l.keptIn() + 1;
        Where x = l.rearranges() ? rows.take(new Where.In(0), l.inputs, l.mark()) : new Where.In(0);
        RecurrentLibrary.Pass pass = pass(d, l, library, x);
        Where dOutputs = new Where.In(dY);
        Where dLast = new Where.In(dY + 1);
        Where dX = l.rearranges() ? d.scratch(l.rowBytes(l.columns())) : new Where.Out(0);
        if (l.rearranges()) {
            dOutputs = rows.take(dOutputs, l.size, 0);
        }
        if (l.lengths != null) {
            rows.addToLast(dLast, dOutputs, l.size);
        }
        Where dHn = l.lengths == null ? dLast : null;
        library.backward(pass, new RecurrentLibrary.Gradients(dOutputs, dHn, dX));
        if (l.rearranges()) {
            rows.put(dX, new Where.Out(0), l.inputs, l.mark());
        }
        if (l.lengths != null) {
            rows.addToFirst(dLast, new Where.Out(1), l.size);
        }
    }

    /**
     * What the layer gave and kept; where another backend ran it, it is run here once more. The way
     * back writes into what was kept, so it gets a copy.
     */
    private static RecurrentLibrary.Pass pass(
            Draft d, RecurrentLayer l, RecurrentLibrary library, Where x) {
        Where space = library.packed();
        Where reserve = d.scratch(library.reserveBytes());
        if (d.isOpaque(l.keptIn())) {
            d.inputAsIs(l.keptIn());
            d.copy(new Where.In(l.keptIn()), reserve, library.reserveBytes());
            Where given = new Where.In(l.y());
            Where y = l.rearranges() ? rows(d, l).take(given, l.size, 0) : given;
            return new RecurrentLibrary.Pass(x, y, null, null, space, reserve);
        }
        Where y = d.scratch(l.rowBytes(l.size));
        RecurrentLibrary.Pass again = new RecurrentLibrary.Pass(x, y, null, null, space, reserve);
        library.forward(again);
        return again;
    }

    // Units. The last inputs are the lengths, which may be absent, and the number of the step.

    private static int count(Draft d) {
        return d.inShape(0).dim(1);
    }

    private static int width(Draft d) {
        return d.inShape(0).dim(2);
    }

    private static int drop(Draft d) {
        return d.attrs().flag("drop_states") ? 1 : 0;
    }

    private static Where lengths(Draft d) {
        int at = d.inputs() - 2;
        return d.isAbsent(at) ? null : new Where.In(at);
    }

    private static void lstmUnit(Draft d) {
        d.launch(MODULE, "lstm_unit")
                .over(d.outSize(0))
                .in(0)
                .in(1)
                .in(2)
                .at(lengths(d))
                .in(d.inputs() - 1)
                .out(0)
                .out(1)
                .integer(count(d))
                .integer(width(d))
                .real((float) d.attrs().f("forget_bias"))
                .integer(drop(d))
                .add();
    }

    private static void lstmUnitGrad(Draft d) {
        d.launch(MODULE, "lstm_unit_grad")
                .over(d.outSize(0))
                .in(0)
                .in(1)
                .in(2)
                .in(3)
                .in(4)
                .at(lengths(d))
                .in(d.inputs() - 1)
                .out(0)
                .out(1)
                .out(2)
                .integer(count(d))
                .integer(width(d))
                .real((float) d.attrs().f("forget_bias"))
                .integer(drop(d))
                .add();
    }

    private static void gruUnit(Draft d) {
        d.mayOverwrite(0, 0);
        d.launch(MODULE, "gru_unit")
                .over(d.outSize(0))
                .in(0)
                .in(1)
                .at(lengths(d))
                .in(d.inputs() - 1)
                .out(0)
                .integer(count(d))
                .integer(width(d))
                .integer(drop(d))
                .add();
    }

    private static void gruUnitGrad(Draft d) {
        d.mayOverwrite(0, 2);
        d.launch(MODULE, "gru_unit_grad")
                .over(d.outSize(0))
                .in(0)
                .in(1)
                .in(2)
                .at(lengths(d))
                .in(d.inputs() - 1)
                .out(0)
                .out(1)
                .integer(count(d))
                .integer(width(d))
                .integer(drop(d))
                .add();
    }
}
