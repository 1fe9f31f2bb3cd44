package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Writes what an operator means as a formula: each call appends a node of the core; shapes stretch
 * as in NumPy.
 *
 * @param site where they are appended
 */
record Formula(NodeSite site) {
    /** The most numbers of an array that a rule makes itself. */
    private static final long MOST = 1 << 24;

    /** An operator of the core without attributes. */
    Value of(String type, Value... inputs) {
        return site.op(type, Map.of(), inputs);
    }

    /**
     * An operator of one input without attributes; where it takes no such elements, they become
     * doubles and come back.
     */
    Value unary(String type, Value x) {
        DType dtype = x.type().dtype();
        boolean takes = OpCatalog.get(type).inputs().get(0).types().all().contains(dtype);
        return takes ? of(type, x) : cast(of(type, cast(x, DType.FLOAT64)), dtype);
    }

    /** a + b. */
    Value plus(Value a, Value b) {
        return of("Add", a, b);
    }

    /** a + a number. */
    Value plus(Value a, double number) {
        return plus(a, number(a, number));
    }

    /** a - b. */
    Value minus(Value a, Value b) {
        return of("Sub", a, b);
    }

    /** a * b. */
    Value times(Value a, Value b) {
        return of("Mul", a, b);
    }

    /** a * a number. */
    Value times(Value a, double factor) {
        return factor == 1
                ? a
                : a.type().dtype().isFloating()
                        ? site.op("Scale", Map.of("scale", factor), a)
                        : times(a, number(a, factor));
    }

    /** a / b; of whole numbers cut towards zero. */
    Value over(Value a, Value b) {
        return of("Div", a, b);
    }

    /** a^2. */
    Value square(Value a) {
        return times(a, a);
    }

    /** -a. */
    Value negative(Value a) {
        return of("Negative", a);
    }

    /** a < b. */
    Value less(Value a, Value b) {
        return of("LT", a, b);
    }

    /** a = b. */
    Value equal(Value a, Value b) {
        return of("EQ", a, b);
    }

    /** a where c holds, else b. */
    Value where(Value c, Value a, Value b) {
        return of("Where", c, a, b);
    }

    /** The larger of both. */
    Value larger(Value a, Value b) {
        Shape all = stretched(a.shape(), b.shape());
        return of("Max", stretch(a, all), stretch(b, all));
    }

    /** The smaller of both. */
    Value smaller(Value a, Value b) {
        Shape all = stretched(a.shape(), b.shape());
        return of("Min", stretch(a, all), stretch(b, all));
    }

    /** A number as a scalar of the elements of {@code like}. */
    Value number(Value like, double number) {
        return number(like.type().dtype(), number);
    }

    /** A number as a scalar of these elements. */
    Value number(DType dtype, double number) {
        NDArray scalar = NDArray.zeros(new ArrayType(dtype, Shape.SCALAR));
        if (dtype.isFloating()) {
            scalar.set(0, number);
        } else {
            scalar.setWhole(0, (long) number);
        }
        return site.constant(scalar);
    }

    /** An array full of one number. */
    Value filled(DType dtype, List<? extends Number> shape, double number) {
        return site.op("ConstantFill", Map.of("dtype", dtype, "shape", shape, "value", number));
    }

    /** Whole numbers that are known, as a vector. */
    Value wholes(DType dtype, List<Long> numbers) {
        requireModest(numbers.size());
        NDArray all = NDArray.zeros(new ArrayType(dtype, Shape.of(numbers.size())));
        for (int i = 0; i < all.size(); i++) {
            all.setWhole(i, numbers.get(i));
        }
        return site.constant(all);
    }

    /** 0, 1, ..., n - 1, as a vector. */
    Value range(DType dtype, long n) {
        requireModest(n);
        return wholes(dtype, LongStream.range(0, n).boxed().toList());
    }

    /** Refuses arrays that are larger than a rule should make. */
    void requireModest(long size) {
        if (size > MOST) {
            throw site.refuse("it would need a table of %,d numbers", size);
        }
    }

    /** Elements of another type. */
    Value cast(Value a, DType to) {
        return a.type().dtype() == to ? a : site.op("Cast", Map.of("to", to), a);
    }

    /** The same elements in another shape, which has no open extent. */
    Value reshape(Value a, List<? extends Number> shape) {
        Shape wanted = Shape.of(shape);
        if (wanted.equals(a.shape())) {
            return a;
        }
        if (wanted.size() != a.shape().size()) {
            throw new IllegalArgumentException(
                    "shape " + a.shape() + " can't become shape " + wanted);
        }
        return wanted.size() == 0
                ? filled(a.type().dtype(), shape, 0)
                : site.op("Reshape", Map.of("shape", shape), a);
    }

