package org.duograph.serving.model;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.messages.FileFormatException;
import org.duograph.serving.Refusal;
import org.duograph.serving.proto.Example;
import org.duograph.serving.proto.InferenceTask;
import org.duograph.serving.proto.Input;
import org.duograph.serving.proto.ModelSpec;
import org.duograph.serving.proto.PredictRequest;
import org.duograph.serving.proto.PredictionLog;
import org.duograph.session.op.Tensors;
import org.duograph.tensor.NDArray;

/**
 * The requests that a SavedModel brings along in {@value #FILE}: records of {@link PredictionLog},
 * as TensorFlow Serving has them. Each is run once, for whichever model and version it was
 * recorded; what was answered then is not looked at.
 */
final class WarmUpRequests {
    static final String FILE = "assets.extra/tf_serving_warmup_requests";

    /** As many as TensorFlow Serving takes. */
    static final int MOST = 1000;

    private final Map<String, ServedSignature> signatures;
    private final Runner runner;

    private WarmUpRequests(Map<String, ServedSignature> signatures, Runner runner) {
        this.signatures = signatures;
        this.runner = runner;
    }

    /**
     * Runs all of them, if there are any.
     *
     * @throws FileFormatException names the record that can't be read, or that the model refuses
     */
    static void run(Path savedModel, Map<String, ServedSignature> signatures, Runner runner)
            throws IOException {
        Path file = savedModel.resolve(FILE);
        if (Files.notExists(file)) {
            return;
        }
        WarmUpRequests requests = new WarmUpRequests(signatures, runner);
        try (RecordFile records = new RecordFile(file)) {
            int number = 0;
            for (byte[] record = records.next(); record != null; record = records.next()) {
                if (number == MOST) {
                    throw new FileFormatException(
                            "%s has more than %d requests; a few for each signature and size are enough"
                                    .formatted(file, MOST));
                }
                try {
                    requests.run(PredictionLog.parseFrom(record));
                } catch (InvalidProtocolBufferException | RuntimeException e) {
                    throw new FileFormatException(
                            "%s, record %d can't be run: %s; leave it out, or record it again with this model"
                                    .formatted(file, number, e.getMessage()),
                            e);
                }
                number++;
            }
        }
    }

    private void run(PredictionLog log) {
        switch (log.getLogTypeCase()) {
            case PREDICT_LOG -> predict(log.getPredictLog().getRequest());
            case CLASSIFY_LOG -> {
                var request = log.getClassifyLog().getRequest();
                examples(request.getModelSpec(), request.getInput());
            }
            case REGRESS_LOG -> {
                var request = log.getRegressLog().getRequest();
                examples(request.getModelSpec(), request.getInput());
            }
            case MULTI_INFERENCE_LOG -> {
                var request = log.getMultiInferenceLog().getRequest();
                for (InferenceTask task : request.getTasksList()) {
                    examples(task.getModelSpec(), request.getInput());
                }
            }
            default ->
                    throw Refusal.invalid(
                            "it is no request to predict, classify, regress or infer several ways");
        }
    }

    private void predict(PredictRequest request) {
        Map<String, NDArray> inputs = new LinkedHashMap<>();
        request.getInputsMap().forEach((name, message) -> inputs.put(name, Tensors.array(message)));
        run(request.getModelSpec(), inputs);
    }

    private void examples(ModelSpec spec, Input input) {
        List<Example> examples = ExampleArrays.examples(input);
        if (examples.isEmpty()) {
            throw Refusal.invalid("it has no examples");
        }
        run(spec, ExampleArrays.inputs(signature(spec), examples));
    }

    private void run(ModelSpec spec, Map<String, NDArray> inputs) {
        ServedSignature called = signature(spec);
        if (!inputs.keySet().equals(called.inputs().keySet())) {
            throw Refusal.invalid(
                    "it has the inputs %s, but the signature \"%s\" takes %s"
                            .formatted(inputs.keySet(), name(spec), called.inputs().keySet()));
        }
        called.inputs().forEach((input, port) -> port.require(input, inputs.get(input)));
        runner.run(name(spec), inputs);
    }

    private static String name(ModelSpec spec) {
        String name = spec.getSignatureName();
        return name.isEmpty() ? ServedSignature.DEFAULT : name;
    }

    private ServedSignature signature(ModelSpec spec) {
        ServedSignature called = signatures.get(name(spec));
        if (called == null) {
            throw Refusal.invalid(
                    "it asks the signature \"%s\", but the model has %s"
                            .formatted(name(spec), signatures.keySet()));
        }
        return called;
    }
}
