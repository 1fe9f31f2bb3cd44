package org.duograph.workspace.draw;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Finds blocks of operators that a net repeats one after the other.
 *
 * <p>Two blocks are equal if their operators have the same types and arguments in the same order
 * and are joined in the same way; names don't matter. The repeat that is worth most is taken first,
 * then what is left before and behind it is searched.
 */
final class Folding {
    /** A repeat that hides fewer operators is not worth a reader's second look. */
    private static final int LEAST_HIDDEN = 6;

    private static final int LONGEST_BLOCK = 400;

    /**
     * A block and its repetitions.
     *
     * @param start the place of its first operator
     * @param length the number of its operators
     * @param count how often it stands there, at least twice
     * @param form the same for equal blocks
     */
    record Repeat(int start, int length, int count, String form) {
        int end() {
            return start + length * count;
        }

        int hidden() {
            return length * (count - 1);
        }

        /** Many short blocks before few long ones, which may hold repeats themselves. */
        int worth() {
            return worth(length, count);
        }

        static int worth(int length, int count) {
            return 1000 * length * (count - 2) + length * (count - 1);
        }
    }

    private final List<OperatorDef> ops;

    /** The same number for operators of the same type, arguments and number of blobs. */
    private final int[] alike;

    /** For each operator and input, which operator wrote it, and as which output; or -1. */
    private final int[][] writer;

    private final int[][] output;

    private Folding(List<OperatorDef> ops) {
        this.ops = ops;
        alike = new int[ops.size()];
        writer = new int[ops.size()][];
        output = new int[ops.size()][];
        Map<String, Integer> numbers = new HashMap<>();
        Map<String, int[]> last = new HashMap<>();
        for (int i = 0; i < alike.length; i++) {
            OperatorDef op = ops.get(i);
            String text = op.getType() + "(" + NetPicture.arguments(op) + ")";
            text += op.getInputCount() + ">" + op.getOutputCount();
            alike[i] = numbers.computeIfAbsent(text, t -> numbers.size());
            writer[i] = new int[op.getInputCount()];
            output[i] = new int[op.getInputCount()];
            for (int k = 0; k < writer[i].length; k++) {
                int[] from = last.getOrDefault(op.getInput(k), new int[] {-1, 0});
                writer[i][k] = from[0];
                output[i][k] = from[1];
            }
            for (int k = 0; k < op.getOutputCount(); k++) {
                last.put(op.getOutput(k), new int[] {i, k});
            }
        }
    }

    /** The repeats of a net, by their starts; none overlaps another. */
    static Map<Integer, Repeat> find(List<OperatorDef> ops) {
        Map<Integer, Repeat> found = new LinkedHashMap<>();
        new Folding(ops).search(0, ops.size(), found);
        return found;
    }

    private void search(int from, int to, Map<Integer, Repeat> found) {
        Repeat best = null;
        for (int p = 1; p <= Math.min(LONGEST_BLOCK, (to - from) / 2); p++) {
            int run = 0;
            for (int i = to - p - 1; i >= from; i--) {
                run = alike[i] == alike[i + p] ? run + 1 : 0;
                boolean longest = i == from || alike[i - 1] != alike[i - 1 + p];
                int worth = Repeat.worth(p, run / p + 1);
                boolean enough = longest && run / p * p >= LEAST_HIDDEN;
                if (enough && (best == null || worth > best.worth())) {
                    best = better(best, repeat(i, p, run + p));
                }
            }
        }
        if (best != null) {
            search(from, best.start(), found);
            found.put(best.start(), best);
            search(best.end(), to, found);
        }
    }

    private static Repeat better(Repeat a, Repeat b) {
        boolean good = b.count() > 1 && b.hidden() >= LEAST_HIDDEN;
        return good && (a == null || b.worth() > a.worth()) ? b : a;
    }

    /**
     * The repeat in a stretch of operators that are alike at distance {@code p}: of all places
     * where it may begin, that where fewest values go from one block to the next.
     */
    private Repeat repeat(int from, int p, int length) {
        Repeat best = null;
        int fewest = Integer.MAX_VALUE;
        for (int start = from; start <= from + length % p; start++) {
            String form = form(start, p);
            int count = 1;
            while (start + (count + 1) * p <= from + length
                    && form(start + count * p, p).equals(form)) {
                count++;
            }
            int values = values(start + p, p);
            boolean more = best != null && count > best.count();
            if (best == null || more || count == best.count() && values <= fewest) {
                best = new Repeat(start, p, count, form);
                fewest = values;
            }
        }
        return best;
    }

    /** How many values a block takes from the operators before it. */
    private int values(int start, int p) {
        Set<List<Integer>> taken = new HashSet<>();
        for (int i = start; i < start + p; i++) {
            for (int k = 0; k < writer[i].length; k++) {
                if (writer[i][k] >= 0 && writer[i][k] < start) {
                    taken.add(List.of(writer[i][k], output[i][k]));
                }
            }
        }
        return taken.size();
    }

    private String form(int start, int p) {
        StringBuilder form = new StringBuilder();
        List<String> outside = new ArrayList<>();
        for (int i = start; i < start + p; i++) {
            form.append(alike[i]);
            for (int k = 0; k < writer[i].length; k++) {
                String blob = ops.get(i).getInput(k);
                if (writer[i][k] >= start) {
                    form.append(" <").append(i - writer[i][k]).append('.').append(output[i][k]);
                } else if (writer[i][k] >= 0 || k == 0) {
                    if (!outside.contains(blob)) {
                        outside.add(blob);
                    }
                    form.append(" #").append(outside.indexOf(blob));
                } else {
                    form.append(" p");
                }
            }
            form.append('\n');
        }
        return form.toString();
    }
}