    /** The shape to which both stretch. */
    static Shape stretched(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] dims = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int p = i > a.rank() ? 1 : a.dim(-i);
            int q = i > b.rank() ? 1 : b.dim(-i);
            if (p != q && p != 1 && q != 1) {
                throw new IllegalArgumentException("shapes " + a + " and " + b + " do not fit");
            }
            dims[rank - i] = p == 1 ? q : p;
        }
        return Shape.of(dims);
    }

    /** An array stretched to a shape. */
    Value stretch(Value a, Shape shape) {
        return a.shape().equals(shape) ? a : site.op("Expand", Map.of("shape", shape.toList()), a);
    }

    /** The axes in another order. */
    Value transpose(Value a, List<Integer> order) {
        boolean same = IntStream.range(0, order.size()).allMatch(i -> order.get(i) == i);
        return same ? a : site.op("Transpose", Map.of("axes", order), a);
    }

    /** The axes in another order, given one by one. */
    Value transpose(Value a, int... order) {
        return transpose(a, IntStream.of(order).boxed().toList());
    }

    /** Axis {@code from} taken out and put in at {@code to}. */
    Value moveAxis(Value a, int from, int to) {
        List<Integer> order = new ArrayList<>(axes(a.shape().rank()));
        order.add(to, order.remove(from));
        return transpose(a, order);
    }

    /** 0, 1, ..., rank - 1. */
    static List<Integer> axes(int rank) {
        return IntStream.range(0, rank).boxed().toList();
    }

    /** What lies from {@code from} on, {@code count} elements, along an axis. */
    Value slice(Value a, int axis, long from, long count, long step) {
        Shape shape = a.shape();
        List<Long> starts = new ArrayList<>(Collections.nCopies(shape.rank(), 0L));
        List<Long> counts = new ArrayList<>(shape.toList().stream().map(d -> (long) d).toList());
        List<Long> steps = new ArrayList<>(Collections.nCopies(shape.rank(), 1L));
        starts.set(axis, from);
        counts.set(axis, count);
        steps.set(axis, step);
        return slice(a, starts, counts, steps);
    }

    /** What lies from {@code starts} on, {@code counts} elements along each axis. */
    Value slice(Value a, List<Long> starts, List<Long> counts, List<Long> steps) {
        if (counts.contains(0L)) {
            return filled(a.type().dtype(), counts, 0);
        }
        boolean whole = Shape.of(counts).equals(a.shape()) && steps.stream().allMatch(s -> s == 1);
        return whole
                ? a
                : site.op(
                        "StridedSlice",
                        Map.of("starts", starts, "counts", counts, "steps", steps),
                        a);
    }

    /** Arrays one behind the other along an axis. */
    Value concat(int axis, List<Value> parts) {
        return parts.size() == 1
                ? parts.get(0)
                : site.append(OpCatalog.get("Concat"), Map.of("axis", axis), parts).output(0);
    }

    /** Arrays stacked along a new last axis. */
    Value stackLast(List<Value> parts) {
        Map<String, ?> attrs = Map.of("axis", parts.get(0).shape().rank(), "add_axis", 1);
        return site.append(OpCatalog.get("Concat"), attrs, parts).output(0);
    }

    /** An array with zeros, or another number, around it. */
    Value pad(Value a, List<Long> before, List<Long> after, double value) {
        boolean none =
                before.stream().allMatch(n -> n == 0) && after.stream().allMatch(n -> n == 0);
        return none
                ? a
                : site.op("Pad", Map.of("before", before, "after", after, "value", value), a);
    }

    /** A reduction over axes, which stay with an extent of 1 or go. */
    Value reduce(String type, Value a, List<Integer> axes, boolean keep) {
        return site.op(type, Map.of("axes", axes, "keepdims", keep ? 1 : 0), a);
    }

    /** Rows along an axis by their numbers. */
    Value take(Value a, int axis, Value indices) {
        if (axis == 0) {
            return of("Gather", a, indices);
        }
        int rank = a.shape().rank();
        int more = indices.shape().rank();
        Value taken = of("Gather", moveAxis(a, axis, 0), indices);
        List<Integer> back = new ArrayList<>();
        IntStream.range(0, axis).forEach(i -> back.add(more + i));
        IntStream.range(0, more).forEach(back::add);
        IntStream.range(axis, rank - 1).forEach(i -> back.add(more + i));
        return transpose(taken, back);
    }

    /** Indices below zero counted from the end. */
    Value wrapped(Value indices, long extent) {
        Value end = plus(indices, number(indices, extent));
        return where(less(indices, number(indices, 0)), end, indices);
    }

    /** A product of matrices, or of stacks of them, as NumPy's matmul. */
    Value product(Value a, Value b) {
        int p = a.shape().rank();
        int q = b.shape().rank();
        if (p == 0 || q == 0) {
            throw new IllegalArgumentException("a scalar is no matrix");
        }
        List<Integer> first = new ArrayList<>(a.shape().toList());
        List<Integer> second = new ArrayList<>(b.shape().toList());
        if (p == 1) {
            first.add(0, 1);
        }
        if (q == 1) {
            second.add(1);
        }
        List<Integer> stack =
                new ArrayList<>(
                        stretched(
                                        Shape.of(first.subList(0, first.size() - 2)),
                                        Shape.of(second.subList(0, second.size() - 2)))
                                .toList());
        Value left = stacked(reshape(a, first), stack);
        Value right = stacked(reshape(b, second), stack);
        Value y = of(stack.isEmpty() ? "MatMul" : "BatchMatMul", left, right);
        List<Integer> result = new ArrayList<>(stack);
        if (p > 1) {
            result.add(first.get(first.size() - 2));
        }
        if (q > 1) {
            result.add(second.get(second.size() - 1));
        }
        return reshape(y, result);
    }

    private Value stacked(Value matrices, List<Integer> stack) {
        List<Integer> shape = new ArrayList<>(stack);
        int rank = matrices.shape().rank();
        shape.addAll(matrices.shape().toList().subList(rank - 2, rank));
        return stretch(matrices, Shape.of(shape));
    }
}
