package org.duograph.backend.vector;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.duograph.backend.vector.Drawing.Arrays;
import org.duograph.backend.vector.Drawing.Span;
import org.duograph.backend.vector.RecurrentCell.Numbers;
import org.duograph.backend.vector.RecurrentCell.Sizes;
import org.duograph.ops.recurrent.RNN;

/** A pass through all steps of a recurrent layer, or forth and back again. */
final class RecurrentPass {
    /**
     * Sequences that one thread had better do alone: a product of fewer rows reads weights only.
     */
    private static final int FEW = 4;

    private final Drawing d;
    private final String type;
    private final boolean isGradient;
    private final boolean isGru;
    private final boolean resetAfter;
    private final int states;
    private final int w; // which input the weights of X are; then R and B
    private final int lengths;
    private final Sizes s;
    private final int all; // steps of all sequences
    private final int blocks;
    private final Gemm project;
    private final int[] scratch = new int[Piece.values().length];

    /** What stands in scratch memory. */
    private enum Piece {
        Z,
        H,
        C,
        INNER,
        D_INNER,
        GATE_WEIGHTS,
        OUTPUT_WEIGHTS,
        D_OUTPUT_WEIGHTS,
        X,
        OWN,
        PRODUCTS
    }

    RecurrentPass(Drawing d) {
        this.d = d;
        String name = d.node().op().type();
        isGradient = name.endsWith("Grad");
        type = name.replace("Grad", "");
        isGru = type.equals("GRU");
        resetAfter = isGru && d.attrs().flag("reset_after");
        states = type.equals("LSTM") ? 2 : 1;
        w = states + 1;
        lengths = isGradient ? dY() + 1 + states : w + 3;
        int size = d.inShape(1).dim(1);
        s =
                new Sizes(
                        d.inShape(0).dim(0),
                        d.inShape(0).dim(1),
                        d.inShape(0).dim(2),
                        size,
                        d.inShape(w).dim(1) / size,
                        d.attrs().flag("reverse"));
        all = s.steps() * s.count();
        blocks = Math.max(1, Math.min(d.threads(), s.count() / FEW));
        project = new Gemm(all, s.width(), s.inputs(), false, false, d.threads());
        need(Piece.Z, all * s.width());
        need(Piece.H, (all + s.count()) * size);
        need(Piece.C, states == 2 ? (all + s.count()) * size : 0);
        need(Piece.INNER, isGru ? all * size : 0);
        need(Piece.GATE_WEIGHTS, isGru && !resetAfter ? 2 * size * size : 0);
        need(Piece.OUTPUT_WEIGHTS, isGru && !resetAfter ? size * size : 0);
        need(Piece.OWN, blocks * own());
        Gemm back = new Gemm(all, s.inputs(), s.width(), false, true, d.threads());
        need(Piece.PRODUCTS, d.threads() * Math.max(project.scratch(), back.scratch()));
    }

    private void need(Piece piece, int numbers) {
        scratch[piece.ordinal()] = d.scratch(numbers);
    }

    private Span at(Arrays arrays, Piece piece) {
        return arrays.scratch(scratch[piece.ordinal()]);
    }

    /** Which input of the gradient the gradient of Y is. */
    private int dY() {
        return states + 4 + states + 2;
    }

    private boolean hasPeepholes() {
        return states == 2 && d.has(lengths + 1);
    }

    private int own() {
        return RecurrentCell.own(s, (s.count() + blocks - 1) / blocks);
    }

    /** Draws the layer. */
    void forward() {
        d.loop(
                arrays -> {
                    Span x = arrays.in(0);
                    Numbers m = numbers(arrays);
                    List<Workers.Task> tasks = begin(arrays, x, m);
                    Span kept = arrays.out(states + 1);
                    RecurrentCell[] cells = cells(arrays, m);
                    Span y = arrays.out(0);
                    Span[] before = states(arrays::in, 1);
                    Span[] after = states(arrays::out, 1);
                    tasks.add(
                            arrays.task(
                                    blocks,
                                    (part, worker) -> {
                                        forth(before, cells[part]);
                                        end(cells[part], y, after);
                                    }));
                    Workers.Task[] inOrder = tasks.toArray(Workers.Task[]::new);
                    return () -> {
                        run(inOrder);
                        kept.array()[kept.start()] = 0;
                    };
                });
    }

