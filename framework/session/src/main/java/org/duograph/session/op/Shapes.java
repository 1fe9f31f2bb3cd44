package org.duograph.session.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.shape.ExpandDims;
import org.duograph.ops.shape.Reshape;
import org.duograph.ops.shape.Transpose;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The same elements in other shapes and orders. */
final class Shapes {
    static final List<Operator> OPERATORS = list();

    private Shapes() {}

    private static List<Operator> list() {
        List<Operator> all = new ArrayList<>();
        all.add(
                Operator.of(
                        "Reshape",
                        "tensor:T shape:Tshape -> output:T",
                        "T:type Tshape:type=int32",
                        Shapes::reshape));
        all.add(
                Operator.of(
                        "Shape",
                        "input:T -> output:out_type",
                        "T:type out_type:type=int32",
                        Shapes::shape));
        all.add(
                Operator.of(
                        "ShapeN",
                        "input:N*T -> output:N*out_type",
                        "N:int T:type out_type:type=int32",
                        site ->
                                site.give(
                                        site.inputs(0, site.inputCount()).stream()
                                                .map(x -> extents(site, x))
                                                .toArray(Value[]::new))));
        all.add(
                Operator.of(
                        "Size",
                        "input:T -> output:out_type",
                        "T:type out_type:type=int32",
                        site ->
                                site.give(
                                        site.scalar(
                                                site.attrs().dtype("out_type"),
                                                site.input(0).shape().size()))));
        all.add(
                Operator.of(
                        "Rank",
                        "input:T -> output:int32",
                        "T:type",
                        site -> site.give(site.scalar(DType.INT32, site.input(0).shape().rank()))));
        all.add(
                Operator.of(
                        "Transpose",
                        "x:T perm:Tperm -> y:T",
                        "T:type Tperm:type=int32",
                        site ->
                                site.give(
                                        site.value(
                                                Transpose.OP,
                                                Map.of(
                                                        "axes",
                                                        site.numbers(1, "the order of axes")),
                                                site.input(0)))));
        all.add(
                Operator.of(
                        "ExpandDims",
                        "input:T dim:Tdim -> output:T",
                        "T:type Tdim:type=int32",
                        Shapes::expandDims));
        all.add(
                Operator.of(
                        "Squeeze",
                        "input:T -> output:T",
                        "T:type squeeze_dims:list(int)=[]",
                        Shapes::squeeze));
        return List.copyOf(all);
    }

    private static void reshape(LoweringSite site) {
        List<Long> shape = site.numbers(1, "the shape");
        site.give(reshaped(site, site.input(0), shape));
    }

    /** An array in another shape, in which one extent may be -1; 0 is an extent like any other. */
    static Value reshaped(LoweringSite site, Value x, List<Long> shape) {
        long known = 1;
        int open = -1;
        for (int i = 0; i < shape.size(); i++) {
            if (shape.get(i) >= 0) {
                known *= shape.get(i);
            } else if (open < 0) {
                open = i;
            } else {
                throw new IllegalArgumentException("Only one extent may be -1, found " + shape);
            }
        }
        List<Long> dims = new ArrayList<>(shape);
        long size = x.shape().size();
        if (open >= 0) {
            dims.set(open, known == 0 ? 0 : size / known);
            known *= dims.get(open);
        }
        if (known != size) {
            throw new IllegalArgumentException(
                    "Cannot reshape a tensor with %d elements to shape %s".formatted(size, shape));
        }
        return x.shape().equals(Shape.of(dims))
                ? x
                : site.append(Reshape.OP, Map.of("shape", dims), List.of(x)).output(0);
    }

    private static void shape(LoweringSite site) {
        site.give(extents(site, site.input(0)));
    }

    /** The shape of a value as numbers of type {@code out_type}: a plan is for these extents. */
    private static Value extents(LoweringSite site, Value x) {
        return wholes(site, site.attrs().dtype("out_type"), Lowerings.extents(x.shape()));
    }

    /** A vector of whole numbers that are known. */
    static Value wholes(LoweringSite site, DType dtype, List<Long> numbers) {
        NDArray array = NDArray.zeros(new ArrayType(dtype, Shape.of(numbers.size())));
        for (int i = 0; i < numbers.size(); i++) {
            array.setWhole(i, numbers.get(i));
        }
        return site.constant(array);
    }

    private static void expandDims(LoweringSite site) {
        Value x = site.input(0);
        long axis = site.numbers(1, "the axis").get(0);
        long at = axis < 0 ? axis + x.shape().rank() + 1 : axis;
        site.give(site.value(ExpandDims.OP, Map.of("dims", List.of(at)), x));
    }

    private static void squeeze(LoweringSite site) {
        Value x = site.input(0);
        List<Long> dims =
                new ArrayList<>(Lowerings.axes(site.attrs().integers("squeeze_dims"), x.shape()));
        for (int i = 0;
                site.attrs().integers("squeeze_dims").isEmpty() && i < x.shape().rank();
                i++) {
            if (x.shape().dim(i) == 1) {
                dims.add((long) i);
            }
        }
        dims.sort(null);
        site.give(dims.isEmpty() ? x : site.value(ExpandDims.SQUEEZE, Map.of("dims", dims), x));
    }
}
