package org.duograph.session.rnn;

import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/**
 * Looks back at a memory, such as what an encoder gave at each of its steps: a query is compared
 * with each of them, and the sum of all, each weighed by how well it fits, is what is seen.
 *
 * <p>Luong's score is the product of query and key; Bahdanau's {@code v tanh(key + query W)}. A key
 * is the memory at a step times the kernel {@code memory_layer/kernel}.
 *
 * <p>Methods without an input set an option, and give the attention.
 */
@SuppressWarnings("try") // scopes are only to be closed
public final class Attention {
    private static final double NEVER = -1e30; // its exponential is zero

    private final boolean additive; // Bahdanau's
    private final int units;
    private final Tensor memory;
    private final Tensor inside; // which steps are in the sequences, [n, steps]; null for all
    private final Tensor keys; // [n, steps, units]
    private boolean scaled;
    private Tensor query; // the query's kernel
    private Tensor v; // Bahdanau's v, or the factor of Luong's score

    private Attention(boolean additive, int units, Tensor memory, Tensor lengths) {
        if (!memory.shape().hasRank() || memory.shape().rank() != 3) {
            throw new IllegalArgumentException(
                    "Attention looks at a memory [n, steps, features]; found " + memory);
        }
        this.additive = additive;
        this.units = units;
        Graph g = memory.graph();
        if (lengths == null) {
            this.inside = null;
            this.memory = memory;
        } else {
            this.inside = Sequences.mask(lengths, Parts.extent(memory, 1));
            Tensor ones = inside.cast(memory.dtype());
            this.memory = memory.times(Parts.expanded(ones, 2));
        }
        try (Scope scope = g.variableScope("memory_layer")) {
            int width = RnnCell.width(memory);
            Tensor kernel = RnnCell.variable(g, "kernel", memory.dtype(), null, width, units);
            this.keys = Parts.product(this.memory, kernel);
        }
    }

    /** Luong's, of queries that are {@code units} wide. */
    public static Attention luong(int units, Tensor memory) {
        return new Attention(false, units, memory, null);
    }

    /**
     * Luong's, of queries that are {@code units} wide.
     *
     * @param memory [n, steps, features]
     * @param lengths how many of the steps count, int32 or int64 [n]; null for all
     */
    public static Attention luong(int units, Tensor memory, Tensor lengths) {
        return new Attention(false, units, memory, lengths);
    }

    /** Bahdanau's, whose keys and queries are made {@code units} wide. */
    public static Attention bahdanau(int units, Tensor memory) {
        return new Attention(true, units, memory, null);
    }

    /**
     * Bahdanau's, whose keys and queries are made {@code units} wide.
     *
     * @param memory [n, steps, features]
     * @param lengths how many of the steps count, int32 or int64 [n]; null for all
     */
    public static Attention bahdanau(int units, Tensor memory, Tensor lengths) {
        return new Attention(true, units, memory, lengths);
    }

    /** Luong's score times a factor that is learnt, {@code attention_g}. */
    public Attention scaled() {
        if (additive) {
            throw new IllegalArgumentException("Luong's score can be scaled, Bahdanau's can't");
        }
        scaled = true;
        return this;
    }

    /** The width of what is seen. */
    int width() {
        return RnnCell.width(memory);
    }

    /** Makes the variables for queries of a width. */
    void build(Graph graph, int width, DType dtype) {
        if (query != null || v != null) {
            return;
        }
        if (additive) {
            try (Scope scope = graph.variableScope("bahdanau_attention")) {
                try (Scope inner = graph.variableScope("query_layer")) {
                    query = RnnCell.variable(graph, "kernel", dtype, null, width, units);
                }
                v = RnnCell.variable(graph, "attention_v", dtype, null, units);
            }
        } else if (width != units) {
            throw new IllegalArgumentException(
                    "Incompatible or unknown inner dimensions between query and keys. Query has units: %d. Keys have units: %d. Perhaps you need to set num_units to the keys' dimension (%d)?"
                            .formatted(width, units, width));
        } else if (scaled) {
            try (Scope scope = graph.variableScope("luong_attention")) {
                v = RnnCell.variable(graph, "attention_g", dtype, Initializers.ones());
            }
        }
    }

    /**
     * How much each step of the memory counts for a query: from 0 to 1, and 1 all together.
     *
     * @param query [n, width]
     * @return [n, steps]
     */
    public Tensor alignments(Tensor query) {
        build(query.graph(), RnnCell.width(query), query.dtype());
        Tensor score = additive ? additiveScore(query) : score(query);
        if (inside != null) {
            Graph g = query.graph();
            Tensor never = g.op("ZerosLike").input(score).tensor().plus(NEVER);
            score = Parts.choose(inside, score, never);
        }
        return score.softmax();
    }

    private Tensor score(Tensor given) {
        Tensor product = Parts.batchProduct(keys, Parts.expanded(given, 2));
        Tensor score = Parts.squeezed(product, 2);
        return scaled ? score.times(v) : score;
    }

    private Tensor additiveScore(Tensor given) {
        Tensor wanted = Parts.expanded(given.matmul(query), 1);
        return keys.plus(wanted).tanh().times(v).sum(2);
    }

    /**
     * What is seen of the memory.
     *
     * @param alignments [n, steps]
     * @return [n, features]
     */
    public Tensor context(Tensor alignments) {
        return Parts.squeezed(Parts.batchProduct(Parts.expanded(alignments, 1), memory), 1);
    }
}
