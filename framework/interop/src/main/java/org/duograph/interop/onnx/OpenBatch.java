package org.duograph.interop.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.interop.onnx.proto.AttributeProto.AttributeType;
import org.duograph.interop.onnx.proto.GraphProto;
import org.duograph.interop.onnx.proto.NodeProto;
import org.duograph.interop.onnx.proto.TensorProto;
import org.duograph.interop.onnx.proto.TensorShapeProto;
import org.duograph.interop.onnx.proto.ValueInfoProto;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Leaves the batch of a model open. What depends on it is found by comparing the model with the
 * same one for another batch: an extent that grows with the batch is a multiple of it. Such numbers
 * of new shapes become -1 where that says it, and else what the file computes from the shape of its
 * input.
 */
final class OpenBatch {
    private static final String BATCH = "N";

    private final GraphProto.Builder one;
    private final GraphProto two;
    private final Set<String> taken = new LinkedHashSet<>();
    private final List<NodeProto> before = new ArrayList<>();
    private String input;
    private int axis;
    private long ofOne;
    private long ofTwo;
    private String batch;

    private OpenBatch(GraphProto.Builder one, GraphProto two) {
        this.one = one;
        this.two = two;
    }

    /**
     * Changes a model for one batch, by the same one for another.
     *
     * @throws IllegalArgumentException if their inputs do not differ
     * @throws UnsupportedModelException if something else depends on the batch; the message names
     *     it
     */
    static void open(GraphProto.Builder one, GraphProto two) {
        OpenBatch open = new OpenBatch(one, two);
        open.findBatch();
        open.requireSameNodes();
        open.names();
        open.arrays();
        for (int i = 0; i < one.getInputCount(); i++) {
            open.extents(one.getInputBuilder(i), two.getInput(i));
        }
        for (int i = 0; i < one.getOutputCount(); i++) {
            open.extents(one.getOutputBuilder(i), two.getOutput(i));
        }
        for (int i = 0; i < open.before.size(); i++) {
            one.addNode(i, open.before.get(i));
        }
    }

    private static TensorShapeProto shape(ValueInfoProto info) {
        return info.getType().getTensorType().getShape();
    }

    /** The first extent of an input that differs. */
    private void findBatch() {
        if (one.getInputCount() != two.getInputCount()) {
            throw differs("they take other inputs");
        }
        for (int i = 0; i < one.getInputCount(); i++) {
            TensorShapeProto a = shape(one.getInput(i));
            TensorShapeProto b = shape(two.getInput(i));
            for (int d = 0; d < Math.min(a.getDimCount(), b.getDimCount()); d++) {
                if (a.getDim(d).getDimValue() != b.getDim(d).getDimValue()) {
                    input = one.getInput(i).getName();
                    axis = d;
                    ofOne = a.getDim(d).getDimValue();
                    ofTwo = b.getDim(d).getDimValue();
                    return;
                }
            }
        }
        throw new IllegalArgumentException(
                "Both graphs take inputs of the same shapes; make the second one for another batch");
    }

    private static UnsupportedModelException differs(String how) {
        return new UnsupportedModelException(
                "The batch can't be left open: for another batch the model is another one, as %s; write it for one batch"
                        .formatted(how));
    }

    private void requireSameNodes() {
        if (one.getNodeCount() != two.getNodeCount()
                || one.getInitializerCount() != two.getInitializerCount()) {
            throw differs("it has other operators");
        }
        for (int i = 0; i < one.getNodeCount(); i++) {
            if (!one.getNode(i).equals(two.getNode(i))) {
                throw differs(Refusals.describe(one.getNode(i)) + " is another one");
            }
        }
    }

    private void names() {
        one.getInitializerList().forEach(a -> taken.add(a.getName()));
        one.getInputList().forEach(i -> taken.add(i.getName()));
        one.getNodeList().forEach(n -> taken.addAll(n.getOutputList()));
    }

    private String fresh(String wished) {
        String name = wished;
        for (int i = 1; !taken.add(name); i++) {
            name = wished + "_" + i;
        }
        return name;
    }

    /** How many times the batch a number is that differs; -1 if it is no multiple. */
    private long times(long a, long b) {
        return a % ofOne == 0 && a / ofOne * ofTwo == b ? a / ofOne : -1;
    }

    private void arrays() {
        Map<String, TensorProto> kept = new LinkedHashMap<>();
        for (int i = 0; i < one.getInitializerCount(); i++) {
            TensorProto a = one.getInitializer(i);
            TensorProto b = two.getInitializer(i);
            if (a.equals(b)) {
                kept.put(a.getName(), a);
            } else if (!a.getName().equals(b.getName()) || a.getDataType() != b.getDataType()) {
                throw differs("\"" + a.getName() + "\" is another array");
            } else if (a.getDimsList().equals(b.getDimsList())) {
                numbers(a.getName(), array(a), array(b), kept);
            } else {
                fill(a.getName(), array(a), array(b), kept);
            }
        }
        one.clearInitializer().addAllInitializer(kept.values());
    }

