package org.duograph.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.Test;

/** A net that was unrolled in time has tens of thousands of operators, and works as any other. */
class LongNetTest {
    private static final int OPERATORS = 20_000;

    private static Net chain(String type) {
        Net net = new Net("chain");
        String blob = "b0";
        net.addExternalInput(blob);
        for (int i = 1; i <= OPERATORS; i++) {
            blob = net.op(type, blob, "b" + i);
        }
        return net;
    }

    @Test
    void itsShapesAreInferredAndItRuns() {
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.feedBlob("b0", NDArray.vector(-1, 2));
            NetDef net = chain("Negative").proto();
            Map<String, ArrayType> types =
                    workspace.inspect().inferShapesAndTypes(List.of(net), Map.of());
            assertThat(types.get("b" + OPERATORS))
                    .isEqualTo(new ArrayType(DType.FLOAT32, Shape.of(2)));
            workspace.runNetOnce(net);
            assertThat(workspace.fetchBlob("b" + OPERATORS)).isEqualTo(NDArray.vector(-1, 2));
        }
    }

    @Test
    void itsGradientsRunToo() {
        Net net = chain("Relu");
        Map<String, String> gradients = net.addGradientOperators("b" + OPERATORS);
        net.addExternalOutput(gradients.get("b0"));
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.feedBlob("b0", NDArray.vector(-1, 2));
            workspace.runNetOnce(net.proto());
            assertThat(workspace.fetchBlob(gradients.get("b0"))).isEqualTo(NDArray.vector(0, 1));
        }
    }

    @Test
    void anOperatorMayRewriteItsBlobAsOftenAsItLikes() {
        Net net = new Net("in_place");
        net.addExternalInput("x");
        for (int i = 0; i < OPERATORS; i++) {
            net.op("Negative", "x", "x");
        }
        net.addExternalOutput(net.addGradientOperators("x").get("x"));
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.feedBlob("x", NDArray.vector(-1, 2));
            workspace.runNetOnce(net.proto());
            assertThat(workspace.fetchBlob("x")).isEqualTo(NDArray.vector(-1, 2));
            assertThat(workspace.fetchBlob("x_grad")).isEqualTo(NDArray.vector(1, 1));
        }
    }
}
