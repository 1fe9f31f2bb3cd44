package org.duograph.backend.cuda;

import java.util.Locale;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.graph.Node;
import org.duograph.ops.math.Broadcast;
import org.duograph.tensor.Shape;

/** Comparisons, logic and choices of operands any of which may be stretched. */
final class BroadcastKernels implements KernelFamily {
    private static final String MODULE = "logic";

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "LT", "LE", "GT", "GE", "EQ", "NE" -> comparison(type.toLowerCase(Locale.ROOT));
            case "And" -> logic("and_bool");
            case "Or" -> logic("or_bool");
            case "Xor" -> logic("xor_bool");
            case "Where" ->
                    Entry.ofAnyType(node -> choice(node).isPossible(), BroadcastKernels::choose);
            case "Expand" ->
                    Entry.ofAnyType(node -> stretch(node).isPossible(), BroadcastKernels::stretch);
            default -> null;
        };
    }

    private static Entry comparison(String kernel) {
        return ArithmeticKernels.binary(
                node -> Elements.readsNumbers(node) || Elements.readsTruth(node),
                d ->
                        ArithmeticKernels.binary(
                                d, MODULE, kernel + Elements.suffix(d.node().input(0))));
    }

    private static Entry logic(String kernel) {
        return ArithmeticKernels.binary(
                Elements::readsTruth, d -> ArithmeticKernels.binary(d, MODULE, kernel));
    }

    /** How C, A and B meet in Y. */
    private static Ways choice(Node node) {
        Shape y = node.output(0).shape();
        return Ways.of(y, stretched(node, 0), stretched(node, 1), stretched(node, 2));
    }

    private static Ways stretch(Node node) {
        return Ways.of(node.output(0).shape(), stretched(node, 0));
    }

    /** Input {@code i} with the rank of Y. */
    private static Shape stretched(Node node, int i) {
        return Broadcast.numpy(node.output(0).shape(), node.input(i).shape()).stretched(1);
    }

    private static void choose(Draft d) {
        long n = d.outSize(0);
        for (int i = 1; i < 3; i++) {
            if (d.inSize(i) == n) {
                d.mayOverwrite(0, i);
            }
        }
        d.launch(MODULE, "where" + Elements.suffixOfSize(d.node().output(0)))
                .over(n)
                .in(0)
                .in(1)
                .in(2)
                .out(0)
                .ints(choice(d.node()).ints())
                .whole(n)
                .add();
    }

    private static void stretch(Draft d) {
        long n = d.outSize(0);
        d.launch(MODULE, "expand" + Elements.suffixOfSize(d.node().output(0)))
                .over(n)
                .in(0)
                .out(0)
                .ints(stretch(d.node()).ints())
                .whole(n)
                .add();
    }
}