    /** Arrays of states, of which the first one has that number. */
    private Span[] states(IntFunction<Span> arrays, int first) {
        Span[] spans = new Span[states];
        java.util.Arrays.setAll(spans, i -> arrays.apply(first + i));
        return spans;
    }

    private static void run(Workers.Task[] tasks) {
        for (Workers.Task task : tasks) {
            task.run();
        }
    }

    private Numbers numbers(Arrays arrays) {
        IntBuffer ends = d.has(lengths) ? arrays.input(lengths).asInts() : null;
        boolean split = isGru && !resetAfter;
        return new Numbers(
                ends,
                split ? at(arrays, Piece.GATE_WEIGHTS) : arrays.in(w + 1),
                arrays.in(w + 2),
                hasPeepholes() ? arrays.in(lengths + 1) : null,
                at(arrays, Piece.Z),
                at(arrays, Piece.H),
                at(arrays, Piece.C),
                at(arrays, Piece.INNER),
                at(arrays, Piece.D_INNER),
                isGradient ? arrays.in(dY()) : null,
                isGradient ? arrays.out(1) : null,
                isGradient && states == 2 ? arrays.out(2) : null);
    }

    private RecurrentCell[] cells(Arrays arrays, Numbers m) {
        RecurrentCell[] cells = new RecurrentCell[blocks];
        Span own = at(arrays, Piece.OWN);
        Span out = isGru && !resetAfter ? at(arrays, Piece.OUTPUT_WEIGHTS) : null;
        for (int i = 0; i < blocks; i++) {
            int first = s.count() * i / blocks;
            int rows = s.count() * (i + 1) / blocks - first;
            Span his = new Span(own.array(), own.start() + i * own());
            cells[i] =
                    switch (type) {
                        case "LSTM" -> new LstmCell(s, m, first, rows, his);
                        case "GRU" -> new GruCell(s, m, first, rows, his, out);
                        default -> {
                            boolean relu = RNN.isRelu(d.attrs());
                            yield new RecurrentCell.Plain(s, m, first, rows, his, relu);
                        }
                    };
        }
        return cells;
    }

    /** What is done before the steps: the biases and what X gives, and GRU's two matrices. */
    private List<Workers.Task> begin(Arrays arrays, Span x, Numbers m) {
        List<Workers.Task> tasks = new ArrayList<>();
        int parts = Math.min(all, 16);
        int width = s.width();
        tasks.add(
                arrays.task(
                        parts,
                        (part, worker) -> {
                            int last = (int) ((long) all * (part + 1) / parts);
                            for (int i = (int) ((long) all * part / parts); i < last; i++) {
                                int to = m.z().start() + i * width;
                                System.arraycopy(
                                        m.b().array(), m.b().start(), m.z().array(), to, width);
                            }
                        }));
        Span free = at(arrays, Piece.PRODUCTS);
        tasks.add(RecurrentSums.product(arrays, project, x, arrays.in(w), m.z(), free, true));
        if (isGru && !resetAfter) {
            Span r = arrays.in(w + 1);
            Span out = at(arrays, Piece.OUTPUT_WEIGHTS);
            tasks.add(arrays.task(s.size(), (row, worker) -> cut(row, r, m.r(), out)));
        }
        return tasks;
    }

    /** Cuts a row of R into the weights of u and r, and those of o. */
    private void cut(int row, Span r, Span gates, Span out) {
        int n = s.size();
        int from = r.start() + row * 3 * n;
        System.arraycopy(r.array(), from, gates.array(), gates.start() + row * 2 * n, 2 * n);
        System.arraycopy(r.array(), from + 2 * n, out.array(), out.start() + row * n, n);
    }

    /** From the states before the first step through all steps. */
    private void forth(Span[] before, RecurrentCell cell) {
        Numbers m = cell.m;
        int t = s.step(0);
        copy(before[0], cell, m.h(), cell.before(m.h(), t, cell.first));
        if (states == 2) {
            copy(before[1], cell, m.c(), cell.before(m.c(), t, cell.first));
        }
        for (int k = 0; k < s.steps(); k++) {
            cell.forward(s.step(k));
        }
    }

