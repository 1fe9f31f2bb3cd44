package org.duograph.ops.optimizer;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The number by which a loss is multiplied, so that its gradients don't get lost in float16, while
 * a net trains: it grows as long as the gradients are finite, and shrinks when they are not. A net
 * takes no step then, which is what the output {@code finite} is for.
 *
 * <p>The rule is that of TensorFlow's {@code DynamicLossScale}. With {@code multiplier} 1 the scale
 * stays as it is.
 */
public final class LossScale {
    private static final Shape ONE = Shape.of(1);

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("LossScale")
                    .summary("Keeps the scale of a loss: larger, unless gradients overflow.")
                    .formula(
                            "finite = (squares is finite);"
                                    + " if finite: good' = good + 1, and every growth_steps times"
                                    + " good' = 0, scale' = scale * multiplier unless that overflows;"
                                    + " else: good' = 0,"
                                    + " scale' = min(scale, max(1, scale / multiplier))")
                    .input("scale", "float32, the scale of this step, one number")
                    .ofType(ElementTypes.of(DType.FLOAT32))
                    .input("good", "int64, how many steps in a row were finite, one number")
                    .ofType(ElementTypes.of(DType.INT64))
                    .input("squares", "the sum of the squares of all gradients, one number")
                    .ofType(ElementTypes.FLOATS)
                    .output("scale_out", "float32, the scale of the next step")
                    .ofType(ElementTypes.of(DType.FLOAT32))
                    .output("good_out", "int64, how many steps in a row are finite now")
                    .ofType(ElementTypes.of(DType.INT64))
                    .output("finite", "whether all gradients are finite, a scalar")
                    .ofType(ElementTypes.BOOLS)
                    .attrs(
                            Attr.ofInt("growth_steps", 2000, "After how many steps it grows."),
                            Attr.ofFloat("multiplier", 2, "How much it grows and shrinks."))
                    .inPlace(0, 0)
                    .inPlace(1, 1)
                    .types(LossScale::types)
                    .kernel(LossScale::run)
                    .example(example(8, 4, 3, 16, 0, 1))
                    .example(example(8, 2, Double.POSITIVE_INFINITY, 4, 0, 0))
                    .example(example(8, 2, Double.NaN, 4, 0, 0))
                    .sample(sample(1))
                    .sample(sample(2000))
                    .build();

    private LossScale() {}

    private static Example example(
            double scale, long good, double squares, double scaleOut, long goodOut, long finite) {
        return new Example(
                Map.of("growth_steps", 5),
                List.of(
                        NDArray.vector((float) scale),
                        NDArray.of(ONE, good),
                        NDArray.vector((float) squares)),
                List.of(
                        NDArray.vector((float) scaleOut),
                        NDArray.of(ONE, goodOut),
                        NDArray.of(Shape.SCALAR, finite).cast(DType.BOOL)));
    }

    private static Sample sample(int growthSteps) {
        return Sample.of(
                Map.of("growth_steps", growthSteps),
                Sample.real(ONE, 1, 9),
                Sample.whole(DType.INT64, ONE, 0, 9),
                Sample.real(Shape.SCALAR, 0, 9));
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        for (int i = 0; i < 3; i++) {
            site.requireOne(i);
        }
        site.require(
                site.attrs().i("growth_steps") >= 1 && site.attrs().f("multiplier") >= 1,
                "growth_steps and multiplier must be at least 1, found %s and %s",
                site.attrs().i("growth_steps"),
                site.attrs().f("multiplier"));
        return List.of(site.in(0), site.in(1), new ArrayType(DType.BOOL, Shape.SCALAR));
    }

    /**
     * The scale of the next step, in float32.
     *
     * @param grows whether there were enough steps in a row that were finite
     */
    public static float next(float scale, boolean finite, boolean grows, float multiplier) {
        if (!finite) {
            return Math.min(scale, Math.max(1, scale / multiplier));
        }
        float larger = scale * multiplier;
        return grows && Float.isFinite(larger) ? larger : scale;
    }

    private static void run(Operands o) {
        boolean finite = Double.isFinite(o.in(2)[0]);
        long good = finite ? o.wholesIn(1)[0] + 1 : 0;
        boolean grows = good >= o.attrs().i("growth_steps");
        float multiplier = (float) o.attrs().f("multiplier");
        o.out(0)[0] = next((float) o.in(0)[0], finite, grows, multiplier);
        o.wholesOut(1)[0] = grows ? 0 : good;
        o.wholesOut(2)[0] = finite ? 1 : 0;
    }
}
