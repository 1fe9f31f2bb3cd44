package org.duograph.session.op;

import static org.duograph.session.op.Operator.of;
import static org.duograph.session.op.Operator.stateful;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.duograph.graph.Value;
import org.duograph.ops.control.PutRow;
import org.duograph.ops.control.TakeRow;
import org.duograph.ops.shape.Gather;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Arrays of tensors of one shape. In TensorFlow the handle names a thing that operations write, and
 * a flow, which is but an empty number, puts them in order; here the flow itself is what the array
 * holds, [size, element...], and the handle says only whether it is an array of gradients.
 *
 * <p><b>Before the first element.</b> Where the shape of elements isn't said, the flow is [size, 0]
 * until one is written. A loop that is given such a flow, and writes it, is lowered again with
 * zeros of the right shape; elements that nobody wrote are zeros.
 *
 * <p><b>Arrays of gradients.</b> TensorFlow's gradient graphs write them with the flow of the array
 * whose gradients they are, each time from the beginning, and add up what comes of it. So a write
 * gives zeros but for what is written.
 */
final class TensorArrays {
    private static final long GRADIENTS = 1;

    static final List<Operator> OPERATORS = list();

    private TensorArrays() {}

    private static List<Operator> list() {
        List<Operator> all = new ArrayList<>();
        all.add(
                stateful(
                        "TensorArrayV3",
                        "size:int32 -> handle:array flow:float",
                        "dtype:type element_shape:shape=? dynamic_size:bool=false clear_after_read:bool=true identical_element_shapes:bool=false tensor_array_name:string=",
                        TensorArrays::begin));
        all.add(
                stateful(
                        "TensorArrayGradV3",
                        "handle:array flow_in:float -> grad_handle:array flow_out:float",
                        "source:string",
                        site -> site.give(handle(site, GRADIENTS), site.input(1))));
        all.add(
                of(
                        "TensorArrayWriteV3",
                        "handle:array index:int32 value:T flow_in:float -> flow_out:float",
                        "T:type",
                        TensorArrays::write));
        all.add(
                of(
                        "TensorArrayReadV3",
                        "handle:array index:int32 flow_in:float -> value:dtype",
                        "dtype:type",
                        TensorArrays::read));
        all.add(
                of(
                        "TensorArrayGatherV3",
                        "handle:array indices:int32 flow_in:float -> value:dtype",
                        "dtype:type element_shape:shape=?",
                        TensorArrays::gather));
        all.add(
                of(
                        "TensorArrayScatterV3",
                        "handle:array indices:int32 value:T flow_in:float -> flow_out:float",
                        "T:type",
                        TensorArrays::scatter));
        all.add(
                of(
                        "TensorArrayConcatV3",
                        "handle:array flow_in:float -> value:dtype lengths:int64",
                        "dtype:type element_shape_except0:shape=?",
                        TensorArrays::concat));
        all.add(
                of(
                        "TensorArraySplitV3",
                        "handle:array value:T lengths:int64 flow_in:float -> flow_out:float",
                        "T:type",
                        TensorArrays::split));
        all.add(
                of(
                        "TensorArraySizeV3",
                        "handle:array flow_in:float -> size:int32",
                        "",
                        site -> site.give(site.scalar(DType.INT32, site.input(1).shape().dim(0)))));
        all.add(of("TensorArrayCloseV3", "handle:array ->", "", site -> {}));
        return List.copyOf(all);
    }

    private static Value handle(LoweringSite site, long kind) {
        return site.constant(NDArray.of(Shape.SCALAR, kind));
    }

    private static boolean isOfGradients(LoweringSite site) {
        NDArray kind = site.known(site.input(0));
        return kind != null && kind.getWhole(0) == GRADIENTS;
    }

    private static void begin(LoweringSite site) {
        long size = site.numbers(0, "the size of a TensorArray").get(0);
        StaticShape element = site.attrs().shape("element_shape");
        DType dtype = site.attrs().dtype("dtype");
        List<Integer> shape = new ArrayList<>(List.of(Shape.extent(size)));
        shape.addAll(element.isKnown() ? element.filled(0).toList() : List.of(0));
        Value flow = new Formula(site).filled(dtype, Shape.of(shape), 0);
        site.give(handle(site, 0), flow);
    }

    /** The flow of an array of that type: a new one if it has no elements as yet; or as it is. */
    static Value room(LoweringSite site, Value flow, ArrayType type) {
        return isRoom(flow.type(), type)
                ? new Formula(site).filled(type.dtype(), type.shape(), 0)
                : flow;
    }

    /** Whether an array that has no elements as yet may become one of that type. */
    static boolean isRoom(ArrayType flow, ArrayType type) {
        return isUnwritten(flow)
                && !flow.equals(type)
                && flow.dtype() == type.dtype()
                && type.shape().rank() > 0
                && flow.shape().dim(0) == type.shape().dim(0);
    }

    /** Whether a value may be the flow of an array whose elements' shape isn't known as yet. */
    private static boolean isUnwritten(ArrayType flow) {
        return flow.shape().rank() == 2 && flow.shape().dim(1) == 0;
    }