    /** Copies the states of a cell's sequences to where they are to begin. */
    private void copy(Span from, RecurrentCell cell, Span to, int at) {
        int start = from.start() + cell.first * s.size();
        System.arraycopy(from.array(), start, to.array(), at, cell.rows * s.size());
    }

    /** The outputs of all steps, zero behind an end, and the states after the last step. */
    private void end(RecurrentCell cell, Span y, Span[] after) {
        Span h = cell.m.h();
        int size = s.size();
        for (int t = 0; t < s.steps(); t++) {
            for (int n = cell.first; n < cell.first + cell.rows; n++) {
                int to = cell.at(y, t, n, size);
                if (cell.has(t, n)) {
                    System.arraycopy(h.array(), cell.after(h, t, n), y.array(), to, size);
                } else {
                    java.util.Arrays.fill(y.array(), to, to + size, 0);
                }
            }
        }
        last(cell, h, after[0]);
        if (states == 2) {
            last(cell, cell.m.c(), after[1]);
        }
    }

    private void last(RecurrentCell cell, Span states, Span to) {
        int from = cell.after(states, s.step(s.steps() - 1), cell.first);
        int at = to.start() + cell.first * s.size();
        System.arraycopy(states.array(), from, to.array(), at, cell.rows * s.size());
    }

    /** Draws the gradients. */
    void back() {
        need(Piece.X, d.has(lengths) ? all * s.inputs() : 0);
        need(Piece.D_INNER, isGru ? all * (resetAfter ? s.width() : s.size()) : 0);
        need(Piece.D_OUTPUT_WEIGHTS, isGru && !resetAfter ? s.size() * s.size() : 0);
        d.loop(
                arrays -> {
                    Numbers m = numbers(arrays);
                    Span given = arrays.in(0);
                    Span x = d.has(lengths) ? at(arrays, Piece.X) : given;
                    List<Workers.Task> tasks = new ArrayList<>();
                    RecurrentCell[] cells = cells(arrays, m);
                    if (d.has(lengths)) {
                        tasks.add(
                                arrays.task(
                                        s.steps(), (t, worker) -> blank(cells[0], t, given, x)));
                    }
                    tasks.addAll(begin(arrays, x, m));
                    Span[] before = states(arrays::in, 1);
                    Span[] after = states(arrays::in, dY() + 1);
                    tasks.add(
                            arrays.task(
                                    blocks,
                                    (part, worker) -> {
                                        forth(before, cells[part]);
                                        back(after, cells[part]);
                                    }));
                    new RecurrentSums(d, s, w, isGru, resetAfter)
                            .addTo(
                                    tasks,
                                    arrays,
                                    m,
                                    x,
                                    at(arrays, Piece.D_OUTPUT_WEIGHTS),
                                    at(arrays, Piece.PRODUCTS));
                    if (hasPeepholes()) {
                        Span dP = arrays.out(w + 3);
                        LstmCell cell = (LstmCell) cells[0];
                        tasks.add(
                                arrays.task(
                                        1,
                                        (part, worker) -> {
                                            int to = dP.start() + 3 * s.size();
                                            java.util.Arrays.fill(dP.array(), dP.start(), to, 0);
                                            cell.addPeepholes(dP.array(), dP.start());
                                        }));
                    }
                    Workers.Task[] inOrder = tasks.toArray(Workers.Task[]::new);
                    return () -> run(inOrder);
                });
    }

    /** Copies one step of X without what stands behind ends, which has no say. */
    private void blank(RecurrentCell cell, int t, Span from, Span to) {
        for (int n = 0; n < s.count(); n++) {
            int at = cell.at(to, t, n, s.inputs());
            if (cell.has(t, n)) {
                int start = cell.at(from, t, n, s.inputs());
                System.arraycopy(from.array(), start, to.array(), at, s.inputs());
            } else {
                java.util.Arrays.fill(to.array(), at, at + s.inputs(), 0);
            }
        }
    }

    /** From the gradients of the states after the last step back through all steps. */
    private void back(Span[] after, RecurrentCell cell) {
        Numbers m = cell.m;
        copy(after[0], cell, m.dH(), cell.gradient(m.dH(), cell.first));
        if (states == 2) {
            copy(after[1], cell, m.dC(), cell.gradient(m.dC(), cell.first));
        }
        for (int k = s.steps() - 1; k >= 0; k--) {
            cell.back(s.step(k));
        }
    }
}
