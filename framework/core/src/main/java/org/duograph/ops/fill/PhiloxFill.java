package org.duograph.ops.fill;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attr.Kind;
import org.duograph.graph.Attrs;
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
 * TensorFlow's random numbers from a given place of a stream on. It draws none of its own: who runs
 * it again says where to go on, and so the same start gives the same numbers.
 */
public final class PhiloxFill {
    private static final List<Attr> STREAM =
            List.of(
                    Attr.ofInt("key", 0, "The generator's key: TensorFlow's seed."),
                    Attr.ofInt("stream", 0, "Which of its streams: TensorFlow's seed2."));

    /** Random numbers. */
    public static final OpDef OP =
            OpDef.named("PhiloxFill")
                    .summary("Random numbers from one place of a stream on, as TensorFlow's.")
                    .formula("Y[i] = number i of the stream (key, stream) from block start on")
                    .input("start", "the first block of 128 bits, a scalar")
                    .ofType(ElementTypes.of(DType.INT64))
                    .output("Y", "shape")
                    .ofType(ElementTypes.NUMBERS)
                    .attrs(STREAM)
                    .attrs(
                            Attr.optional("shape", Kind.INTS, "The shape; a scalar if not given."),
                            Attr.ofString(
                                    "law",
                                    "uniform",
                                    "uniform: in [0, 1); normal; truncated: normal, below 2 in"
                                            + " size; whole: from low on, below below."),
                            Attr.ofInt("low", 0, "The least whole number."),
                            Attr.ofInt("below", 1, "The bound that whole numbers stay below."),
                            Fill.dtypeAttr(DType.FLOAT32))
                    .types(PhiloxFill::types)
                    .kernel(PhiloxFill::run)
                    .example(
                            Example.of(
                                    Map.of("key", 87654321, "stream", 42, "shape", List.of(4)),
                                    start(0),
                                    NDArray.vector(
                                            0.95227146f, 0.67740774f, 0.79531825f, 0.75578177f)))
                    .sample(sample("uniform", DType.FLOAT32))
                    .sample(sample("normal", DType.FLOAT64))
                    .sample(sample("truncated", DType.FLOAT32))
                    .sample(sample("whole", DType.INT32))
                    .build();

    /** A random order. */
    public static final OpDef ORDER =
            OpDef.named("PhiloxOrder")
                    .summary("The whole numbers below size in a random order, as TensorFlow's.")
                    .formula("Y = a permutation of 0, 1, ..., size - 1")
                    .input("start", "the first block of 128 bits, a scalar")
                    .ofType(ElementTypes.of(DType.INT64))
                    .output("Y", "size")
                    .attrs(STREAM)
                    .attrs(Attr.ofInt("size", 1, "How many."))
                    .types(
                            site -> {
                                site.requireOne(0);
                                int size = Shape.extent(site.attrs().i("size"));
                                return List.of(new ArrayType(DType.INT64, Shape.of(size)));
                            })
                    .kernel(PhiloxFill::order)
                    .example(Example.of(start(0), NDArray.of(Shape.of(1), 0L)))
                    .sample(
                            Sample.of(
                                    Map.of("size", 5),
                                    Sample.whole(DType.INT64, Shape.SCALAR, 0, 9)))
                    .build();

    private PhiloxFill() {}

    private static NDArray start(long block) {
        return NDArray.of(Shape.SCALAR, block);
    }

    private static Sample sample(String law, DType dtype) {
        return Sample.of(
                Map.of("law", law, "dtype", dtype, "shape", List.of(3, 3), "below", 7),
                Sample.whole(DType.INT64, Shape.SCALAR, 0, 9));
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        Attrs attrs = site.attrs();
        DType dtype = attrs.type("dtype");
        String law = attrs.s("law");
        site.requireOne(0);
        site.require(
                List.of("uniform", "normal", "truncated", "whole").contains(law),
                "law must be uniform, normal, truncated or whole, found %s",
                law);
        boolean whole = law.equals("whole");
        boolean fits = whole ? dtype == DType.INT32 || dtype == DType.INT64 : dtype.isFloating();
        site.require(fits, "law %s does not give elements of %s", law, dtype.lowerName());
        site.require(
                !whole || attrs.i("low") < attrs.i("below"),
                "Need minval < maxval, got %d >= %d",
                attrs.i("low"),
                attrs.i("below"));
        Shape shape = attrs.has("shape") ? Shape.of(attrs.ints("shape")) : Shape.SCALAR;
        return List.of(new ArrayType(dtype, shape));
    }

    /** The numbers that a node's attributes say, from a block on. */
    public static PhiloxNumbers numbers(Attrs attrs, long start, DType dtype) {
        return new PhiloxNumbers(attrs.i("key"), attrs.i("stream"), start, dtype);
    }

    private static void run(Operands o) {
        Attrs attrs = o.attrs();
        DType dtype = o.outType(0).dtype();
        int size = o.outShape(0).intSize();
        PhiloxNumbers numbers = numbers(attrs, o.wholesIn(0)[0], dtype);
        if (dtype.isWhole()) {
            for (int i = 0; i < size; i++) {
                o.wholesOut(0)[i] = numbers.whole(i, attrs.i("low"), attrs.i("below"), dtype);
            }
        } else {
            fill(attrs, numbers, 0, o.out(0), size);
        }
    }

    /**
     * Draws real numbers.
     *
     * @param attrs a node's attributes, which say the law
     * @param first the number that goes first; a multiple of four
     */
    public static void fill(Attrs attrs, PhiloxNumbers numbers, long first, double[] y, int count) {
        switch (attrs.s("law")) {
            case "uniform" -> {
                for (int i = 0; i < count; i++) {
                    y[i] = numbers.uniform(first + i);
                }
            }
            case "normal" -> {
                for (int i = 0; i < count; i++) {
                    y[i] = numbers.normal(first + i);
                }
            }
            default -> {
                double[] group = new double[numbers.group()];
                for (int i = 0; i < count; i += group.length) {
                    numbers.truncated((first + i) / group.length, group);
                    System.arraycopy(group, 0, y, i, Math.min(group.length, count - i));
                }
            }
        }
    }

    private static void order(Operands o) {
        int size = o.outShape(0).intSize();
        long[] order = numbers(o.attrs(), o.wholesIn(0)[0], DType.INT64).order(size);
        System.arraycopy(order, 0, o.wholesOut(0), 0, size);
    }
}
