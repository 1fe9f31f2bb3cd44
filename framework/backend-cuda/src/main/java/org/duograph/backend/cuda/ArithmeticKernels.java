package org.duograph.backend.cuda;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Launch;
import org.duograph.graph.Node;
import org.duograph.ops.math.Broadcast;
import org.duograph.ops.math.Div;

/** Arithmetic of two operands, either of which may be stretched, and of many of one shape. */
final class ArithmeticKernels implements KernelFamily {
    private static final String MODULE = "arithmetic";

    /** A kernel that folds reads so many arrays. */
    private static final int FOLDED = 4;

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Add" -> ofNumbers("add");
            case "Sub" -> ofNumbers("sub");
            case "Mul" -> ofNumbers("mul");
            case "Div" -> binary(Elements::readsNumbers, d -> divide(d, "div"));
            case "Mod" -> binary(Elements::readsNumbers, ArithmeticKernels::mod);
            case "Pow" -> power(0, d -> power(d, "pow_of", 0));
            case "PowGradA" -> power(1, d -> power(d, "pow_grad_a", 1));
            case "PowGradB" -> power(1, d -> power(d, "pow_grad_b", 1));
            case "Sum" -> Entry.ofAnyType(Elements::readsNumbers, d -> fold(d, "sum"));
            case "Max" -> Entry.ofAnyType(Elements::readsNumbers, d -> fold(d, "largest"));
            case "Min" -> Entry.ofAnyType(Elements::readsNumbers, d -> fold(d, "smallest"));
            case "MaxGradX", "MinGradX" -> Entry.of(ArithmeticKernels::extremeGrad);
            case "WeightedSum" -> Entry.of(ArithmeticKernels::weightedSum);
            default -> null;
        };
    }

    /** How A and B, inputs {@code a} and the next, meet in Y. */
    static Ways ways(Node node, int a) {
        Broadcast shapes =
                Broadcast.of(node.attrs(), node.input(a).shape(), node.input(a + 1).shape());
        return Ways.of(shapes.y(), shapes.stretched(0), shapes.stretched(1));
    }

    /** {@code Y = f(A, B)} of elements of such types. */
    static Entry binary(Predicate<Node> types, Consumer<Draft> drawing) {
        return Entry.ofAnyType(node -> types.test(node) && ways(node, 0).isPossible(), drawing);
    }

    private static Entry ofNumbers(String kernel) {
        return binary(
                Elements::readsNumbers,
                d -> binary(d, kernel + Elements.suffix(d.node().input(0))));
    }

    private static void binary(Draft d, String kernel) {
        mayOverwriteEither(d);
        binary(d, MODULE, kernel);
    }

    private static void mayOverwriteEither(Draft d) {
        for (int i = 0; i < 2; i++) {
            if (d.inSize(i) == d.outSize(0)) {
                d.mayOverwrite(0, i);
            }
        }
    }

    static void binary(Draft d, String module, String kernel) {
        launch(d, module, kernel).whole(d.outSize(0)).add();
    }

    private static Launch launch(Draft d, String module, String kernel) {
        Launch launch = d.launch(module, kernel).over(d.outSize(0)).in(0).in(1).out(0);
        return launch.ints(ways(d.node(), 0).ints());
    }

    private static void mod(Draft d) {
        divide(d, d.attrs().flag("sign_follow_divisor") ? "floor_mod" : "mod");
    }

    /** Division by 0 is a fault where numbers are whole. */
    private static void divide(Draft d, String name) {
        String kernel = name + Elements.suffix(d.node().input(0));
        if (HostKernel.givesFloat(d.node())) {
            binary(d, kernel);
            return;
        }
        mayOverwriteEither(d);
        launch(d, MODULE, kernel)
                .fault(d.fault((i, dividend) -> Div.whole(dividend, 0)))
                .whole(d.outSize(0))
                .add();
    }

    /** The exponent, behind the base, input {@code a}, may be an attribute. */
    private static boolean hasExponents(Node node) {
        return !node.attrs().has("exponent");
    }

    private static Entry power(int a, Consumer<Draft> drawing) {
        return Entry.of(node -> !hasExponents(node) || ways(node, a).isPossible(), drawing);
    }

    /** A power, or a gradient of it, which reads dY first. */
    private static void power(Draft d, String kernel, int a) {
        long n = d.outSize(0);
        d.mayOverwrite(0, 0);
        boolean exponents = hasExponents(d.node());
        String name = exponents ? kernel : kernel + "_by";
        Launch launch = d.launch(MODULE, name).over(n);
        for (int i = 0; i <= (exponents ? a + 1 : a); i++) {
            launch.in(i);
        }
        launch.out(0);
        if (exponents) {
            launch.ints(ways(d.node(), a).ints());
        } else {
            launch.real((float) d.attrs().f("exponent"));
        }
        launch.whole(n).add();
    }

    /** {@code Y = f(... f(X0, X1) ..., Xn)}, several inputs at a time. */
    private static void fold(Draft d, String kernel) {
        long n = d.outSize(0);
        String name = kernel + Elements.suffix(d.node().input(0));
        int next = 0;
        while (next < d.inputs()) {
            boolean first = next == 0;
            Launch launch = d.launch(MODULE, name).over(n);
            launch.at(first ? new Where.In(next++) : new Where.Out(0));
            for (int i = 1; i < FOLDED; i++) {
                launch.at(next < d.inputs() ? new Where.In(next) : null);
                next++;
            }
            launch.out(0).whole(n).add();
        }
        for (int i = 0; i < Math.min(FOLDED, d.inputs()); i++) {
            d.mayOverwrite(0, i); // the others are read when Y has been written
        }
    }

    private static void extremeGrad(Draft d) {
        long n = d.outSize(0);
        for (int i = 0; i < 3; i++) {
            d.mayOverwrite(0, i);
        }
        d.launch(MODULE, "extreme_grad").over(n).in(0).in(1).in(2).out(0).whole(n).add();
    }

    /** {@code Y = X0 * w0 + X1 * w1 + ...}, two arrays at a time. */
    private static void weightedSum(Draft d) {
        long n = d.outSize(0);
        d.mayOverwrite(0, 0);
        for (int i = 0; i == 0 || i < d.inputs(); i += i == 0 ? 4 : 2) {
            boolean first = i == 0;
            int second = first ? 2 : i;
            boolean one = second >= d.inputs();
            Launch launch = d.launch(MODULE, "weighted_sum").over(n);
            launch.at(first ? new Where.In(0) : new Where.Out(0));
            launch.at(first ? new Where.In(1) : null);
            launch.at(one ? null : new Where.In(second));
            launch.at(one ? null : new Where.In(second + 1));
            launch.out(0).whole(n).add();
        }
    }
}
