package org.duograph.ops.reduce;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.ops.view.Lines;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The sums of all that comes before, along an axis. */
public final class CumSum {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("CumSum")
                    .summary("Replaces each number by the sum of those up to it along an axis.")
                    .formula("Y[i] = X[0] + ... + X[i]")
                    .input("X", "rank 1 or more")
                    .ofType(ElementTypes.NUMBERS)
                    .constantInput("axis", "a whole number, in place of the attribute")
                    .output("Y", "the shape of X")
                    .attrs(
                            Attr.ofInt("axis", 0, "The axis to sum along."),
                            Attr.ofInt("exclusive", 0, "1: each sum leaves out its last number."),
                            Attr.ofInt("reverse", 0, "1: sums begin at the end."))
                    .types(
                            site -> {
                                site.shape(0).axis(site.attrs().i("axis"));
                                return List.of(site.in(0));
                            })
                    .gradient(CumSum::gradient)
                    .kernel(CumSum::run)
                    .example(
                            Example.of(
                                    Map.of("exclusive", 1),
                                    NDArray.vector(1, 2, 4),
                                    NDArray.vector(0, 1, 3)))
                    .sample(Sample.of(Map.of(), Shape.of(4)))
                    .sample(Sample.of(Map.of("axis", 1, "exclusive", 1), Shape.of(2, 3, 2)))
                    .sample(Sample.of(Map.of("axis", -1, "reverse", 1), Shape.of(2, 3)))
                    .build();

    private CumSum() {}

    /** A number goes into its own sum and all later ones. */
    private static void gradient(GradientRule.Site g) {
        Map<String, Object> back = new HashMap<>(g.attrs().given());
        back.put("reverse", g.attrs().flag("reverse") ? 0 : 1);
        g.inputGradient(0, g.append(OP, back, g.outputGradient(0)));
    }

    private static void run(Operands o) {
        Lines lines = Lines.along(o.attrs().int32("axis"), o.inShape(0));
        int step = o.attrs().flag("reverse") ? -1 : 1;
        boolean exclusive = o.attrs().flag("exclusive");
        boolean whole = o.isWhole(0);
        for (int line = 0; line < lines.count(); line++) {
            int at = step > 0 ? 0 : lines.length() - 1;
            double sum = 0;
            long wholes = 0;
            for (int i = 0; i < lines.length(); i++, at += step) {
                int place = lines.at(line, at);
                if (whole) {
                    long next = wholes + o.wholesIn(0)[place];
                    o.wholesOut(0)[place] = exclusive ? wholes : next;
                    wholes = next;
                } else {
                    double next = sum + o.in(0)[place];
                    o.out(0)[place] = exclusive ? sum : next;
                    sum = next;
                }
            }
        }
    }
}
