package org.duograph.backend.vector;

import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.backend.vector.VectorLayout.Numbers;
import org.duograph.graph.Attrs;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.Shape;

/**
 * A node's blueprint while its family draws it: how each array shall stand, what scratch memory is
 * needed, and the loop that will run. Arrays stand plain unless something else is said.
 */
final class Drawing {
    /** Numbers of scratch memory begin at multiples of so many. */
    private static final int LINE = 16;

    private final Backend backend;
    private final KernelRequest request;
    private final Workers workers;
    private final Numbers weights;
    private final List<Layout> inputs = new ArrayList<>();
    private final List<Layout> outputs = new ArrayList<>();
    private final List<List<Integer>> overwrites = new ArrayList<>();
    private int scratch;
    private String implementation = Engine.hasVectors() ? "vectors" : "loops";
    private Loop loop;

    /** Takes hold of a node's arrays and gives what runs over them. */
    @FunctionalInterface
    interface Loop {
        Kernel bind(Arrays arrays);
    }

    /** A piece of a {@code float[]}: its first number is {@code array[start]}. */
    record Span(float[] array, int start) {}

    Drawing(Backend backend, KernelRequest request, Workers workers, Numbers weights) {
        this.backend = backend;
        this.weights = weights;
        this.request = request;
        this.workers = workers;
        for (Value v : node().inputs()) {
            inputs.add(v.isAbsent() ? null : backend.plain(v.type()));
        }
        for (Value v : node().outputs()) {
            outputs.add(backend.plain(v.type()));
        }
    }

    Node node() {
        return request.node();
    }

    Attrs attrs() {
        return node().attrs();
    }

    boolean has(int input) {
        return input < node().inputs().size() && !node().input(input).isAbsent();
    }

    Shape inShape(int input) {
        return node().input(input).shape();
    }

    Shape outShape(int output) {
        return node().output(output).shape();
    }

    /** Whether anything reads that output. */
    boolean isUsed(int output) {
        return request.usedOutputs().get(output);
    }

    /** How many threads will share the work. */
    int threads() {
        return workers.count();
    }

    /** In which numbers the weights of fully connected layers are to be held. */
    Numbers weights() {
        return weights;
    }

    /** Whether the numbers of an input never change. */
    boolean isFrozen(int input) {
        return request.isFrozen(input);
    }

    /**
     * How an input stands already; plain where it does not stand here yet, or as one kernel alone
     * reads it.
     */
    VectorLayout standing(int input) {
        VectorLayout layout = (VectorLayout) request.inputs().get(input);
        return layout.numbers() == Numbers.WINOGRAD ? VectorLayout.plain(layout.type()) : layout;
    }

    /** Says how an input shall stand. */
    void input(int input, VectorLayout layout) {
        inputs.set(input, layout);
    }

    /** Says how an output will stand. */
    void output(int output, VectorLayout layout) {
        outputs.set(output, layout);
    }

    /** Says that these inputs and outputs, of one shape, all stand as {@code layout} does. */
    void all(VectorLayout layout) {
        inputs.replaceAll(l -> isLike(l, layout) ? layout.of(l.type()) : l);
        outputs.replaceAll(l -> isLike(l, layout) ? layout.of(l.type()) : l);
    }

    private static boolean isLike(Layout l, VectorLayout layout) {
        return l != null && l.type().shape().equals(layout.type().shape());
    }

    /** Images as kernels want them: channels last, unless the array has them so. */
    static VectorLayout images(ArrayType type, boolean nhwc) {
        return nhwc || type.shape().rank() != 4
                ? VectorLayout.plain(type)
                : VectorLayout.channelsLast(type);
    }

    /** So many numbers of memory that is needed only during a run; gives where they begin. */
    int scratch(int floats) {
        int at = scratch;
        scratch = Math.addExact(scratch, (floats + LINE - 1) / LINE * LINE);
        return at;
    }

    /** Says that an output may be written over an input. */
    void mayOverwrite(int output, int input) {
        overwrites.add(List.of(output, input));
    }

    /** Names what runs, for the plan's text. */
    void implementation(String name) {
        implementation = name;
    }

    /** Says what runs. */
    void loop(Loop loop) {
        this.loop = loop;
    }

    /** Says that {@code size} numbers are worked on in pieces of one task. */
    void pieces(int size, Pieces pieces) {
        loop(
                arrays -> {
                    Piece piece = pieces.bind(arrays);
                    return arrays.pieces(size, piece)::run;
                });
    }

    /** Makes a {@link Piece} of the arrays. */
    interface Pieces {
        Piece bind(Arrays arrays);
    }

    /** Works on the numbers from one place to before another. */
    interface Piece {
        void run(int from, int to);
    }

    Blueprint finish() {
        return new Drawn(
                List.copyOf(withoutNulls(inputs)),
                List.copyOf(outputs),
                (long) scratch * Float.BYTES,
                List.copyOf(overwrites),
                implementation,
                loop,
                workers);
    }

    private List<Layout> withoutNulls(List<Layout> layouts) {
        List<Layout> all = new ArrayList<>();
        for (int i = 0; i < layouts.size(); i++) {
            Layout l = layouts.get(i);
            all.add(l == null ? backend.plain(node().input(i).type()) : l);
        }
        return all;
    }

    /** The arrays of a node, when it is bound. */
    static final class Arrays {
        private final Blueprint.Memory memory;
        private final Workers workers;

        Arrays(Blueprint.Memory memory, Workers workers) {
            this.memory = memory;
            this.workers = workers;
        }

        Span in(int i) {
            return span((VectorMemory) memory.inputs().get(i));
        }

        Span out(int i) {
            return span((VectorMemory) memory.outputs().get(i));
        }

        VectorMemory input(int i) {
            return (VectorMemory) memory.inputs().get(i);
        }

        VectorMemory output(int i) {
            return (VectorMemory) memory.outputs().get(i);
        }

        /** Scratch memory from {@code at} on, as {@link Drawing#scratch} gave it. */
        Span scratch(int at) {
            VectorMemory whole = (VectorMemory) memory.scratch();
            return new Span(whole.array(), whole.start() + at);
        }

        private static Span span(VectorMemory memory) {
            return new Span(memory.array(), memory.start());
        }

        /** Work in numbered parts. */
        Workers.Task task(int parts, Workers.Part part) {
            return workers.task(parts, part);
        }

        /** Work on {@code size} numbers, in pieces that fit into a near cache. */
        Workers.Task pieces(int size, Piece piece) {
            int parts = Math.max(1, Math.min(size / PIECE, MOST_PIECES));
            return task(
                    parts,
                    (i, worker) ->
                            piece.run(
                                    (int) ((long) size * i / parts),
                                    (int) ((long) size * (i + 1) / parts)));
        }
    }

    /** Less is not worth to be shared. */
    private static final int PIECE = 8192;

    private static final int MOST_PIECES = 64;

    /** What was drawn. */
    private record Drawn(
            List<Layout> inputs,
            List<Layout> outputs,
            long scratchBytes,
            List<List<Integer>> overwrites,
            String implementation,
            Loop loop,
            Workers workers)
            implements Blueprint {
        @Override
        public boolean mayOverwrite(int output, int input) {
            return overwrites.contains(List.of(output, input));
        }

        @Override
        public Kernel bind(Memory memory, Lane lane) {
            return loop.bind(new Arrays(memory, workers));
        }
    }
}
