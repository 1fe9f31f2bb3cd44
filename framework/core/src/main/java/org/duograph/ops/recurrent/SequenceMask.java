package org.duograph.ops.recurrent;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Rows;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A mask over scores, as attention needs it: where one must not look, minus infinity stands, so
 * that Softmax gives 0 there. X is a matrix whose rows are the axes before {@code axis}.
 */
public final class SequenceMask {
    private static final List<String> TRIANGLES =
            List.of("upper", "lower", "upperdiag", "lowerdiag");

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("SequenceMask")
                    .summary("Masks numbers by their places: behind an end, or in a triangle.")
                    .formula(
                            "Y[i, j] = fill_val where the mask is, else X[i, j]; sequence: j >="
                                    + " lengths[i]; window: |j - lengths[i]| > radius; upper: j > i;"
                                    + " lower: j < i; upperdiag: j >= i; lowerdiag: j <= i")
                    .input("X", "any shape")
                    .optionalInput("lengths", "where rows end, or the windows' centres")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "the shape of X")
                    .inPlace(0, 0)
                    .attrs(
                            Attr.ofString("mode", "sequence", "Which mask."),
                            Rows.AXIS,
                            Attr.ofFloat(
                                    "fill_val", Double.NEGATIVE_INFINITY, "What is filled in."),
                            Attr.ofInt("radius", 10, "How far a window reaches."),
                            Attr.ofInt("grad", 0, "1: the gradient, which fills in zeros."))
                    .types(SequenceMask::types)
                    .gradient(SequenceMask::gradient)
                    .kernel(SequenceMask::run)
                    .example(
                            Example.of(
                                    "fill_val=-1",
                                    NDArray.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6),
                                    NDArray.of(Shape.of(2), 1, 2),
                                    NDArray.of(Shape.of(2, 3), 1f, -1, -1, 4, 5, -1)))
                    .sample(
                            Sample.of(
                                    "fill_val=-2.0",
                                    Sample.real(Shape.of(3, 4), -1, 1),
                                    Sample.whole(DType.INT32, Shape.of(3), 0, 5)))
                    .sample(
                            Sample.of(
                                    "mode=window, radius=1, fill_val=-2.0",
                                    Sample.real(Shape.of(3, 4), -1, 1),
                                    Sample.whole(DType.INT64, Shape.of(3), 0, 5)))
                    .sample(Sample.of("mode=upper, fill_val=0.0", Shape.of(3, 4)))
                    .sample(Sample.of("mode=lowerdiag, axis=2, fill_val=1", Shape.of(2, 2, 4)))
                    .build();

    private SequenceMask() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        String mode = site.attrs().s("mode");
        boolean triangle = TRIANGLES.contains(mode);
        site.require(
                triangle || mode.equals("sequence") || mode.equals("window"),
                "mode must be sequence, window or one of %s, found \"%s\"",
                TRIANGLES,
                mode);
        Rows rows = Rows.at(site.attrs().int32("axis"), site.shape(0));
        if (!triangle) {
            site.require(
                    site.has(1) && site.shape(1).equals(Shape.of(rows.n())),
                    "mode %s needs a second input with a number for each of %d rows, found %s",
                    mode,
                    rows.n(),
                    site.has(1) ? site.in(1) : "none");
        }
        return List.of(site.in(0));
    }

    private static void gradient(GradientRule.Site g) {
        Map<String, Object> attrs = new LinkedHashMap<>(g.attrs().given());
        attrs.put("grad", 1);
        g.inputGradient(
                0,
                g.has(1)
                        ? g.append(OP, attrs, g.outputGradient(0), g.input(1))
                        : g.append(OP, attrs, g.outputGradient(0)));
    }

    /** Whether place {@code j} of a row is masked. */
    private static boolean masks(String mode, int i, int j, long at, long radius) {
        return switch (mode) {
            case "sequence" -> j >= at;
            case "window" -> Math.abs(j - at) > radius;
            case "upper" -> j > i;
            case "lower" -> j < i;
            case "upperdiag" -> j >= i;
            default -> j <= i;
        };
    }

    private static void run(Operands o) {
        Attrs attrs = o.attrs();
        String mode = attrs.s("mode");
        long radius = attrs.i("radius");
        double fill = attrs.flag("grad") ? 0 : attrs.f("fill_val");
        Rows rows = Rows.byAxis(o, 0);
        long[] at = TRIANGLES.contains(mode) ? null : o.wholesIn(1);
        double[] x = o.in(0);
        double[] y = o.out(0);
        for (int i = 0; i < rows.n(); i++) {
            for (int j = 0; j < rows.d(); j++) {
                boolean masked = masks(mode, i, j, at == null ? 0 : at[i], radius);
                y[i * rows.d() + j] = masked ? fill : x[i * rows.d() + j];
            }
        }
    }
}
