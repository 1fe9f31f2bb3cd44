package org.duograph.session.op;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duograph.session.proto.TensorShapeProto;
import org.duograph.tensor.Shape;

/**
 * What is known of a tensor's shape while its graph is built: all extents, some of them, or not
 * even how many there are. Never changed.
 */
public final class StaticShape {
    /** A shape of which nothing is known. */
    public static final StaticShape UNKNOWN = new StaticShape(null);

    private final int[] dims; // -1: not known; null: unknown rank

    private StaticShape(int[] dims) {
        this.dims = dims;
    }

    /**
     * A shape of known rank; -1 is an extent that is known only when the graph runs.
     *
     * @throws IllegalArgumentException if an extent is below -1
     */
    public static StaticShape of(int... dims) {
        for (int d : dims) {
            if (d < -1) {
                throw new IllegalArgumentException(
                        "An extent must be 0 or more, or -1 where it is open, found " + d);
            }
        }
        return new StaticShape(dims.clone());
    }

    /** A shape of which everything is known. */
    public static StaticShape of(Shape shape) {
        return new StaticShape(shape.toArray());
    }

    /** The shape of a message; an extent below zero is open. */
    public static StaticShape of(TensorShapeProto message) {
        if (message.getUnknownRank()) {
            return UNKNOWN;
        }
        return new StaticShape(
                message.getDimList().stream()
                        .mapToInt(dim -> dim.getSize() < 0 ? -1 : Shape.extent(dim.getSize()))
                        .toArray());
    }

    /** What two shapes have in common. */
    public static StaticShape common(Shape a, Shape b) {
        return of(a).common(of(b));
    }

    /** What this shape and another have in common. */
    public StaticShape common(StaticShape other) {
        if (dims == null || other.dims == null || dims.length != other.dims.length) {
            return UNKNOWN;
        }
        return new StaticShape(
                IntStream.range(0, dims.length)
                        .map(i -> dims[i] == other.dims[i] ? dims[i] : -1)
                        .toArray());
    }

    /** Whether the number of dimensions is known. */
    public boolean hasRank() {
        return dims != null;
    }

    /**
     * How many dimensions there are.
     *
     * @throws IllegalStateException if that isn't known
     */
    public int rank() {
        if (dims == null) {
            throw new IllegalStateException("The rank of this shape is not known");
        }
        return dims.length;
    }

    /** An extent, or -1 where it is open; a negative axis counts from the end. */
    public int dim(int axis) {
        return dims[axis < 0 ? axis + rank() : axis];
    }

    /** Whether all extents are known. */
    public boolean isKnown() {
        return dims != null && Arrays.stream(dims).allMatch(d -> d >= 0);
    }

    /** The shape with {@code extent} in place of the open extents, or null for unknown rank. */
    public Shape filled(int extent) {
        return dims == null
                ? null
                : Shape.of(Arrays.stream(dims).map(d -> d < 0 ? extent : d).toArray());
    }

    /** Whether an array of {@code shape} is of this shape. */
    public boolean accepts(Shape shape) {
        if (dims == null) {
            return true;
        }
        if (dims.length != shape.rank()) {
            return false;
        }
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] >= 0 && dims[i] != shape.dim(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether an array can be of this shape and of {@code other}, as far as both are known. */
    public boolean mayBe(StaticShape other) {
        return dims == null
                || other.dims == null
                || dims.length == other.dims.length
                        && IntStream.range(0, dims.length)
                                .allMatch(
                                        i ->
                                                dims[i] < 0
                                                        || other.dims[i] < 0
                                                        || dims[i] == other.dims[i]);
    }

    /** The shape as a message. */
    public TensorShapeProto message() {
        TensorShapeProto.Builder message = TensorShapeProto.newBuilder();
        if (dims == null) {
            return message.setUnknownRank(true).build();
        }
        for (int d : dims) {
            message.addDimBuilder().setSize(d);
        }
        return message.build();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof StaticShape that && Arrays.equals(dims, that.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** As TensorFlow prints it: {@code (?, 2)}, {@code (3,)}, {@code ()}, {@code <unknown>}. */
    @Override
    public String toString() {
        if (dims == null) {
            return "<unknown>";
        }
        String list =
                Arrays.stream(dims)
                        .mapToObj(d -> d < 0 ? "?" : String.valueOf(d))
                        .collect(Collectors.joining(", "));
        return dims.length == 1 ? "(" + list + ",)" : "(" + list + ")";
    }
}
