package org.duograph.oracle.onnxruntime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** A model in the real ONNX Runtime, on two threads; arrays in and out. One thread uses it. */
final class OnnxRuntime implements AutoCloseable {
    private static final int THREADS = 2;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    /**
     * Reads a model.
     *
     * @throws IllegalStateException if ONNX Runtime refuses it
     */
    OnnxRuntime(byte[] model) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(THREADS);
            options.setInterOpNumThreads(1);
            session = environment.createSession(model, options);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
        }
    }

    /** Runs it. */
    Map<String, NDArray> run(Map<String, NDArray> feeds) {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, NDArray> feed : feeds.entrySet()) {
                inputs.put(feed.getKey(), tensor(feed.getValue()));
            }
            Map<String, NDArray> outputs = new LinkedHashMap<>();
            try (OrtSession.Result result = session.run(inputs)) {
                for (Map.Entry<String, OnnxValue> output : result) {
                    outputs.put(output.getKey(), array((OnnxTensor) output.getValue()));
                }
            }
            return outputs;
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor tensor(NDArray array) throws OrtException {
        OnnxJavaType type =
                switch (array.dtype()) {
                    case FLOAT32 -> OnnxJavaType.FLOAT;
                    case FLOAT64 -> OnnxJavaType.DOUBLE;
                    case INT64 -> OnnxJavaType.INT64;
                    case INT32 -> OnnxJavaType.INT32;
                    case UINT8 -> OnnxJavaType.UINT8;
                    case BOOL -> OnnxJavaType.BOOL;
                    default -> throw new IllegalArgumentException("no " + array.type() + " here");
                };
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(array.size() * array.dtype().bytes())
                        .order(ByteOrder.nativeOrder());
        array.dtype().put(array.data(), 0, array.size(), bytes);
        long[] dims = array.shape().toList().stream().mapToLong(d -> d).toArray();
        return OnnxTensor.createTensor(environment, bytes.flip(), dims, type);
    }

    private static NDArray array(OnnxTensor tensor) {
        TensorInfo info = tensor.getInfo();
        DType dtype =
                switch (info.type) {
                    case FLOAT -> DType.FLOAT32;
                    case DOUBLE -> DType.FLOAT64;
                    case INT64 -> DType.INT64;
                    case INT32 -> DType.INT32;
                    case UINT8 -> DType.UINT8;
                    case BOOL -> DType.BOOL;
                    default -> throw new IllegalStateException("no arrays of " + info.type);
                };
        int[] dims = Arrays.stream(info.getShape()).mapToInt(Math::toIntExact).toArray();
        NDArray array = NDArray.zeros(new ArrayType(dtype, Shape.of(dims)));
        ByteBuffer bytes = tensor.getByteBuffer().order(ByteOrder.nativeOrder());
        dtype.get(bytes, array.data(), 0, array.size());
        return array;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
        }
    }
}
