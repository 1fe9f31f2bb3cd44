package org.duograph.serving.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Int64Value;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.duograph.serving.Code;
import org.duograph.serving.Refusal;
import org.duograph.serving.ServingOptions;
import org.duograph.serving.batch.Batcher;
import org.duograph.serving.examples.ExampleCalls;
import org.duograph.serving.metrics.Metrics;
import org.duograph.serving.model.ServedSignature;
import org.duograph.serving.proto.ClassificationRequest;
import org.duograph.serving.proto.ClassificationResponse;
import org.duograph.serving.proto.GetModelMetadataRequest;
import org.duograph.serving.proto.GetModelMetadataResponse;
import org.duograph.serving.proto.InferenceResult;
import org.duograph.serving.proto.InferenceTask;
import org.duograph.serving.proto.Input;
import org.duograph.serving.proto.ModelSpec;
import org.duograph.serving.proto.MultiInferenceRequest;
import org.duograph.serving.proto.MultiInferenceResponse;
import org.duograph.serving.proto.PredictRequest;
import org.duograph.serving.proto.PredictResponse;
import org.duograph.serving.proto.PredictionServiceGrpc;
import org.duograph.serving.proto.RegressionRequest;
import org.duograph.serving.proto.RegressionResponse;
import org.duograph.serving.versions.Catalog;
import org.duograph.serving.versions.ModelRef;
import org.duograph.serving.versions.ModelVersion;
import org.duograph.session.op.Tensors;
import org.duograph.session.proto.TensorProto;
import org.duograph.session.proto.TensorShapeProto.Dim;
import org.duograph.tensor.NDArray;

/** The calls of {@code tensorflow.serving.PredictionService}. */
final class PredictionCalls extends PredictionServiceGrpc.PredictionServiceImplBase {
    private static final String SIGNATURES = "signature_def";

    private final ServingOptions options;
    private final Catalog catalog;
    private final Batcher batcher;
    private final ExampleCalls examples;
    private final Metrics metrics;

    PredictionCalls(ServingOptions options, Catalog catalog, Batcher batcher, Metrics metrics) {
        this.options = options;
        this.catalog = catalog;
        this.batcher = batcher;
        this.examples = new ExampleCalls(batcher);
        this.metrics = metrics;
    }

    /** Which model a call means. */
    static ModelRef ref(ModelSpec spec) {
        if (spec.getName().isEmpty()) {
            throw Refusal.invalid("Missing ModelSpec");
        }
        return new ModelRef(
                spec.getName(),
                spec.hasVersion() ? spec.getVersion().getValue() : null,
                spec.hasVersionLabel() ? spec.getVersionLabel() : null);
    }

    private static ModelSpec spec(ModelVersion version, String signature) {
        return ModelSpec.newBuilder()
                .setName(version.model())
                .setVersion(Int64Value.of(version.number()))
                .setSignatureName(signature)
                .build();
    }

    /** The client's deadline, if that is sooner than ours. */
    private long deadline() {
        long ours = TimeUnit.MILLISECONDS.toNanos(options.timeoutMillis());
        Deadline theirs = Context.current().getDeadline();
        long left = theirs == null ? ours : theirs.timeRemaining(TimeUnit.NANOSECONDS);
        return System.nanoTime() + Math.min(ours, left);
    }

    /** Answers with a version in use. */
    private <T> void answer(
            StreamObserver<T> client,
            String api,
            ModelSpec spec,
            BiFunction<ModelVersion, Long, T> compute) {
        long start = System.nanoTime();
        long deadline = deadline();
        Code code =
                Answer.to(
                        client,
                        () -> {
                            ModelVersion version = catalog.use(ref(spec));
                            try {
                                return compute.apply(version, deadline);
                            } finally {
                                version.release();
                            }
                        });
        if (catalog.model(spec.getName()) != null) {
            metrics.answered(spec.getName(), api, "GRPC", code, System.nanoTime() - start);
        }
    }

    @Override
    public void predict(PredictRequest request, StreamObserver<PredictResponse> client) {
        answer(
                client,
                "Predict",
                request.getModelSpec(),
                (version, deadline) -> predict(version, request, deadline));
    }

    private PredictResponse predict(ModelVersion version, PredictRequest request, long deadline) {
        String asked = request.getModelSpec().getSignatureName();
        String name = asked.isEmpty() ? ServedSignature.DEFAULT : asked;
        ServedSignature signature = version.signatures().get(name);
        if (signature == null) {
            throw new Refusal(
                    Code.FAILED_PRECONDITION, "Serving signature key \"" + name + "\" not found.");
        }
        requireInputs(signature, request);
        Map<String, NDArray> inputs = new LinkedHashMap<>();
        request.getInputsMap().forEach((input, tensor) -> inputs.put(input, array(tensor)));
        Set<String> wanted = wanted(signature, request.getOutputFilterList());
        PredictResponse.Builder answer =
                PredictResponse.newBuilder().setModelSpec(spec(version, name));
        batcher.run(version, name, inputs, deadline)
                .forEach(
                        (output, array) -> {
                            if (wanted.contains(output)) {
                                answer.putOutputs(output, Tensors.message(array));
                            }
                        });
        return answer.build();
    }