    private static NDArray array(TensorProto from) {
        if (from.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            throw differs("\"" + from.getName() + "\" has other numbers");
        }
        try {
            return OnnxArrays.read(from, null);
        } catch (IOException e) {
            throw new IllegalStateException(e); // it was written just now
        }
    }

    /** Whole numbers, some of which are multiples of the batch. */
    private void numbers(String name, NDArray a, NDArray b, Map<String, TensorProto> kept) {
        List<Long> factors = new ArrayList<>(); // of the batch; 0 where the number stays
        int open = 0;
        for (int i = 0; i < a.size(); i++) {
            boolean same = a.getWhole(i) == b.getWhole(i);
            long times = same ? 0 : times(a.getWhole(i), b.getWhole(i));
            if (times < 0 || a.dtype() != DType.INT64) {
                throw differs("\"" + name + "\" is no multiple of the batch");
            }
            factors.add(times);
            open += same ? 0 : 1;
        }
        if (open == 1 && isNewShapeOnly(name)) {
            NDArray shape = a.copy();
            for (int i = 0; i < shape.size(); i++) {
                shape.setWhole(i, factors.get(i) == 0 ? a.getWhole(i) : -1);
            }
            kept.put(name, OnnxArrays.write(name, shape));
        } else {
            compute(name, a, factors, kept);
        }
    }

    private boolean isNewShapeOnly(String name) {
        for (NodeProto node : one.getNodeList()) {
            for (int i = 0; i < node.getInputCount(); i++) {
                boolean shape = node.getOpType().equals("Reshape") && i == 1;
                if (node.getInput(i).equals(name) && !shape) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Numbers one after the other: those that stay, and multiples of the batch. */
    private void compute(
            String name, NDArray a, List<Long> factors, Map<String, TensorProto> kept) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < factors.size(); i++) {
            if (factors.get(i) == 0) {
                parts.add(whole(name, a.getWhole(i), kept));
            } else if (factors.get(i) == 1) {
                parts.add(batch(kept));
            } else {
                String product = fresh(name + "_times");
                String factor = whole(name, factors.get(i), kept);
                node("Mul", List.of(batch(kept), factor), product);
                parts.add(product);
            }
        }
        NodeProto.Builder concat = node("Concat", parts, name).toBuilder();
        concat.addAttributeBuilder().setName("axis").setType(AttributeType.INT);
        before.set(before.size() - 1, concat.build());
    }

    /** One number in all places of an array whose extents grow with the batch. */
    private void fill(String name, NDArray a, NDArray b, Map<String, TensorProto> kept) {
        boolean same = a.size() > 0 && a.equals(NDArray.full(a.type(), a.get(0)));
        if (!same
                || a.shape().rank() != b.shape().rank()
                || !b.equals(NDArray.full(b.type(), a.get(0)))) {
            throw differs("\"" + name + "\" has other numbers");
        }
        List<Long> factors = new ArrayList<>();
        long[] dims = new long[a.shape().rank()];
        for (int d = 0; d < dims.length; d++) {
            dims[d] = a.shape().dim(d);
            boolean stays = dims[d] == b.shape().dim(d);
            long times = stays ? 0 : times(dims[d], b.shape().dim(d));
            if (times < 0) {
                throw differs("\"" + name + "\" does not grow with the batch");
            }
            factors.add(times);
        }
        String number = fresh(name + "_number");
        kept.put(number, OnnxArrays.write(number, a.reshape(a.size()).slice(0, 0, 1)));
        String shape = fresh(name + "_shape");
        compute(shape, NDArray.of(Shape.of(dims.length), dims), factors, kept);
        node("Expand", List.of(number, shape), name);
    }

    private String whole(String name, long number, Map<String, TensorProto> kept) {
        String array = fresh(name + "_whole");
        kept.put(array, OnnxArrays.write(array, NDArray.of(Shape.of(1), number)));
        return array;
    }

    /** The batch of what is fed, as an array of one number. */
    private String batch(Map<String, TensorProto> kept) {
        if (batch == null) {
            String shape = fresh(input + "_shape");
            String place = whole(input + "_axis", axis, kept);
            batch = fresh("batch");
            node("Shape", List.of(input), shape);
            node("Gather", List.of(shape, place), batch);
        }
        return batch;
    }

    private NodeProto node(String type, List<String> inputs, String output) {
        NodeProto node =
                NodeProto.newBuilder()
                        .setOpType(type)
                        .setName(fresh(output + "_node"))
                        .addAllInput(inputs)
                        .addOutput(output)
                        .build();
        before.add(node);
        return node;
    }

    private void extents(ValueInfoProto.Builder a, ValueInfoProto b) {
        TensorShapeProto.Builder dims = a.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
        for (int d = 0; d < dims.getDimCount(); d++) {
            long here = dims.getDim(d).getDimValue();
            long there = shape(b).getDim(d).getDimValue();
            if (here != there) {
                long times = times(here, there);
                if (times < 0) {
                    throw differs("\"" + a.getName() + "\" does not grow with the batch");
                }
                dims.getDimBuilder(d).setDimParam(times == 1 ? BATCH : times + BATCH);
            }
        }
    }
}
