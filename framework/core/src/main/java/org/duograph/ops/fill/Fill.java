package org.duograph.ops.fill;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attr.Kind;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/** What all operators that make new arrays share: where the shape comes from. */
final class Fill {
    /** A {@code shape} argument as one writes it in a sample. */
    static final Map<String, ?> SMALL = Map.of("shape", List.of(2, 3));

    /** The arguments that give the shape. */
    static final List<Attr> ATTRS =
            List.of(
                    Attr.optional("shape", Kind.INTS, "The shape; a scalar if not given."),
                    Attr.optional("extra_shape", Kind.INTS, "Dimensions to add at the end."));

    private Fill() {}

    /** Starts the definition of a fill with the arguments that give the shape, and {@code more}. */
    static OpBuilder named(String type, Attr... more) {
        return withShape(like(type), more);
    }

    /** Starts the definition of a fill with the array whose shape it may take. */
    static OpBuilder like(String type) {
        return OpDef.named(type)
                .optionalInput("like", "an array whose shape is taken instead of shape")
                .ofType(ElementTypes.ANY);
    }

    /** Adds the shape, which is the last input, the arguments and the output. */
    static OpBuilder withShape(OpBuilder builder, Attr... more) {
        return builder.constantInput("shape", "whole numbers, in place of the attribute")
                .attrs(ATTRS)
                .attrs(more)
                .output("Y", "the new array")
                .ofType(ElementTypes.ORDERED);
    }

    /** The argument that chooses an element type. */
    static Attr dtypeAttr(DType otherwise) {
        return new Attr("dtype", Kind.TYPE, otherwise, "The element type.");
    }

    /** The type that the argument {@code dtype} and the shape arguments give. */
    static List<ArrayType> types(TypeRule.Site site) {
        DType dtype = site.attrs().type("dtype");
        site.require(!dtype.isText(), "dtype must be a type of numbers, found string");
        return List.of(new ArrayType(dtype, shape(site)));
    }

    /** An array of that element type, of the shape that the arguments give. */
    static TypeRule of(DType dtype) {
        return site -> List.of(new ArrayType(dtype, shape(site)));
    }

    static Shape shape(TypeRule.Site site) {
        Attrs a = site.attrs();
        boolean like = site.has(0);
        site.require(
                like || a.has("shape") || !a.has("extra_shape"),
                "extra_shape needs an input to extend");
        site.require(
                !(like && a.has("shape")), "give either the argument shape or an input, not both");
        List<Number> dims = new java.util.ArrayList<>();
        dims.addAll(like ? site.shape(0).toList() : a.has("shape") ? a.ints("shape") : List.of());
        if (a.has("extra_shape")) {
            dims.addAll(a.ints("extra_shape"));
        }
        return Shape.of(dims);
    }

    /**
     * Fills with the argument {@code value} at every {@code step}-th place, and zeros between. In
     * whole numbers a value keeps all its bits, and the fraction of a real one is cut.
     */
    static void every(int step, Operands o) {
        int size = o.outShape(0).intSize();
        DType dtype = o.outType(0).dtype();
        if (dtype.isWhole()) {
            long value = o.attrs().whole("value", dtype);
            for (int i = 0; i < size; i++) {
                o.wholesOut(0)[i] = i % step == 0 ? value : 0;
            }
        } else {
            double value = o.attrs().f("value");
            for (int i = 0; i < size; i++) {
                o.out(0)[i] = i % step == 0 ? value : 0;
            }
        }
    }

    /** Fills with numbers uniform in [low, high). */
    static void uniform(Operands o, double low, double high) {
        Philox random = o.random();
        double[] y = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            y[i] = low + (high - low) * random.uniform(i);
        }
    }

    /** Fills with normal numbers. */
    static void gaussian(Operands o, double mean, double std) {
        Philox random = o.random();
        double[] y = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            y[i] = mean + std * random.gaussian(i);
        }
    }

    /** A sample that takes its shape from an input. */
    static Sample sampleLike(Map<String, ?> attrs) {
        return Sample.of(attrs, Shape.of(2, 3));
    }
}
