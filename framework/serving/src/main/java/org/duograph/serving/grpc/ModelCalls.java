package org.duograph.serving.grpc;

import io.grpc.stub.StreamObserver;
import java.util.List;
import org.duograph.serving.Code;
import org.duograph.serving.Refusal;
import org.duograph.serving.proto.GetModelStatusRequest;
import org.duograph.serving.proto.GetModelStatusResponse;
import org.duograph.serving.proto.ModelServiceGrpc;
import org.duograph.serving.proto.ModelVersionStatus;
import org.duograph.serving.proto.ReloadConfigRequest;
import org.duograph.serving.proto.ReloadConfigResponse;
import org.duograph.serving.proto.StatusProto;
import org.duograph.serving.versions.Catalog;
import org.duograph.serving.versions.ConfigFile;
import org.duograph.serving.versions.ModelVersion;

/** The calls of {@code tensorflow.serving.ModelService}. */
final class ModelCalls extends ModelServiceGrpc.ModelServiceImplBase {
    private final Catalog catalog;

    ModelCalls(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public void getModelStatus(
            GetModelStatusRequest request, StreamObserver<GetModelStatusResponse> client) {
        Answer.to(
                client,
                () -> {
                    List<ModelVersion> versions =
                            catalog.versions(PredictionCalls.ref(request.getModelSpec()));
                    GetModelStatusResponse.Builder answer = GetModelStatusResponse.newBuilder();
                    for (int i = versions.size() - 1; i >= 0; i--) {
                        answer.addModelVersionStatus(status(versions.get(i)));
                    }
                    return answer.build();
                });
    }

    private static ModelVersionStatus status(ModelVersion version) {
        String error = version.error();
        Code code = error.isEmpty() ? Code.OK : Code.UNKNOWN;
        return ModelVersionStatus.newBuilder()
                .setVersion(version.number())
                .setStateValue(version.state().number())
                .setStatus(
                        StatusProto.newBuilder().setErrorCode(code.number()).setErrorMessage(error))
                .build();
    }

    /** Makes the listed models the ones that are served. */
    @Override
    public void handleReloadConfigRequest(
            ReloadConfigRequest request, StreamObserver<ReloadConfigResponse> client) {
        Answer.to(
                client,
                () -> {
                    if (!request.getConfig().hasModelConfigList()) {
                        throw Refusal.invalid("The request has no model_config_list");
                    }
                    try {
                        catalog.serve(ConfigFile.configs(request.getConfig()));
                    } catch (IllegalArgumentException e) {
                        throw Refusal.invalid(e.getMessage());
                    }
                    return ReloadConfigResponse.newBuilder()
                            .setStatus(StatusProto.getDefaultInstance())
                            .build();
                });
    }
}
