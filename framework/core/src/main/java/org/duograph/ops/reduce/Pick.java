package org.duograph.ops.reduce;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Lines;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Numbers picked from each line along an axis by their places, such as those that {@link TopK}
 * gives. {@link TopK#GRAD_X} adds them back to where they came from, so each is the other's
 * gradient.
 */
public final class Pick {
    /** The axis along which places count. */
    static final Attr AXIS = Attr.ofInt("axis", -1, "The axis to look along; -1: the last.");

    private static final Shape SHAPE = Shape.of(2, 3, 4);

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Pick")
                    .summary("Picks numbers along an axis by their places.")
                    .formula("Y[..., k, ...] = X[..., indices[..., k, ...], ...], or 0 if it is -1")
                    .input("X", "rank 1 or more")
                    .input("indices", "places along the axis, or -1; else the shape of X")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "the shape of indices")
                    .attrs(AXIS)
                    .types(
                            site -> {
                                requirePlaces(site, 1, site.shape(0));
                                return List.of(site.in(0).withShape(site.shape(1)));
                            })
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    TopK.GRAD_X,
                                                    g.attrs().given(),
                                                    g.input(1),
                                                    g.outputGradient(0),
                                                    g.input(0))))
                    .kernel(Pick::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 3), 1f, 5, 4, 2, 2, 0),
                                    NDArray.of(Shape.of(2, 2), 1L, 1, 0, -1),
                                    NDArray.of(Shape.of(2, 2), 5f, 5, 2, 0)))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(SHAPE, -1, 1),
                                    Sample.whole(DType.INT64, Shape.of(2, 3, 5), -1, 4)))
                    .sample(
                            Sample.of(
                                    Map.of("axis", 1),
                                    Sample.real(SHAPE, -1, 1),
                                    Sample.whole(DType.INT32, Shape.of(2, 2, 4), 0, 3)))
                    .build();

    private Pick() {}

    /** Fails unless input {@code i} has the shape {@code x} but for its extent along the axis. */
    static void requirePlaces(TypeRule.Site site, int i, Shape x) {
        int axis = x.axis(site.attrs().i("axis"));
        Shape places = site.shape(i);
        site.require(
                places.rank() == x.rank() && places.with(axis, x.dim(axis)).equals(x),
                "%s must have the shape of X, %s, but along axis %d, found %s",
                site.op().inputName(i),
                x,
                axis,
                places);
    }

    /**
     * The place along lines of {@code length} that an index names; -1 for none.
     *
     * @param at which index it is
     * @throws IllegalArgumentException if there is no such place
     */
    public static int place(int at, long index, int length) {
        if (index < -1 || index >= length) {
            throw new IllegalArgumentException(
                    "indices[%d] must be from -1 to %d, found %d".formatted(at, length - 1, index));
        }
        return (int) index;
    }

    private static void run(Operands o) {
        int axis = o.attrs().int32("axis");
        Lines from = Lines.along(axis, o.inShape(0));
        Lines to = Lines.along(axis, o.outShape(0));
        double[] x = o.in(0);
        long[] indices = o.wholesIn(1);
        double[] y = o.out(0);
        for (int line = 0; line < to.count(); line++) {
            for (int k = 0; k < to.length(); k++) {
                int at = to.at(line, k);
                int place = place(at, indices[at], from.length());
                y[at] = place < 0 ? 0 : x[from.at(line, place)];
            }
        }
    }
}
