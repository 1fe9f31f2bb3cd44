package org.duograph.ops.fill;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.ops.view.Types;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Numbers at equal distances, whose bounds are operands. */
public final class Range {
    private static final Shape ONE = Shape.of(1);

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Range")
                    .summary("Counts from a number in equal steps, up to another but without it.")
                    .formula("Y[i] = start + i * step")
                    .manyInputs("bounds", "stop; or start and stop; or start, stop and step")
                    .ofType(ElementTypes.NUMBERS)
                    .output("Y", "size numbers")
                    .attrs(
                            Attr.optional(
                                    "size",
                                    Attr.Kind.INT,
                                    "How many numbers there are. Nets may leave it out: then the"
                                            + " bounds say it."))
                    .types(
                            site -> {
                                site.require(
                                        site.count() >= 1 && site.count() <= 3,
                                        "it takes stop, start and stop, or start, stop and step,"
                                                + " found %d inputs",
                                        site.count());
                                for (int i = 0; i < site.count(); i++) {
                                    site.requireOne(i);
                                    Types.requireSameDType(site, 0, i);
                                }
                                site.require(
                                        site.attrs().has("size"),
                                        "how many numbers there are must be known before the net"
                                                + " runs; give it as the argument size");
                                int size = Shape.extent(site.attrs().i("size"));
                                return List.of(site.in(0).withShape(Shape.of(size)));
                            })
                    .kernel(Range::run)
                    .example(
                            Example.of(
                                    Map.of("size", 3),
                                    NDArray.vector(1),
                                    NDArray.vector(6),
                                    NDArray.vector(2),
                                    NDArray.vector(1, 3, 5)))
                    .sample(
                            Sample.of(
                                    "size=4",
                                    Sample.real(ONE, 0, 1),
                                    Sample.real(ONE, 8, 9),
                                    Sample.real(ONE, 1, 2)))
                    .sample(Sample.of("size=3", Sample.whole(DType.INT64, ONE, 3, 4)))
                    .build();

    private Range() {}

    /** How many numbers lie from {@code start} in steps of {@code step} before {@code stop}. */
    public static long size(double start, double stop, double step) {
        if (step == 0) {
            throw new IllegalArgumentException("step must not be 0");
        }
        return (long) Math.max(0, Math.ceil((stop - start) / step));
    }

    private static void run(Operands o) {
        int count = o.inputCount();
        int size = o.outShape(0).intSize();
        if (o.isWhole(0)) {
            long start = count > 1 ? o.wholesIn(0)[0] : 0;
            long step = count > 2 ? o.wholesIn(2)[0] : 1;
            for (int i = 0; i < size; i++) {
                o.wholesOut(0)[i] = start + i * step;
            }
        } else {
            double start = count > 1 ? o.in(0)[0] : 0;
            double step = count > 2 ? o.in(2)[0] : 1;
            for (int i = 0; i < size; i++) {
                o.out(0)[i] = start + i * step;
            }
        }
    }
}
