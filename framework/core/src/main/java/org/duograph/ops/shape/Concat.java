package org.duograph.ops.shape;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.view.Axes;
import org.duograph.ops.view.Channels;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Arrays put one behind the other along one dimension, by default that of the channels. */
public final class Concat {
    /** The attributes that Split has too. */
    static final List<Attr> ATTRS =
            List.of(
                    Attr.ofInt("axis", 1, "The dimension; negative numbers count from the end."),
                    Attr.ofInt(
                            "add_axis", 0, "1: axis is a new dimension that counts the arrays."));

    /** The gradient of one of the inputs: its part of dY. */
    public static final OpDef GRAD_X =
            OpDef.named("ConcatGradX")
                    .summary("The gradient of Concat with respect to one of its inputs.")
                    .formula("dX[..., i, ...] = dY[..., start + i, ...]")
                    .input("dY", "the gradient of Y")
                    .shapeOf("X", "that input")
                    .output("dX", "the gradient of that input")
                    .attrs(ATTRS)
                    .attrs(Attr.ofInt("start", 0, "Where that input starts in Y along axis."))
                    .types(site -> List.of(site.in(1)))
                    .gradient(Concat::gradientOfPart)
                    .kernel(Concat::gradX)
                    .example(
                            new Example(
                                    Map.of("axis", 0, "start", 1),
                                    List.of(NDArray.vector(1, 2, 3), NDArray.vector(0, 0)),
                                    List.of(NDArray.vector(2, 3))))
                    .sample(Sample.of(Map.of("start", 1), Shape.of(2, 4, 3), Shape.of(2, 2, 3)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Concat")
                    .summary("Puts arrays one behind the other along one dimension.")
                    .manyInputs("X", "arrays that differ at most in that dimension")
                    .ofType(ElementTypes.ANY)
                    .output("Y", "their shape with the extents of that dimension added up")
                    .auxiliaryOutput("split_info", "int32: the extent of each array")
                    .ofType(ElementTypes.of(DType.INT32))
                    .attrs(ATTRS)
                    .foreseen(1, Concat::splitInfo)
                    .types(Concat::types)
                    .gradient(Concat::gradient)
                    .kernel(Concat::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(2, 1), 1f, 2),
                                            NDArray.of(Shape.of(2, 2), 3f, 4, 5, 6)),
                                    List.of(
                                            NDArray.of(Shape.of(2, 3), 1f, 3, 4, 2, 5, 6),
                                            NDArray.of(Shape.of(2), 1, 2))))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3, 2, 2), Shape.of(2, 1, 2, 2)))
                    .sample(Sample.of(Map.of("axis", -1), Shape.of(2, 3), Shape.of(2, 1)))
                    .sample(Sample.of(Map.of("axis", 0), Shape.of(2, 3), Shape.of(1, 3)))
                    .sample(
                            Sample.of(
                                    Map.of("axis", 0), Shape.of(2, 3, 2, 2), Shape.of(1, 3, 2, 2)))
                    .sample(
                            Sample.of(
                                    Map.of("axis", 1, "add_axis", 1),
                                    Shape.of(2, 3),
                                    Shape.of(2, 3),
                                    Shape.of(2, 3)))
                    .wide(
                            Sample.of(
                                    Map.of("axis", 1),
                                    Shape.of(2, 32, 5, 5),
                                    Shape.of(2, 16, 5, 5)))
                    .build();

    private Concat() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.require(site.count() > 0, "at least one input is needed");
        boolean add = site.attrs().flag("add_axis");
        Shape first = site.shape(0);
        int axis = Axes.axis(site.attrs(), first.rank() + (add ? 1 : 0));
        long extent = 0;
        for (int i = 0; i < site.count(); i++) {
            Shape x = site.shape(i);
            boolean fits =
                    add
                            ? x.equals(first)
                            : x.rank() == first.rank()
                                    && axis < x.rank()
                                    && x.with(axis, 0).equals(first.with(axis, 0));
            site.require(
                    fits && site.in(i).dtype() == site.in(0).dtype(),
                    "X%d must be like X0 (%s) but for dimension %d, found %s",
                    i,
                    site.in(0),
                    axis,
                    site.in(i));
            extent += add ? 1 : x.dim(axis);
        }
        List<Integer> y = new ArrayList<>(first.toList());
        if (add) {
            y.add(axis, Shape.extent(extent));
        } else {
            y.set(axis, Shape.extent(extent));
        }
        ArrayType info = new ArrayType(DType.INT32, Shape.of(site.count()));
        return List.of(site.in(0).withShape(Shape.of(y)), info);
    }

    private static NDArray splitInfo(Node concat) {
        int axis = Axes.axis(concat.attrs(), concat.output(0).shape().rank());
        boolean add = concat.attrs().flag("add_axis");
        int[] extents =
                concat.inputs().stream().mapToInt(x -> add ? 1 : x.shape().dim(axis)).toArray();
        return NDArray.of(Shape.of(extents.length), extents);
    }

    private static void gradient(GradientRule.Site g) {
        Shape y = g.output(0).shape();
        int axis = Axes.axis(g.attrs(), y.rank());
        boolean add = g.attrs().flag("add_axis");
        int start = 0;
        for (int i = 0; i < g.inputCount(); i++) {
            Map<String, Object> attrs = new HashMap<>(g.attrs().given());
            attrs.put("start", start);
            g.inputGradient(i, g.append(GRAD_X, attrs, g.outputGradient(0), g.input(i)));
            start += add ? 1 : g.input(i).shape().dim(axis);
        }
    }

    /** A part's gradient goes back to where the part stands in dY; elsewhere there is zero. */
    private static void gradientOfPart(GradientRule.Site g) {
        Value dY = g.input(0);
        int axis = Axes.axis(g.attrs(), dY.shape().rank());
        Value part = g.outputGradient(0);
        if (g.attrs().flag("add_axis")) {
            part = g.append(ExpandDims.OP, Map.of("dims", List.of(axis)), part);
        }
        List<Long> starts = new ArrayList<>(Collections.nCopies(axis, 0L));
        List<Long> ends = new ArrayList<>(Collections.nCopies(axis, -1L));
        starts.add(g.attrs().i("start"));
        ends.add(g.attrs().i("start") + part.shape().dim(axis));
        Map<String, Object> box = Map.of("starts", starts, "ends", ends);
        g.inputGradient(0, g.append(Slice.GRAD_X, box, part, dY));
    }

    private static void run(Operands o) {
        Shape shape = o.outShape(0);
        int axis = Axes.axis(o.attrs(), shape.rank());
        Channels y = Channels.around(shape, axis);
        int start = 0;
        for (int i = 0; i < o.inputCount(); i++) {
            int extent = o.attrs().flag("add_axis") ? 1 : o.inShape(i).dim(axis);
            int size = extent * y.inner();
            for (int n = 0; n < y.outer(); n++) {
                System.arraycopy(o.inArray(i), n * size, o.outArray(0), y.at(n, start), size);
            }
            o.wholesOut(1)[i] = extent;
            start += extent;
        }
    }

    private static void gradX(Operands o) {
        Shape shape = o.inShape(0);
        Channels y = Channels.around(shape, Axes.axis(o.attrs(), shape.rank()));
        int size = y.outer() == 0 ? 0 : o.outShape(0).intSize() / y.outer();
        int start = o.attrs().int32("start");
        for (int n = 0; n < y.outer(); n++) {
            System.arraycopy(o.inArray(0), y.at(n, start), o.outArray(0), n * size, size);
        }
    }
}
