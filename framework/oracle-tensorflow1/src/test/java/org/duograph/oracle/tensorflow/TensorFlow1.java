package org.duograph.oracle.tensorflow;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.OpList;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tensor.TextBytes;
import org.tensorflow.DataType;
import org.tensorflow.Graph;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.TensorFlow;

/** The real TensorFlow 1.15, in Duograph's words. */
final class TensorFlow1 implements AutoCloseable {
    private final Graph graph;
    private final Session session;
    private final SavedModelBundle model;

    /** Imports a graph. */
    TensorFlow1(GraphDef message) {
        model = null;
        graph = new Graph();
        graph.importGraphDef(message.toByteArray());
        session = new Session(graph);
    }

    /** Loads a SavedModel. */
    TensorFlow1(Path folder, String tag) {
        model = SavedModelBundle.load(folder.toString(), tag);
        graph = null;
        session = model.session();
    }

    /** The operators that it has. */
    static OpList operators() {
        try {
            return OpList.parseFrom(TensorFlow.registeredOpList());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs operations, and fetches tensors. */
    List<NDArray> run(Map<String, NDArray> feeds, List<String> targets, List<String> fetches) {
        Session.Runner runner = session.runner();
        List<Tensor<?>> open = new ArrayList<>();
        try {
            feeds.forEach(
                    (name, array) -> {
                        Tensor<?> tensor = tensor(array);
                        open.add(tensor);
                        runner.feed(name, tensor);
                    });
            targets.forEach(runner::addTarget);
            fetches.forEach(runner::fetch);
            List<Tensor<?>> results = runner.run();
            open.addAll(results);
            return results.stream().map(TensorFlow1::array).toList();
        } finally {
            open.forEach(Tensor::close);
        }
    }

    private static Tensor<?> tensor(NDArray array) {
        long[] shape = array.shape().toList().stream().mapToLong(i -> i).toArray();
        return switch (array.dtype()) {
            case FLOAT32 -> Tensor.create(shape, FloatBuffer.wrap(array.floats()));
            case INT32 -> Tensor.create(shape, IntBuffer.wrap((int[]) array.data()));
            case INT64 -> Tensor.create(shape, LongBuffer.wrap((long[]) array.data()));
            case STRING -> Tensor.create(TextBytes.bytes(array.texts()[0]), String.class);
            default ->
                    throw new IllegalArgumentException("not fed in these tests: " + array.type());
        };
    }

    private static NDArray array(Tensor<?> tensor) {
        int[] dims = java.util.Arrays.stream(tensor.shape()).mapToInt(Math::toIntExact).toArray();
        Shape shape = Shape.of(dims);
        if (tensor.dataType() == DataType.FLOAT) {
            NDArray array = NDArray.zeros(new ArrayType(DType.FLOAT32, shape));
            tensor.writeTo(FloatBuffer.wrap(array.floats()));
            return array;
        } else if (tensor.dataType() == DataType.INT32) {
            NDArray array = NDArray.zeros(new ArrayType(DType.INT32, shape));
            tensor.writeTo(IntBuffer.wrap((int[]) array.data()));
            return array;
        } else if (tensor.dataType() == DataType.INT64) {
            NDArray array = NDArray.zeros(new ArrayType(DType.INT64, shape));
            tensor.writeTo(LongBuffer.wrap((long[]) array.data()));
            return array;
        }
        if (tensor.dataType() == DataType.STRING) {
            return NDArray.ofTexts(Shape.SCALAR, TextBytes.text(tensor.bytesValue()));
        }
        NDArray array = NDArray.zeros(new ArrayType(DType.BOOL, shape));
        tensor.writeTo(java.nio.ByteBuffer.wrap((byte[]) array.data()));
        return array;
    }

    @Override
    public void close() {
        if (model != null) {
            model.close();
        } else {
            session.close();
            graph.close();
        }
    }
}
