package org.duograph.ops.logic;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.ops.math.Binary;
import org.duograph.ops.math.Broadcast;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Bits moved up or down. What is moved out is lost; a sign stays when bits move down. */
public final class BitShift {
    private static final List<String> DIRECTIONS = List.of("left", "right");

    /** The operator. */
    public static final OpDef OP =
            Binary.bitwise("BitShift")
                    .attrs(Attr.ofString("direction", "left", "left: up; right: down."))
                    .summary("Moves the bits of A by B places, number by number.")
                    .formula("Y = A * 2^B, or A / 2^B rounded down")
                    .types(
                            site -> {
                                String direction = site.attrs().s("direction");
                                site.require(
                                        DIRECTIONS.contains(direction),
                                        "direction must be one of %s, found \"%s\"",
                                        DIRECTIONS,
                                        direction);
                                Shape y =
                                        Broadcast.of(site.attrs(), site.shape(0), site.shape(1))
                                                .y();
                                return List.of(new ArrayType(site.in(0).dtype(), y));
                            })
                    .kernel(BitShift::run)
                    .example(
                            Example.of(
                                    Map.of("direction", "right"),
                                    NDArray.of(Shape.of(3), 16, 4, 1),
                                    NDArray.of(Shape.of(3), 1, 2, 3),
                                    NDArray.of(Shape.of(3), 8, 1, 0)))
                    .build();

    private BitShift() {}

    private static void run(Operands o) {
        boolean left = o.attrs().s("direction").equals("left");
        Binary.eachWhole((a, b) -> shifted(a, b, left)).run(o);
    }

    private static long shifted(long a, long b, boolean left) {
        if (b < 0) {
            throw new IllegalArgumentException(
                    "bits can't be moved by " + b + " places; choose the other direction");
        }
        return left ? b > 63 ? 0 : a << b : a >> Math.min(b, 63);
    }
}