    /** The flow of an array that holds elements of a shape. */
    private static Value holding(LoweringSite site, Value flow, ArrayType element) {
        List<Integer> shape = new ArrayList<>(List.of(flow.shape().dim(0)));
        shape.addAll(element.shape().toList());
        ArrayType type = element.withShape(Shape.of(shape));
        Value room = room(site, flow, type);
        if (!room.type().equals(type)) {
            throw new IllegalArgumentException(
                    "The TensorArray holds elements %s, but %s is written; all elements are of one type and shape"
                            .formatted(ofElements(flow.type()), element));
        }
        return room;
    }

    private static String ofElements(ArrayType flow) {
        int[] dims = flow.shape().toArray();
        return isUnwritten(flow)
                ? "of " + flow.dtype().lowerName()
                : flow.withShape(Shape.of(Arrays.copyOfRange(dims, 1, dims.length))).toString();
    }

    /** The flow, all of whose elements are to be read. */
    private static Value written(LoweringSite site, int input) {
        Value flow = site.input(input);
        if (isUnwritten(flow.type())) {
            throw new IllegalArgumentException(
                    "The TensorArray is read before it has elements, and their shape isn't known; give it an element shape, or write it first");
        }
        DType dtype = site.attrs().dtype("dtype");
        if (flow.type().dtype() != dtype) {
            throw new IllegalArgumentException(
                    "TensorArray dtype is %s but Op is trying to read %s"
                            .formatted(DataTypes.name(flow.type().dtype()), DataTypes.name(dtype)));
        }
        return flow;
    }

    private static Value index(LoweringSite site) {
        return new Formula(site).cast(site.input(1), DType.INT64);
    }

    private static void write(LoweringSite site) {
        Value row = site.input(2);
        Value flow = holding(site, site.input(3), row.type());
        if (isOfGradients(site)) {
            flow = new Formula(site).filled(flow.type().dtype(), flow.shape(), 0);
        }
        site.give(site.value(PutRow.OP, Map.of(), flow, index(site), row));
    }

    private static void read(LoweringSite site) {
        site.give(site.value(TakeRow.OP, Map.of(), written(site, 2), index(site)));
    }

    private static void gather(LoweringSite site) {
        Value flow = written(site, 2);
        site.give(
                isAll(site, flow.shape().dim(0))
                        ? flow
                        : site.value(Gather.OP, Map.of(), flow, site.input(1)));
    }

    /** Whether the indices are known to be those of all elements, in order. */
    private static boolean isAll(LoweringSite site, int size) {
        NDArray indices = site.known(site.input(1));
        return indices != null
                && indices.size() == size
                && LongStream.range(0, size).allMatch(i -> indices.getWhole((int) i) == i);
    }

    private static void scatter(LoweringSite site) {
        Formula f = new Formula(site);
        Value rows = site.input(2);
        Shape shape = rows.shape();
        if (shape.rank() == 0 || shape.dim(0) != site.input(1).shape().size()) {
            throw new IllegalArgumentException(
                    "Expected as many rows as indices, found %s and %s"
                            .formatted(rows.type(), site.input(1).type()));
        }
        List<Integer> element = shape.toList().subList(1, shape.rank());
        Value flow = holding(site, site.input(3), rows.type().withShape(Shape.of(element)));
        if (isAll(site, flow.shape().dim(0))) {
            site.give(rows);
        } else if (isOfGradients(site)) {
            site.give(Variables.rows(f, flow, site.input(1), rows));
        } else {
            site.give(Variables.replaced(f, flow, site.input(1), rows));
        }
    }

    private static void concat(LoweringSite site) {
        Value flow = written(site, 1);
        List<Integer> shape = flow.shape().toList();
        if (shape.size() < 2) {
            throw new IllegalArgumentException(
                    "Concat saw a scalar shape of elements but requires at least vectors; stack them");
        }
        int size = shape.get(0);
        List<Integer> joined = new ArrayList<>(List.of(size * shape.get(1)));
        joined.addAll(shape.subList(2, shape.size()));
        site.give(
                new Formula(site).reshape(flow, joined),
                Shapes.wholes(site, DType.INT64, Collections.nCopies(size, (long) shape.get(1))));
    }

    private static void split(LoweringSite site) {
        Value whole = site.input(1);
        List<Long> lengths = site.numbers(2, "the lengths of a TensorArray's elements");
        int size = site.input(3).shape().dim(0);
        if (lengths.size() != size) {
            throw new IllegalArgumentException(
                    "TensorArray's size is not equal to the size of lengths (%d vs. %d)"
                            .formatted(size, lengths.size()));
        }
        if (lengths.stream().distinct().count() > 1) {
            throw new IllegalArgumentException(
                    "All elements of a TensorArray are of one shape, but lengths are " + lengths);
        }
        long length = lengths.isEmpty() ? 0 : lengths.get(0);
        if (whole.shape().rank() == 0 || whole.shape().dim(0) != size * length) {
            throw new IllegalArgumentException(
                    "Expected sum of lengths to be equal to values.shape[0], but sum of lengths is %d and value's shape is %s"
                            .formatted(size * length, StaticShape.of(whole.shape())));
        }
        List<Long> element = new ArrayList<>(List.of(length));
        whole.shape().toList().stream().skip(1).forEach(d -> element.add((long) d));
        ArrayType type = whole.type().withShape(Shape.of(element));
        List<Long> shape = new ArrayList<>(List.of((long) size));
        shape.addAll(element);
        holding(site, site.input(3), type);
        site.give(new Formula(site).reshape(whole, shape));
    }
}
