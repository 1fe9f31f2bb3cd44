package org.duograph.tutorials.compiler;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.duograph.compile.DropDeadNodes;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.math.Negative;
import org.duograph.tensor.ArrayType;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;

/** Tells whether the exercises of this lesson are solved. */
public final class CompilerChecks {
    private static final long[] BYTES = {64, 32, 16, 48};
    private static final int[] FROM = {0, 1, 2, 3};
    private static final int[] TO = {1, 2, 3, 3};

    private CompilerChecks() {}

    /** The exercises, as they stand in {@code mine}. */
    public static List<Exercise> of(Exercises mine) {
        return List.of(
                new Exercise(
                        "The least memory",
                        "Write into least how many bytes are in use at the busiest step.",
                        () -> least(mine)),
                new Exercise(
                        "A memory planner",
                        "Write into places where each value begins, so that no two stand in each other's way.",
                        () -> places(mine)),
                new Exercise("A pass", "Write the pass withoutDoubleNegatives.", () -> pass(mine)));
    }

    private static Verdict least(Exercises mine) {
        long found = mine.least(BYTES.clone(), FROM.clone(), TO.clone());
        if (found == 96) {
            return Verdict.right("Of 160 bytes in all, 96 are in use at the same time, in step 1.");
        }
        String seen = "For the four values of the check it is %d.".formatted(found);
        if (found == 160) {
            return Verdict.wrong(seen, "that is the sum of all; not all are in use at once.");
        }
        if (found == 64) {
            return Verdict.wrong(
                    seen,
                    "a value is still in use in its last step, where somebody reads it: at step 1 there are two, 64 and 32 bytes.");
        }
        return Verdict.wrong(
                seen, "for each step add up the bytes of those with from <= step <= to.");
    }

    private static Verdict places(Exercises mine) {
        Random random = new Random(3);
        long needed = 0;
        long unshared = 0;
        for (int net = 0; net < 20; net++) {
            int n = 2 + random.nextInt(8);
            long[] bytes = new long[n];
            int[] from = new int[n];
            int[] to = new int[n];
            for (int i = 0; i < n; i++) {
                bytes[i] = 16L * (1 + random.nextInt(8));
                from[i] = i;
                to[i] = i + random.nextInt(3);
            }
            long[] places = mine.places(bytes.clone(), from.clone(), to.clone());
            if (places.length != n) {
                return Verdict.wrong(
                        "%d values have %d places.".formatted(n, places.length),
                        "return one for each value.");
            }
            long end = 0;
            for (int i = 0; i < n; i++) {
                if (places[i] < 0) {
                    return Verdict.wrong(
                            "A value begins at %d.".formatted(places[i]), "memory begins at 0.");
                }
                for (int j = 0; j < i; j++) {
                    boolean together = from[i] <= to[j] && from[j] <= to[i];
                    boolean over =
                            places[i] < places[j] + bytes[j] && places[j] < places[i] + bytes[i];
                    if (together && over) {
                        return Verdict.wrong(
                                "Values at %d (%d bytes) and at %d (%d bytes) overlap, and both are in use in step %d."
                                        .formatted(
                                                places[j],
                                                bytes[j],
                                                places[i],
                                                bytes[i],
                                                Math.max(from[i], from[j])),
                                "look at all values before this one whose lives touch its own, and go above the one that is in the way.");
                    }
                }
                end = Math.max(end, places[i] + bytes[i]);
            }
            needed += end;
            unshared += Arrays.stream(bytes).sum();
        }
        if (needed > 0.75 * unshared) {
            return Verdict.wrong(
                    "Twenty nets take %d bytes, and without sharing %d."
                            .formatted(needed, unshared),
                    "nothing overlaps, but little is shared: begin at 0 for each value, and move up only if somebody is in the way.");
        }
        return Verdict.right(
                "Twenty nets take %d bytes; without sharing they would take %d."
                        .formatted(needed, unshared));
    }

    private static Verdict pass(Exercises mine) {
        Graph graph = new Graph("negatives");
        Value x = graph.variable("x", ArrayType.float32(2));
        Value once = negative(graph, "once", x);
        Value twice = negative(graph, "twice", once);
        Value thrice = negative(graph, "thrice", twice);
        graph.assign("same", twice);
        graph.assign("turned", thrice);
        String before = graph.toString();
        Graph written = mine.withoutDoubleNegatives(graph);
        if (written == null || written == graph || !graph.toString().equals(before)) {
            return Verdict.wrong(
                    "It does not give back a new graph.",
                    "a graph is never changed: new Rewriter(graph), copy node by node, finish().");
        }
        Graph found = new DropDeadNodes().apply(written);
        long left = found.nodes().stream().filter(n -> n.op() == Negative.OP).count();
        boolean same = found.assigns().get("same").node().isVariable();
        if (same && left == 1) {
            return Verdict.right("Of three negatives in a row one is left, and of two none.");
        }
        return Verdict.wrong(
                "Of three negatives in a row %d are left.".formatted(left),
                left == 3
                        ? "where node.op() == Negative.OP and node.input(0).node().op() == Negative.OP as well, call rewriter.replace(node.output(0), rewriter.now(node.input(0).node().input(0)))."
                        : "two negatives cancel, one does not: only the second of a pair is replaced.");
    }

    private static Value negative(Graph graph, String name, Value x) {
        return graph.append(name, Negative.OP, Map.of(), x).output(0);
    }
}
