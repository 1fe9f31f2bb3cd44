package org.duograph.ops.shape;

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
import org.duograph.ops.view.Channels;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Elements moved along an axis; what leaves at one end comes in at the other. */
public final class Roll {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Roll")
                    .summary("Moves elements along an axis, round about.")
                    .formula("Y[i] = X[(i - shift) mod n] along the axis")
                    .input("X", "rank 1 or more")
                    .ofType(ElementTypes.ANY)
                    .output("Y", "the shape of X")
                    .attrs(
                            Attr.ofInt("shift", 1, "How far; below zero: towards the start."),
                            Attr.ofInt("axis", 0, "The axis to move along."))
                    .types(
                            site -> {
                                site.shape(0).axis(site.attrs().i("axis"));
                                return List.of(site.in(0));
                            })
                    .gradient(Roll::gradient)
                    .kernel(Roll::run)
                    .example(Example.of(NDArray.vector(1, 2, 3), NDArray.vector(3, 1, 2)))
                    .sample(Sample.of(Map.of("shift", -4, "axis", 1), Shape.of(2, 3, 2)))
                    .build();

    private Roll() {}

    private static void gradient(GradientRule.Site g) {
        Map<String, Object> back = new HashMap<>(g.attrs().given());
        int length = Math.max(1, g.input(0).shape().dim(g.attrs().int32("axis")));
        back.put("shift", -(g.attrs().i("shift") % length));
        g.inputGradient(0, g.append(OP, back, g.outputGradient(0)));
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        Channels slices = Channels.around(x, x.axis(o.attrs().i("axis")));
        for (int n = 0; n < slices.outer(); n++) {
            for (int i = 0; i < slices.count(); i++) {
                int from =
                        (int)
                                Math.floorMod(
                                        i - o.attrs().i("shift") % slices.count(),
                                        (long) slices.count());
                System.arraycopy(
                        o.inArray(0),
                        slices.at(n, from),
                        o.outArray(0),
                        slices.at(n, i),
                        slices.inner());
            }
        }
    }
}
