package org.duograph.oracle.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.interop.onnx.OnnxModel;
import org.duograph.interop.onnx.OnnxSession;
import org.duograph.oracle.onnxruntime.RealModels.RealModel;
import org.duograph.plan.Placement;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Other people's models compute here what they compute in ONNX Runtime. */
class RealModelsTest {
    @BeforeAll
    static void modelsAreThere() {
        assumeTrue(
                RealModels.folder() != null,
                "needs -Dduograph.onnx.models=FOLDER, into which framework/oracle-onnxruntime/models fetches them");
    }

    static Stream<RealModel> models() {
        return RealModels.all().stream();
    }

    @ParameterizedTest
    @MethodSource("models")
    void aModelComputesWhatItComputesThere(RealModel model) throws IOException {
        Map<String, NDArray> wanted;
        try (OnnxRuntime runtime = new OnnxRuntime(model.bytes())) {
            wanted = runtime.run(model.feeds());
        }
        try (OnnxSession session =
                new OnnxSession(OnnxModel.read(model.file()), Placement.ofBest(), 0)) {
            Map<String, NDArray> found = session.run(model.feeds());
            assertThat(found.keySet()).isEqualTo(wanted.keySet());
            wanted.forEach((name, array) -> Close.assertClose(name, found.get(name), array));
        }
    }
}