    private static void requireInputs(ServedSignature signature, PredictRequest request) {
        Set<String> found = new TreeSet<>(request.getInputsMap().keySet());
        Set<String> needed = signature.inputs().keySet();
        if (!found.equals(needed)) {
            Set<String> extra = new TreeSet<>(found);
            extra.removeAll(needed);
            Set<String> missing = new TreeSet<>(needed);
            missing.removeAll(found);
            throw Refusal.invalid(
                    "input size does not match signature: %d!=%d len({%s}) != len({%s}). Sent extra: {%s}. Missing but required: {%s}."
                            .formatted(
                                    found.size(),
                                    needed.size(),
                                    String.join(",", found),
                                    String.join(",", needed),
                                    String.join(",", extra),
                                    String.join(",", missing)));
        }
    }

    private static Set<String> wanted(ServedSignature signature, List<String> filter) {
        Set<String> outputs = signature.outputs().keySet();
        Set<String> wanted = new TreeSet<>();
        for (String output : filter) {
            if (!outputs.contains(output)) {
                throw Refusal.invalid(
                        "output tensor alias not found in signature: %s Outputs expected to be in the set {%s}."
                                .formatted(output, String.join(",", outputs)));
            }
            if (!wanted.add(output)) {
                throw Refusal.invalid("duplicate output tensor alias: " + output);
            }
        }
        return filter.isEmpty() ? outputs : wanted;
    }

    /** An array, which a few bytes may claim to be huge. */
    private NDArray array(TensorProto tensor) {
        double elements = 1;
        for (Dim dim : tensor.getTensorShape().getDimList()) {
            elements *= Math.max(0, dim.getSize());
        }
        if (elements > options.mostBytes()) {
            throw Refusal.invalid(
                    "A tensor of %.0f elements is more than a request may hold"
                            .formatted(elements));
        }
        try {
            return Tensors.array(tensor);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("An input is no tensor: " + e.getMessage());
        }
    }

    @Override
    public void classify(
            ClassificationRequest request, StreamObserver<ClassificationResponse> client) {
        String signature = request.getModelSpec().getSignatureName();
        answer(
                client,
                "Classify",
                request.getModelSpec(),
                (version, deadline) ->
                        ClassificationResponse.newBuilder()
                                .setModelSpec(spec(version, signature))
                                .setResult(
                                        examples.classify(
                                                version, signature, request.getInput(), deadline))
                                .build());
    }

    @Override
    public void regress(RegressionRequest request, StreamObserver<RegressionResponse> client) {
        String signature = request.getModelSpec().getSignatureName();
        answer(
                client,
                "Regress",
                request.getModelSpec(),
                (version, deadline) ->
                        RegressionResponse.newBuilder()
                                .setModelSpec(spec(version, signature))
                                .setResult(
                                        examples.regress(
                                                version, signature, request.getInput(), deadline))
                                .build());
    }

    @Override
    public void multiInference(
            MultiInferenceRequest request, StreamObserver<MultiInferenceResponse> client) {
        ModelSpec first =
                request.getTasksCount() == 0
                        ? ModelSpec.getDefaultInstance()
                        : request.getTasks(0).getModelSpec();
        answer(
                client,
                "MultiInference",
                first,
                (version, deadline) -> {
                    MultiInferenceResponse.Builder answer = MultiInferenceResponse.newBuilder();
                    for (InferenceTask task : request.getTasksList()) {
                        if (!task.getModelSpec().getName().equals(first.getName())) {
                            throw Refusal.invalid(
                                    "All ModelSpecs in a MultiInferenceRequest must access the same"
                                            + " model name.");
                        }
                        answer.addResults(result(version, task, request.getInput(), deadline));
                    }
                    return answer.build();
                });
    }

    private InferenceResult result(
            ModelVersion version, InferenceTask task, Input input, long deadline) {
        String signature = task.getModelSpec().getSignatureName();
        InferenceResult.Builder result =
                InferenceResult.newBuilder().setModelSpec(spec(version, signature));
        return switch (task.getMethodName()) {
            case ServedSignature.CLASSIFY ->
                    result.setClassificationResult(
                                    examples.classify(version, signature, input, deadline))
                            .build();
            case ServedSignature.REGRESS ->
                    result.setRegressionResult(
                                    examples.regress(version, signature, input, deadline))
                            .build();
            default ->
                    throw new Refusal(
                            Code.UNIMPLEMENTED,
                            "Unsupported signature method_name: " + task.getMethodName());
        };
    }

    @Override
    public void getModelMetadata(
            GetModelMetadataRequest request, StreamObserver<GetModelMetadataResponse> client) {
        answer(
                client,
                "GetModelMetadata",
                request.getModelSpec(),
                (version, deadline) -> {
                    for (String field : request.getMetadataFieldList()) {
                        if (!field.equals(SIGNATURES)) {
                            throw Refusal.invalid("Metadata field " + field + " is not supported");
                        }
                    }
                    if (request.getMetadataFieldCount() == 0) {
                        throw Refusal.invalid(
                                "GetModelMetadataRequest must specify at least one metadata_field");
                    }
                    return GetModelMetadataResponse.newBuilder()
                            .setModelSpec(spec(version, ""))
                            .putMetadata(SIGNATURES, Any.pack(Signatures.message(version)))
                            .build();
                });
    }
}
