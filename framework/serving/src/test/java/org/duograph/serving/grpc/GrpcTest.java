package org.duograph.serving.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.util.List;
import org.duograph.serving.SavedModels;
import org.duograph.serving.Serving;
import org.duograph.serving.ServingOptions;
import org.duograph.serving.proto.ClassificationRequest;
import org.duograph.serving.proto.Example;
import org.duograph.serving.proto.Feature;
import org.duograph.serving.proto.FloatList;
import org.duograph.serving.proto.GetModelMetadataRequest;
import org.duograph.serving.proto.GetModelStatusRequest;
import org.duograph.serving.proto.InferenceTask;
import org.duograph.serving.proto.Input;
import org.duograph.serving.proto.ModelServiceGrpc;
import org.duograph.serving.proto.ModelSpec;
import org.duograph.serving.proto.ModelVersionStatus.State;
import org.duograph.serving.proto.MultiInferenceRequest;
import org.duograph.serving.proto.PredictRequest;
import org.duograph.serving.proto.PredictionServiceGrpc;
import org.duograph.serving.proto.RegressionRequest;
import org.duograph.serving.proto.ReloadConfigRequest;
import org.duograph.serving.proto.SignatureDefMap;
import org.duograph.serving.versions.ModelConfig;
import org.duograph.session.op.Tensors;
import org.duograph.session.proto.DataType;
import org.duograph.session.proto.TensorProto;
import org.duograph.session.proto.TensorShapeProto;
import org.duograph.session.proto.TensorShapeProto.Dim;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrpcTest {
    @TempDir static Path folder;
    private static Serving serving;
    private static ManagedChannel channel;
    private static PredictionServiceGrpc.PredictionServiceBlockingStub client;

    private static final ModelSpec HALF = ModelSpec.newBuilder().setName("half").build();
    private static final Input EXAMPLES =
            Input.newBuilder()
                    .setExampleList(
                            org.duograph.serving.proto.ExampleList.newBuilder()
                                    .addExamples(example(1))
                                    .addExamples(example(2)))
                    .build();

    private static Example example(float x) {
        Feature feature =
                Feature.newBuilder().setFloatList(FloatList.newBuilder().addValue(x)).build();
        Example.Builder example = Example.newBuilder();
        example.getFeaturesBuilder().putFeature("x", feature);
        return example.build();
    }

    @BeforeAll
    static void start() {
        SavedModels.halfPlus(folder.resolve("half"), 2);
        serving =
                Serving.start(
                        List.of(ModelConfig.of("half", folder.resolve("half").toString())),
                        ServingOptions.standard().ports(0, 0),
                        text -> {});
        channel =
                NettyChannelBuilder.forAddress("localhost", serving.grpcPort())
                        .usePlaintext()
                        .build();
        client = PredictionServiceGrpc.newBlockingStub(channel);
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        serving.close();
    }

    private static PredictRequest.Builder ask(float... x) {
        return PredictRequest.newBuilder()
                .setModelSpec(HALF)
                .putInputs("x", Tensors.message(NDArray.vector(x)));
    }

    @Test
    void arraysArePredicted() {
        var answer = client.predict(ask(1, 2, 5).build());
        assertThat(Tensors.array(answer.getOutputsOrThrow("y")))
                .isEqualTo(NDArray.vector(2.5f, 3, 4.5f));
        assertThat(answer.getModelSpec().getVersion().getValue()).isEqualTo(1);
        assertThat(client.predict(ask(1).addOutputFilter("y").build()).getOutputsCount())
                .isEqualTo(1);
    }

    @Test
    void examplesAreClassifiedAndRegressed() {
        ModelSpec regress = HALF.toBuilder().setSignatureName("tensorflow/serving/regress").build();
        ModelSpec classify = HALF.toBuilder().setSignatureName("classify_x_to_y").build();
        var numbers =
                client.regress(
                        RegressionRequest.newBuilder()
                                .setModelSpec(regress)
                                .setInput(EXAMPLES)
                                .build());
        assertThat(numbers.getResult().getRegressions(1).getValue()).isEqualTo(3);
        var classes =
                client.classify(
                        ClassificationRequest.newBuilder()
                                .setModelSpec(classify)
                                .setInput(EXAMPLES)
                                .build());
        assertThat(classes.getResult().getClassifications(0).getClasses(0).getScore())
                .isEqualTo(2.5f);
        var both =
                client.multiInference(
                        MultiInferenceRequest.newBuilder()
                                .addTasks(
                                        InferenceTask.newBuilder()
                                                .setModelSpec(regress)
                                                .setMethodName("tensorflow/serving/regress"))
                                .addTasks(
                                        InferenceTask.newBuilder()
                                                .setModelSpec(classify)
                                                .setMethodName("tensorflow/serving/classify"))
                                .setInput(EXAMPLES)
                                .build());
        assertThat(both.getResults(0).getRegressionResult()).isEqualTo(numbers.getResult());
        assertThat(both.getResults(1).getClassificationResult()).isEqualTo(classes.getResult());
    }

    @Test
    void signaturesAndStatesAreTold() throws InvalidProtocolBufferException {
        var metadata =
                client.getModelMetadata(
                        GetModelMetadataRequest.newBuilder()
                                .setModelSpec(HALF)
                                .addMetadataField("signature_def")
                                .build());
        SignatureDefMap signatures =
                metadata.getMetadataOrThrow("signature_def").unpack(SignatureDefMap.class);
        assertThat(
                        signatures
                                .getSignatureDefOrThrow("serving_default")
                                .getInputsOrThrow("x")
                                .getDtype())
                .isEqualTo(DataType.DT_FLOAT);
        var states =
                ModelServiceGrpc.newBlockingStub(channel)
                        .getModelStatus(
                                GetModelStatusRequest.newBuilder().setModelSpec(HALF).build());
        assertThat(states.getModelVersionStatus(0).getState()).isEqualTo(State.AVAILABLE);
    }

    private static void refused(Status.Code code, String text, PredictRequest request) {
        assertThatThrownBy(() -> client.predict(request))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> {
                            assertThat(e.getStatus().getCode()).isEqualTo(code);
                            assertThat(e.getStatus().getDescription()).contains(text);
                        });
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refused(
                Status.Code.NOT_FOUND,
                "Servable not found for request: Latest(none)",
                ask(1).setModelSpec(ModelSpec.newBuilder().setName("none")).build());
        refused(
                Status.Code.INVALID_ARGUMENT,
                "Missing ModelSpec",
                PredictRequest.newBuilder().build());
        refused(
                Status.Code.INVALID_ARGUMENT,
                "input size does not match signature: 0!=1 len({}) != len({x}). Sent extra: {}."
                        + " Missing but required: {x}.",
                PredictRequest.newBuilder().setModelSpec(HALF).build());
        refused(
                Status.Code.INVALID_ARGUMENT,
                "output tensor alias not found in signature: z",
                ask(1).addOutputFilter("z").build());
        TensorProto huge =
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_FLOAT)
                        .setTensorShape(
                                TensorShapeProto.newBuilder()
                                        .addDim(Dim.newBuilder().setSize(Long.MAX_VALUE)))
                        .addFloatVal(1)
                        .build();
        refused(
                Status.Code.INVALID_ARGUMENT,
                "more than a request may hold",
                ask().putInputs("x", huge).build());
        refused(
                Status.Code.INVALID_ARGUMENT,
                "must be float32",
                ask().putInputs("x", Tensors.message(NDArray.vector(1).reshape(1, 1))).build());
        assertThatThrownBy(
                        () ->
                                ModelServiceGrpc.newBlockingStub(channel)
                                        .handleReloadConfigRequest(
                                                ReloadConfigRequest.getDefaultInstance()))
                .hasMessageContaining("no model_config_list");
    }
}
