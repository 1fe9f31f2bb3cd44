package org.duograph.ops.signal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Channels;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** A signal cut into frames that may overlap, and its opposite, which adds them up again. */
public final class Frames {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.ofInt("length", 1, "The steps of a frame."),
                    Attr.ofInt("step", 1, "From the start of a frame to that of the next."),
                    Attr.ofInt("axis", -1, "The axis of the signal's steps."));

    /** The gradient of X: frames laid over each other and added. */
    public static final OpDef GRAD_X =
            OpDef.named("FramesGradX")
                    .summary("The gradient of Frames with respect to X: frames added up.")
                    .formula("dX[t] = sum of the dY[f, t - f * step]")
                    .input("dY", "the gradient of Y")
                    .shapeOf("X", "the input of Frames")
                    .output("dX", "the gradient of X")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(1)))
                    .gradient(GradientRule.linear(0, () -> Frames.OP))
                    .kernel(Frames::gradX)
                    .example(
                            Example.of(
                                    Map.of("length", 2),
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4),
                                    NDArray.vector(0, 0, 0),
                                    NDArray.vector(1, 5, 4)))
                    .sample(
                            Sample.of(
                                    Map.of("length", 3, "step", 2, "axis", 1),
                                    Shape.of(2, 2, 3, 2),
                                    Shape.of(2, 6, 2)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Frames")
                    .summary("Cuts a signal into frames that may overlap.")
                    .formula("Y[f, i] = X[f * step + i]; steps at the end that fill none are lost")
                    .input("X", "rank 1 or more")
                    .output("Y", "the shape of X with frames x length for the axis")
                    .attrs(ATTRS)
                    .types(Frames::types)
                    .gradient(GradientRule.byShape(GRAD_X))
                    .kernel(Frames::run)
                    .example(
                            Example.of(
                                    Map.of("length", 2),
                                    NDArray.vector(1, 2, 3),
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 2, 3)))
                    .sample(Sample.of(Map.of("length", 3, "step", 2, "axis", 1), Shape.of(2, 6, 2)))
                    .build();

    private Frames() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        int axis = x.axis(site.attrs().i("axis"));
        long length = site.attrs().atLeast(1, "length");
        long step = site.attrs().atLeast(1, "step");
        long frames = x.dim(axis) < length ? 0 : (x.dim(axis) - length) / step + 1;
        List<Long> y = new ArrayList<>();
        for (int d = 0; d < x.rank(); d++) {
            y.add(d == axis ? frames : (long) x.dim(d));
            if (d == axis) {
                y.add(length);
            }
        }
        return List.of(site.in(0).withShape(Shape.of(y)));
    }

    private static void run(Operands o) {
        forEachStep(
                o,
                o.inShape(0),
                o.outShape(0),
                (x, y, count) -> System.arraycopy(o.in(0), x, o.out(0), y, count));
    }

    private static void gradX(Operands o) {
        double[] dX = o.out(0);
        Arrays.fill(dX, 0, o.outShape(0).intSize(), 0);
        forEachStep(
                o,
                o.outShape(0),
                o.inShape(0),
                (x, y, count) -> {
                    for (int i = 0; i < count; i++) {
                        dX[x + i] += o.in(0)[y + i];
                    }
                });
    }

    @FunctionalInterface
    private interface Step {
        void visit(int x, int y, int count);
    }

    private static void forEachStep(Operands o, Shape x, Shape y, Step visitor) {
        int axis = x.axis(o.attrs().i("axis"));
        Channels steps = Channels.around(x, axis);
        int frames = y.dim(axis);
        int length = y.dim(axis + 1);
        int step = frames < 2 ? 0 : o.attrs().int32("step");
        for (int n = 0; n < steps.outer(); n++) {
            for (int f = 0; f < frames; f++) {
                for (int i = 0; i < length; i++) {
                    int to = ((n * frames + f) * length + i) * steps.inner();
                    visitor.visit(steps.at(n, f * step + i), to, steps.inner());
                }
            }
        }
    }
}
