package org.duograph.ops.shape;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attr.Kind;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.ops.view.Axes;
import org.duograph.ops.view.Channels;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** One array cut into several along one dimension, by default that of the channels. */
public final class Split {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Split")
                    .summary("Cuts an array into several along one dimension.")
                    .input("X", "the whole")
                    .ofType(ElementTypes.ANY)
                    .constantInput("split", "whole numbers, in place of the attribute")
                    .manyOutputs("Y", "the parts, in order")
                    .attrs(Concat.ATTRS)
                    .attrs(
                            Attr.optional("split", Kind.INTS, "The extent of each part."),
                            Attr.ofInt("outputs", 0, "Without split: into how many equal parts."))
                    .types(Split::types)
                    .gradient(Split::gradient)
                    .kernel(Split::run)
                    .example(
                            new Example(
                                    Map.of("split", List.of(1, 2)),
                                    List.of(NDArray.of(Shape.of(2, 3), 1f, 3, 4, 2, 5, 6)),
                                    List.of(
                                            NDArray.of(Shape.of(2, 1), 1f, 2),
                                            NDArray.of(Shape.of(2, 2), 3f, 4, 5, 6))))
                    .sample(Sample.of(Map.of("outputs", 3), Shape.of(2, 6, 2)))
                    .sample(Sample.of(Map.of("axis", -1, "split", List.of(1, 3)), Shape.of(2, 4)))
                    .sample(Sample.of(Map.of("axis", 0, "split", List.of(1, 2)), Shape.of(3, 2)))
                    .sample(
                            Sample.of(
                                    Map.of("axis", 1, "add_axis", 1, "outputs", 3),
                                    Shape.of(2, 3, 2)))
                    .wide(Sample.of(Map.of("outputs", 2), Shape.of(2, 32, 5, 6)))
                    .build();

    private Split() {}

    /** The extent of each part along {@code axis}. */
    private static List<Integer> extents(Attrs attrs, Shape x, int axis) {
        List<Integer> extents = new ArrayList<>();
        if (attrs.has("split")) {
            attrs.ints("split").forEach(e -> extents.add(Shape.extent(e)));
        } else {
            int outputs = attrs.int32("outputs");
            if (outputs < 1 || outputs > Math.max(1, x.dim(axis)) || x.dim(axis) % outputs != 0) {
                throw new IllegalArgumentException(
                        "dimension %d of X %s does not split into %d equal parts"
                                .formatted(axis, x, outputs));
            }
            for (int i = 0; i < outputs; i++) {
                extents.add(x.dim(axis) / outputs);
            }
        }
        return extents;
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        int axis = Axes.axis(site.attrs(), x.rank());
        List<Integer> extents = extents(site.attrs(), x, axis);
        site.require(!extents.isEmpty(), "give split, the extents of the parts, or outputs");
        long total = extents.stream().mapToLong(Integer::longValue).sum();
        site.require(
                total == x.dim(axis),
                "the parts %s must add up to dimension %d of X %s",
                extents,
                axis,
                x);
        List<ArrayType> parts = new ArrayList<>();
        for (int extent : extents) {
            List<Integer> part = new ArrayList<>(x.with(axis, extent).toList());
            if (site.attrs().flag("add_axis")) {
                site.require(extent == 1, "with add_axis each part must be 1, found %s", extents);
                part.remove(axis);
            }
            parts.add(site.in(0).withShape(Shape.of(part)));
        }
        return parts;
    }

    private static void gradient(GradientRule.Site g) {
        Shape x = g.input(0).shape();
        int axis = Axes.axis(g.attrs(), x.rank());
        Value[] parts = new Value[extents(g.attrs(), x, axis).size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new Terms(g).outputGradient(i);
        }
        Map<String, Object> attrs = new HashMap<>();
        attrs.put("axis", axis);
        attrs.put("add_axis", g.attrs().i("add_axis"));
        g.inputGradient(0, g.append(Concat.OP, attrs, parts));
    }

    private static void run(Operands o) {
        Shape shape = o.inShape(0);
        int axis = Axes.axis(o.attrs(), shape.rank());
        Channels x = Channels.around(shape, axis);
        List<Integer> extents = extents(o.attrs(), shape, axis);
        int start = 0;
        for (int i = 0; i < o.outputCount(); i++) {
            int size = extents.get(i) * x.inner();
            for (int n = 0; n < x.outer(); n++) {
                System.arraycopy(o.inArray(0), x.at(n, start), o.outArray(i), n * size, size);
            }
            start += extents.get(i);
        }
    }
}
