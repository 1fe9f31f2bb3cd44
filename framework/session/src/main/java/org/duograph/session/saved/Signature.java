package org.duograph.session.saved;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.duograph.session.Graph;
import org.duograph.session.Tensor;
import org.duograph.session.op.DataTypes;
import org.duograph.session.proto.SignatureDef;
import org.duograph.session.proto.TensorInfo;

/**
 * What a model takes and gives.
 *
 * @param inputs the tensors that are fed, by the names that callers use
 * @param outputs the tensors that are fetched, by the names that callers use
 * @param method how it is served: {@link #PREDICT}, or another of TensorFlow Serving's words
 */
public record Signature(Map<String, Tensor> inputs, Map<String, Tensor> outputs, String method) {
    /** The signature that is used where nobody names one. */
    public static final String DEFAULT = "serving_default";

    /** Arrays in, arrays out. */
    public static final String PREDICT = "tensorflow/serving/predict";

    /** A signature that predicts. */
    public static Signature predict(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        return new Signature(inputs, outputs, PREDICT);
    }

    /**
     * The signature as a message.
     *
     * @param written which tensor of the graph that is written stands for each
     */
    SignatureDef message(UnaryOperator<Tensor> written) {
        SignatureDef.Builder message = SignatureDef.newBuilder().setMethodName(method);
        inputs.forEach((name, tensor) -> message.putInputs(name, info(written.apply(tensor))));
        outputs.forEach((name, tensor) -> message.putOutputs(name, info(written.apply(tensor))));
        return message.build();
    }

    private static TensorInfo info(Tensor tensor) {
        return TensorInfo.newBuilder()
                .setName(tensor.name())
                .setDtype(DataTypes.of(tensor.dtype()))
                .setTensorShape(tensor.shape().message())
                .build();
    }

    /** The signature of a message, with the tensors of a graph. */
    static Signature of(SignatureDef message, Graph graph) {
        return new Signature(
                tensors(message.getInputsMap(), graph),
                tensors(message.getOutputsMap(), graph),
                message.getMethodName());
    }

    private static Map<String, Tensor> tensors(Map<String, TensorInfo> infos, Graph graph) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        new TreeMap<>(infos)
                .forEach((name, info) -> tensors.put(name, graph.tensor(info.getName())));
        return tensors;
    }
}
