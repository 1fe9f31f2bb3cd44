package org.duograph.ops.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.math.Mul;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Connectionist temporal classification: how unlikely it is that scores of many steps spell a label
 * of fewer characters, whatever the alignment. Repeated characters and blanks between them are
 * taken out: {@code --hh-e-l-ll-oo} spells hello.
 *
 * <p>X may hold scores or their LogSoftmax, which come to the same. A label that the steps can't
 * spell has an infinite loss, and no gradient. {@link CTCPaths} sums over the alignments. Source:
 * Graves et al., "Connectionist temporal classification", 2006.
 */
public final class CTCLoss {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("CTCLoss")
                    .summary("How unlikely labels are by the scores of sequences of steps.")
                    .formula("Y[n] = -log(sum over alignments of the product of softmax(X)[t, n])")
                    .input("X", "T x N x C: scores of each step")
                    .input("labels", "N x L: characters, but blank")
                    .ofType(ElementTypes.INDICES)
                    .input("lengths", "N numbers: steps of each sequence, at most T")
                    .ofType(ElementTypes.INDICES)
                    .input("label_lengths", "N numbers: characters of each label, at most L")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "N numbers")
                    .savedOutput("slope", "of each loss with respect to its scores, T x N x C")
                    .attrs(
                            Attr.ofInt("blank", 0, "The class that is no character."),
                            Attr.ofInt("zero_infinity", 0, "1: what can't be spelt costs nothing."))
                    .types(CTCLoss::types)
                    .gradient(CTCLoss::gradient)
                    .kernel(CTCLoss::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(2, 1, 2), 0f, 0, 0, 0),
                                            NDArray.of(Shape.of(1, 1), 1L),
                                            NDArray.of(Shape.of(1), 2L),
                                            NDArray.of(Shape.of(1), 1L)),
                                    List.of(NDArray.vector(0.2876821f)))) // -log(3 / 4)
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(5, 3, 4), -1, 1),
                                    Sample.whole(DType.INT64, Shape.of(3, 2), 1, 4),
                                    Sample.whole(DType.INT64, Shape.of(3), 4, 6),
                                    Sample.whole(DType.INT32, Shape.of(3), 0, 3)))
                    .build();

    private CTCLoss() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.requireRank(0, 3);
        site.requireRank(1, 2);
        Shape x = site.shape(0);
        Shape each = Shape.of(x.dim(1));
        site.require(
                site.shape(1).dim(0) == x.dim(1)
                        && site.shape(2).equals(each)
                        && site.shape(3).equals(each),
                "labels, lengths and label_lengths must be of %d sequences, found %s, %s and %s",
                x.dim(1),
                site.in(1),
                site.in(2),
                site.in(3));
        long blank = site.attrs().i("blank");
        site.require(
                blank >= 0 && blank < x.dim(2),
                "blank must be one of %d classes, found %d",
                x.dim(2),
                blank);
        return List.of(site.in(0).withShape(each), site.in(0));
    }

    private static void gradient(GradientRule.Site g) {
        Map<String, ?> bySequence = Map.of("broadcast", 1, "axis", 1);
        g.inputGradient(0, g.append(Mul.OP, bySequence, g.output(1), g.outputGradient(0)));
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int classes = x.dim(2);
        double[] slope = o.out(1);
        Arrays.fill(slope, 0, x.intSize(), 0);
        for (int n = 0; n < x.dim(1); n++) {
            int steps = length(o, 2, n, x.dim(0));
            int characters = length(o, 3, n, o.inShape(1).dim(1));
            double[][] y = new double[steps][classes];
            for (int t = 0; t < steps; t++) {
                System.arraycopy(o.in(0), (t * x.dim(1) + n) * classes, y[t], 0, classes);
                Softmax.softmax(y[t], y[t], 0, classes, 1);
            }
            CTCPaths paths = new CTCPaths(y, label(o, n, characters, classes));
            double loss = -paths.logLikelihood();
            boolean possible = loss < Double.POSITIVE_INFINITY;
            o.out(0)[n] = possible || !o.attrs().flag("zero_infinity") ? loss : 0;
            for (int t = 0; possible && t < steps; t++) {
                paths.slope(t, slope, (t * x.dim(1) + n) * classes);
            }
        }
    }

    private static int length(Operands o, int input, int n, int most) {
        long length = o.wholesIn(input)[n];
        if (length < 0 || length > most) {
            throw new IllegalArgumentException(
                    "%s[%d] must be from 0 to %d, found %d"
                            .formatted(input == 2 ? "lengths" : "label_lengths", n, most, length));
        }
        return (int) length;
    }

    /** The characters with a blank before, between and behind them. */
    private static int[] label(Operands o, int n, int characters, int classes) {
        int blank = o.attrs().int32("blank");
        int[] label = new int[2 * characters + 1];
        Arrays.fill(label, blank);
        for (int i = 0; i < characters; i++) {
            long c = o.wholesIn(1)[n * o.inShape(1).dim(1) + i];
            if (c < 0 || c >= classes || c == blank) {
                throw new IllegalArgumentException(
                        "labels[%d, %d] must be a class from 0 to %d but the blank %d, found %d"
                                .formatted(n, i, classes - 1, blank, c));
            }
            label[2 * i + 1] = (int) c;
        }
        return label;
    }
}
