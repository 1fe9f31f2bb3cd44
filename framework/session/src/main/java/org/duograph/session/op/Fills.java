package org.duograph.session.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.shape.Expand;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Tensors full of one number, stretched ones, sequences. */
final class Fills {
    static final List<Operator> OPERATORS = list();

    private Fills() {}

    private static List<Operator> list() {
        List<Operator> all = new ArrayList<>();
        all.add(Operator.of("ZerosLike", "x:T -> y:T", "T:type", site -> fill(site, 0)));
        all.add(Operator.of("OnesLike", "x:T -> y:T", "T:type", site -> fill(site, 1)));
        all.add(
                Operator.of(
                        "Fill",
                        "dims:index_type value:T -> output:T",
                        "T:type index_type:type=int32",
                        site -> stretch(site, site.input(1), 0)));
        all.add(
                Operator.of(
                        "BroadcastTo",
                        "input:T shape:Tidx -> output:T",
                        "T:type Tidx:type=int32",
                        site -> stretch(site, site.input(0), 1)));
        all.add(
                Operator.of(
                        "BroadcastGradientArgs",
                        "s0:T s1:T -> r0:T r1:T",
                        "T:type=int32",
                        Fills::gradientAxes));
        all.add(
                Operator.of(
                        "Range",
                        "start:Tidx limit:Tidx delta:Tidx -> output:Tidx",
                        "Tidx:type=int32",
                        Fills::range));
        all.add(
                Operator.of(
                        "LinSpace",
                        "start:T stop:T num:Tidx -> output:T",
                        "T:type Tidx:type=int32",
                        Fills::linSpace));
        return List.copyOf(all);
    }

    private static void fill(LoweringSite site, double number) {
        Value x = site.input(0);
        site.give(new Formula(site).filled(x.type().dtype(), x.shape(), number));
    }

    private static void stretch(LoweringSite site, Value x, int shapeInput) {
        List<Long> shape = site.numbers(shapeInput, "the shape");
        Value y = site.value(Expand.OP, Map.of("shape", shape), x);
        if (!y.shape().equals(Shape.of(shape))) {
            throw new IllegalArgumentException(
                    "Incompatible shapes: %s vs. %s".formatted(x.shape(), shape));
        }
        site.give(y);
    }

    /** The axes of two shapes along which arithmetic stretches each: those that gradients sum. */
    private static void gradientAxes(LoweringSite site) {
        List<Long> a = site.numbers(0, "the shape");
        List<Long> b = site.numbers(1, "the shape");
        int rank = Math.max(a.size(), b.size());
        List<Long> ofA = new ArrayList<>();
        List<Long> ofB = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            long da = extent(a, i - rank);
            long db = extent(b, i - rank);
            if (da != db && da != 1 && db != 1) {
                throw new IllegalArgumentException(
                        "Incompatible shapes: %s vs. %s".formatted(a, b));
            }
            boolean bothOne = da == 1 && db == 1;
            if (da == 1 && !bothOne || bothOne || i < rank - a.size()) {
                ofA.add((long) i);
            }
            if (db == 1 && !bothOne || bothOne || i < rank - b.size()) {
                ofB.add((long) i);
            }
        }
        DType dtype = site.attrs().dtype("T");
        boolean same = a.equals(b);
        site.give(
                Shapes.wholes(site, dtype, same ? List.of() : ofA),
                Shapes.wholes(site, dtype, same ? List.of() : ofB));
    }

    private static long extent(List<Long> shape, int fromEnd) {
        int i = shape.size() + fromEnd;
        return i < 0 ? 1 : shape.get(i);
    }

    private static NDArray known(LoweringSite site, int i, String what) {
        NDArray known = site.known(site.input(i));
        if (known == null) {
            site.numbers(i, what); // fails, and says why
        }
        return known;
    }

    private static void range(LoweringSite site) {
        NDArray start = known(site, 0, "the start of a range");
        NDArray limit = known(site, 1, "the limit of a range");
        NDArray delta = known(site, 2, "the step of a range");
        DType dtype = start.dtype();
        double step = delta.get(0);
        double way = limit.get(0) - start.get(0);
        if (step == 0) {
            throw new IllegalArgumentException("Requires delta != 0: 0");
        }
        if (way * step < 0) {
            throw new IllegalArgumentException(
                    "Requires start %s limit when delta %s 0: %s/%s"
                            .formatted(
                                    step > 0 ? "<=" : ">=",
                                    step > 0 ? ">" : "<",
                                    dtype.text(start.data(), 0),
                                    dtype.text(limit.data(), 0)));
        }
        int count = Shape.extent((long) Math.ceil(Math.abs(way / step)));
        NDArray numbers = NDArray.zeros(new ArrayType(dtype, Shape.of(count)));
        double real = start.get(0);
        long whole = start.getWhole(0);
        for (int i = 0; i < count; i++) { // added up in the type's own precision
            if (dtype.isFloating()) {
                numbers.set(i, real);
                real = dtype.rounded(real + step);
            } else {
                numbers.setWhole(i, whole);
                whole += delta.getWhole(0);
            }
        }
        site.give(site.constant(numbers));
    }

    private static void linSpace(LoweringSite site) {
        NDArray start = known(site, 0, "the start");
        NDArray stop = known(site, 1, "the stop");
        long num = site.numbers(2, "how many numbers").get(0);
        if (num <= 0) {
            throw new IllegalArgumentException("Requires num > 0: " + num);
        }
        DType dtype = start.dtype();
        NDArray numbers = NDArray.zeros(new ArrayType(dtype, Shape.of(Shape.extent(num))));
        double step = num == 1 ? 0 : dtype.rounded((stop.get(0) - start.get(0)) / (num - 1));
        for (int i = 0; i < num; i++) {
            numbers.set(i, start.get(0) + dtype.rounded(step * i));
        }
        site.give(site.constant(numbers));
    }
}
