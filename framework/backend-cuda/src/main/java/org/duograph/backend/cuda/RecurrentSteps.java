package org.duograph.backend.cuda;

import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Launch;
import org.duograph.ops.recurrent.LSTM;
import org.duograph.ops.recurrent.LSTMGrad;

/**
 * Recurrent layers that cuDNN does not know, in kernels of our own: an LSTM with peepholes, and a
 * GRU that resets before its product. They keep nothing; the way back goes through the steps again.
 */
record RecurrentSteps(Draft d, RecurrentLayer l) {
    private static final String MODULE = "recurrent_steps";

    /** Threads of a block, which runs a sequence. */
    private static final int THREADS = 128;

    private boolean isLstm() {
        return l.states == 2;
    }

    private int gates() {
        return isLstm() ? 4 : 3;
    }

    /**
     * Where the numbers of all steps stand.
     *
     * @param y the outputs
     * @param gates the gates
     * @param inner the cells of an LSTM; of a GRU, the outputs before, reset
     */
    private record Trace(Where y, Where gates, Where inner) {}

    private static Where or(Where place, boolean there) {
        return there ? place : null;
    }

    private Where peepholes(int input) {
        return or(new Where.In(input), input < d.inputs() && !d.isAbsent(input));
    }

    /** The layer. */
    void forward() {
        run(new Where.Out(0), new Where.Out(1), new Where.Out(2), LSTM.P);
        d.clear(new Where.Out(l.kept()), d.outType(l.kept()).bytes());
    }

    /** Runs all steps. */
    private Trace run(Where y, Where hn, Where cn, int peepholes) {
        Where gates = d.scratch(l.rowBytes(gates() * l.size));
        Where inner = d.scratch(l.rowBytes(l.size));
        Launch steps = d.launch(MODULE, isLstm() ? "lstm_steps" : "gru_steps");
        steps.threads(THREADS).blocks(l.count).in(0).in(1);
        if (isLstm()) {
            steps.in(2);
        }
        steps.in(l.w()).in(l.w() + 1).in(l.w() + 2);
        if (isLstm()) {
            steps.at(peepholes(peepholes));
        }
        steps.at(l.lengths).at(y).at(hn);
        if (isLstm()) {
            steps.at(cn);
        }
        sizes(steps.at(gates).at(inner)).add();
        return new Trace(y, gates, inner);
    }

    /** The arguments that most kernels end with. */
    private Launch sizes(Launch launch) {
        return launch.integer(l.steps)
                .integer(l.count)
                .integer(l.inputs)
                .integer(l.size)
                .integer(l.reverse() ? 1 : 0);
    }

    /** The way back. */
    void backward() {
        Where cn = isLstm() ? d.scratch(l.stateBytes()) : null;
        Where hn = d.scratch(l.stateBytes());
        Trace trace = run(d.scratch(l.rowBytes(l.size)), hn, cn, LSTMGrad.P);
        int dY = l.keptIn() + 1;
        d.copy(new Where.In(dY + 1), new Where.Out(1), l.stateBytes());
        if (isLstm()) {
            d.copy(new Where.In(dY + 2), new Where.Out(2), l.stateBytes());
            lstmBack(trace, dY);
        } else {
            gruBack(trace, dY);
        }
        weights(trace);
    }

    private void lstmBack(Trace trace, int dY) {
        Where peepholes = peepholes(LSTMGrad.P);
        Launch back = d.launch(MODULE, "lstm_steps_back").threads(THREADS).blocks(l.count);
        back.in(2).in(l.w()).in(l.w() + 1).at(peepholes).at(l.lengths).in(dY);
        sizes(back.at(trace.inner).at(trace.gates).out(0).out(1).out(2)).add();
        if (peepholes != null) {
            d.launch(MODULE, "peephole_grad")
                    .over(3L * l.size)
                    .in(2)
                    .at(l.lengths)
                    .at(trace.inner)
                    .at(trace.gates)
                    .out(l.w() + 3)
                    .integer(l.steps)
                    .integer(l.count)
                    .integer(l.size)
                    .integer(l.reverse() ? 1 : 0)
                    .add();
        }
    }

    private void gruBack(Trace trace, int dY) {
        Launch back = d.launch(MODULE, "gru_steps_back").threads(THREADS).blocks(l.count);
        back.in(1).in(l.w()).in(l.w() + 1).at(l.lengths).at(trace.y).in(dY);
        sizes(back.at(trace.gates).out(0).out(1)).add();
    }

    /** The gradients of W, R and B. */
    private void weights(Trace trace) {
        d.launch(MODULE, "step_weights_grad")
                .over((long) (l.inputs + l.size + 1) * gates() * l.size)
                .in(0)
                .in(1)
                .at(trace.y)
                .at(or(trace.inner, !isLstm()))
                .at(l.lengths)
                .at(trace.gates)
                .out(l.w())
                .out(l.w() + 1)
                .out(l.w() + 2)
                .integer(l.steps)
                .integer(l.count)
                .integer(l.inputs)
                .integer(l.size)
                .integer(gates())
                .integer(l.reverse() ? 1 : 0)
                .add();
    }
}
