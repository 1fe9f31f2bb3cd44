package org.duograph.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Pass;
import org.duograph.graph.Value;
import org.duograph.ops.product.BatchMatMul;
import org.duograph.ops.product.Einsum;
import org.duograph.ops.product.EinsumEquation;
import org.duograph.ops.reduce.ReduceSum;
import org.duograph.ops.shape.Reshape;
import org.duograph.ops.shape.Transpose;
import org.duograph.tensor.Shape;

/**
 * Writes sums of products by letters as products of matrices, for which all backends have fast
 * kernels.
 *
 * <p>Of two arrays, letters are in both and in the result (one product for each), in both only
 * (what a product sums over), or in one and in the result (rows or columns); what one array alone
 * has is summed before. Each array is transposed into that order, if it does not stand so, and seen
 * as matrices. Three arrays and more are multiplied from the left to the right. An equation that
 * names a letter of one array twice, or whose extents of 1 stretch, stays an Einsum.
 *
 * <pre>
 * Einsum "bqhd,bkhd-&gt;bhqk"   becomes   BatchMatMul of two transposes
 * </pre>
 */
public final class MultiplyEinsums implements Pass {
    @Override
    public Graph apply(Graph graph) {
        if (graph.nodes().stream().noneMatch(MultiplyEinsums::isProduct)) {
            return graph;
        }
        Rewriter rewriter = new Rewriter(graph);
        for (Node node : graph.nodes()) {
            if (isProduct(node)) {
                Writing writing = new Writing(rewriter.to(), node);
                rewriter.replace(node.output(0), writing.all(rewriter.now(node.inputs())));
            } else {
                rewriter.copy(node);
            }
        }
        return rewriter.finish();
    }

    private static EinsumEquation equation(Node node) {
        List<Shape> shapes = node.inputs().stream().map(Value::shape).toList();
        return EinsumEquation.of(node.attrs().s("equation"), shapes);
    }

    private static boolean isProduct(Node node) {
        if (node.op() != Einsum.OP || node.output(0).shape().size() == 0) {
            return false;
        }
        EinsumEquation equation = equation(node);
        Map<Character, Integer> extents = new LinkedHashMap<>();
        for (int k = 0; k <= node.inputs().size(); k++) {
            String letters = equation.letters(k);
            Shape shape = k < node.inputs().size() ? node.input(k).shape() : equation.y();
            for (int d = 0; d < letters.length(); d++) {
                Integer known = extents.putIfAbsent(letters.charAt(d), shape.dim(d));
                boolean differs = known != null && known != shape.dim(d);
                if (differs || shape.dim(d) == 0 || letters.indexOf(letters.charAt(d)) < d) {
                    return false;
                }
            }
        }
        return true;
    }

    /** An array whose axes have letters. */
    private record Term(Value value, String letters) {
        int extent(String some) {
            int extent = 1;
            for (char letter : some.toCharArray()) {
                extent *= value.shape().dim(letters.indexOf(letter));
            }
            return extent;
        }

        List<Integer> dims(String some) {
            return some.chars()
                    .mapToObj(letter -> value.shape().dim(letters.indexOf(letter)))
                    .toList();
        }
    }

    /** Appends the nodes that stand for one Einsum. */
    private record Writing(Graph to, Node node) {
        Value all(List<Value> inputs) {
            EinsumEquation equation = equation(node);
            String y = equation.letters(inputs.size());
            Term product = new Term(inputs.get(0), equation.letters(0));
            for (int k = 1; k < inputs.size(); k++) {
                StringBuilder later = new StringBuilder(y);
                for (int i = k + 1; i < inputs.size(); i++) {
                    later.append(equation.letters(i));
                }
                product = times(product, new Term(inputs.get(k), equation.letters(k)), later);
            }
            return ordered(summed(product, y), y).value;
        }

        /** The product of two arrays, summed over what nobody reads later. */
        private Term times(Term first, Term second, CharSequence later) {
            String needed = later.toString();
            Term a = summed(first, second.letters + needed);
            Term b = summed(second, first.letters + needed);
            String both = common(a.letters, b.letters);
            String batch = common(both, needed);
            String inner = without(both, batch);
            String rows = without(a.letters, both);
            String columns = without(b.letters, both);
            Value left = matrices(a, batch, rows, inner);
            Value right = matrices(b, batch, inner, columns);
            Value product = append(BatchMatMul.OP, Map.of(), left, right);
            List<Integer> dims = new ArrayList<>(a.dims(batch + rows));
            dims.addAll(b.dims(columns));
            return new Term(reshaped(product, dims), batch + rows + columns);
        }

        private Value matrices(Term term, String batch, String rows, String columns) {
            Term stands = ordered(term, batch + rows + columns);
            List<Integer> dims =
                    List.of(term.extent(batch), term.extent(rows), term.extent(columns));
            return reshaped(stands.value, dims);
        }

        /** The array summed over all letters but these. */
        private Term summed(Term term, String kept) {
            String letters = common(term.letters, kept);
            List<Integer> axes =
                    IntStream.range(0, term.letters.length())
                            .filter(d -> letters.indexOf(term.letters.charAt(d)) < 0)
                            .boxed()
                            .toList();
            return axes.isEmpty()
                    ? term
                    : new Term(
                            append(ReduceSum.OP, Map.of("axes", axes, "keepdims", 0), term.value),
                            letters);
        }

        /** The array with its axes in that order. */
        private Term ordered(Term term, String letters) {
            if (term.letters.equals(letters)) {
                return term;
            }
            List<Integer> axes = letters.chars().mapToObj(term.letters::indexOf).toList();
            return new Term(append(Transpose.OP, Map.of("axes", axes), term.value), letters);
        }

        private Value reshaped(Value value, List<Integer> dims) {
            return value.shape().toList().equals(dims)
                    ? value
                    : append(Reshape.OP, Map.of("shape", dims), value);
        }

        private Value append(OpDef op, Map<String, ?> attrs, Value... inputs) {
            return to.append(node.name(), op, attrs, node.settings(), List.of(inputs)).output(0);
        }

        private static String common(String letters, String others) {
            return chosen(letters, others, true);
        }

        private static String without(String letters, String others) {
            return chosen(letters, others, false);
        }

        private static String chosen(String letters, String others, boolean there) {
            return letters.chars()
                    .filter(letter -> others.indexOf(letter) >= 0 == there)
                    .mapToObj(letter -> String.valueOf((char) letter))
                    .collect(Collectors.joining());
        }
    }
}
