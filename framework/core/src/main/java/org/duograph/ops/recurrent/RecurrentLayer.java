package org.duograph.ops.recurrent;

import java.util.ArrayList;
import java.util.List;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Node;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * What the definitions of LSTM, GRU and RNN share: one direction of one layer over N sequences of T
 * steps. Operands stand in this order: X, the states before, W, R, B, Lengths, what else is
 * optional; Y, the states after, what is kept.
 *
 * <p>{@code Kept} is what a backend keeps from one pass for the other, in a form of its own. The
 * reference keeps nothing (a zero stands there): its gradients compute the steps again.
 */
final class RecurrentLayer {
    /** Which way to go. */
    static final Attr REVERSE =
            Attr.ofInt("reverse", 0, "1: read each sequence from its last step to its first.");

    /** Where oneDNN may give something else than the reference. */
    static final String DIFFERENCE =
            "On oneDNN, what is not finite may reach what lies behind a sequence's end, and relu"
                    + " makes zero of what is not a number.";

    private RecurrentLayer() {}

    /** Adds the input Lengths. */
    static OpBuilder lengths(OpBuilder builder) {
        return builder.optionalInput(
                        "Lengths", "the number of steps of each sequence, N; T if left out")
                .ofType(ElementTypes.of(DType.INT32));
    }

    /** The type of what is kept for the gradient, where it is the reference that keeps it. */
    static ArrayType kept(TypeRule.Site site) {
        return site.in(0).withShape(Shape.of(1));
    }

    /** The type of Y. */
    static ArrayType y(TypeRule.Site site) {
        Shape x = site.shape(0);
        return site.in(0).withShape(x.with(2, site.shape(1).dim(1)));
    }

    /**
     * Checks the operands.
     *
     * @param states the number of states
     * @param gates the number of gates
     * @param biases the number of biases
     * @param lengths which input Lengths is
     */
    static void check(TypeRule.Site site, int states, int gates, int biases, int lengths) {
        site.requireRank(0, 3);
        site.requireRank(1, 2);
        Shape x = site.shape(0);
        int h = site.shape(1).dim(1);
        for (int i = 1; i <= states; i++) {
            require(site, i, Shape.of(x.dim(1), h));
        }
        require(site, states + 1, Shape.of(x.dim(2), gates * h));
        require(site, states + 2, Shape.of(h, gates * h));
        require(site, states + 3, Shape.of(biases * h));
        if (site.has(lengths)) {
            require(site, lengths, Shape.of(x.dim(1)));
        }
    }

    /** Fails unless input {@code i} has that shape. */
    static void require(TypeRule.Site site, int i, Shape wanted) {
        site.require(
                site.shape(i).equals(wanted),
                "%s must be %s for X %s and H0 %s, found %s",
                site.op().inputName(i),
                wanted,
                site.shape(0),
                site.shape(1),
                site.in(i));
    }

    /** Fails unless inputs {@code first} and on have the types of Y, the states and Kept. */
    static void checkResults(TypeRule.Site site, int states, int first) {
        require(site, first, y(site).shape());
        for (int i = 1; i <= states; i++) {
            require(site, first + i, site.shape(1));
        }
    }

    /** Appends the gradient operator; its first outputs are the gradients of X to B. */
    static Node gradient(GradientRule.Site g, OpDef gradient, int states) {
        Terms terms = new Terms(g);
        int needed = states + 4;
        List<Value> read = new ArrayList<>();
        for (int i = 0; i < needed; i++) {
            read.add(g.input(i));
        }
        for (int i = 0; i < states + 2; i++) {
            read.add(g.output(i));
        }
        for (int i = 0; i < states + 1; i++) {
            read.add(terms.outputGradient(i));
        }
        for (int i = needed; i < g.inputCount(); i++) {
            read.add(g.input(i));
        }
        Value[] all = read.toArray(Value[]::new);
        Node gradients = g.appendNode(gradient, g.attrs().given(), all);
        for (int i = 0; i < needed; i++) {
            g.inputGradient(i, gradients.output(i));
        }
        return gradients;
    }

    /** The arithmetic of the two products of every step, {@code times} over. */
    static long flops(Node node, int states, int times) {
        Shape x = node.input(0).shape();
        long weights =
                node.input(states + 1).shape().size() + node.input(states + 2).shape().size();
        return 2 * times * x.dim(0) * x.dim(1) * weights;
    }
}
