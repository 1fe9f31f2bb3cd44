package org.duograph.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.contract.PretendedGpus;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.net.Devices;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.net.Scopes;
import org.duograph.workspace.proto.DeviceOption;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where operators run, as nets say it; the GPUs are pretended ones. */
class DevicesInNetsTest {
    private final Workspace workspace = new Workspace("java", 1);

    @AfterEach
    void close() {
        workspace.close();
    }

    /** The text of a net's plan, after its first run with {@code x}. */
    private String planOf(NetDef net) {
        workspace.feedBlob("x", NDArray.vector(-1, 2));
        workspace.createNet(net);
        workspace.runNet(net.getName());
        StringBuilder text = new StringBuilder();
        workspace.plans(net.getName()).forEach(text::append);
        return text.toString();
    }

    @Test
    void theNetsDeviceHoldsForOperatorsThatNameNoneAndThePlanShowsTheCopies() {
        Net net = new Net("net");
        net.op("Sigmoid", "x", "a");
        net.op("Tanh", "a", "b");
        net.setRandSeed(3).runAllOnGpu(1);
        net.add(
                Ops.operator("Sin", List.of("b"), List.of("y")).toBuilder()
                        .setDeviceOption(Devices.cpu())
                        .build());
        assertThat(planOf(net.proto()))
                .containsPattern("Sigmoid.*\\[cuda:1, reference\\]")
                .containsPattern("Tanh.*\\[cuda:1, reference\\]")
                .containsPattern("Copy.*cuda:1 to java")
                .containsPattern("Sin.*\\[java, reference\\]");
    }

    @Test
    @SuppressWarnings("try") // scopes are only to be closed
    void scopesSetNamesAndDevicesAndTheInnermostDeviceCounts() {
        Net net = new Net("net");
        try (Scopes.Scope gpu = Scopes.device(Devices.cuda(0));
                Scopes.Scope name = Scopes.name("gpu_0")) {
            net.op("Sigmoid", List.of("x"), "a");
            try (Scopes.Scope cpu = Scopes.device(Devices.cpu())) {
                net.op("Tanh", "gpu_0/a", "b");
            }
            net.op("Sin", "gpu_0/b", "y");
        }
        workspace.feedBlob("gpu_0/x", NDArray.vector(-1, 2));
        assertThat(planOf(net.proto()))
                .containsPattern("Sigmoid.*\\[cuda, reference\\]")
                .containsPattern("Tanh.*\\[java, reference\\]")
                .containsPattern("Sin.*\\[cuda, reference\\]");
    }

    @Test
    @SuppressWarnings("try") // scopes are only to be closed
    void operatorsThatCopyBetweenDevicesHandTheirInputOn() {
        Net net = new Net("net");
        try (Scopes.Scope gpu = Scopes.device(Devices.cuda(0))) {
            net.op("CopyCPUToGPU", "x", "a");
            net.op("Sigmoid", "a", "b");
            net.op("CopyOnDeviceLike", List.of("b", "a"), "c");
            net.op("CopyGPUToCPU", "c", "d");
            net.op("EnsureCPUOutput", "d", "y");
        }
        assertThat(planOf(net.proto())).containsPattern("Sigmoid.*\\[cuda, reference\\]");
        assertThat(workspace.fetchBlob("y")).isEqualTo(workspace.fetchBlob("b"));
        assertThat(workspace.fetchBlob("a")).isEqualTo(NDArray.vector(-1, 2));
    }

    @Test
    void aNetInsideAnotherRunsWhereThatDoesUnlessItSaysOtherwise() {
        NetDef then =
                NetDef.newBuilder()
                        .addOp(Ops.operator("Sigmoid", List.of("x"), List.of("y")))
                        .build();
        NetDef otherwise =
                then.toBuilder()
                        .setOp(0, Ops.operator("Tanh", List.of("x"), List.of("y")))
                        .setDeviceOption(Devices.cpu())
                        .build();
        OperatorDef choice =
                Ops.operator(
                        "If",
                        List.of("c"),
                        List.of(),
                        Ops.arg("then_net", then),
                        Ops.arg("else_net", otherwise));
        workspace.feedBlob("c", NDArray.of(Shape.SCALAR, 1).cast(DType.BOOL));
        NetDef net =
                NetDef.newBuilder()
                        .setName("net")
                        .setDeviceOption(Devices.cuda(0))
                        .addOp(choice)
                        .build();
        assertThat(planOf(net))
                .containsPattern("Sigmoid.*\\[cuda, reference\\]")
                .containsPattern("Tanh.*\\[java, reference\\]");
    }

    @Test
    void aDeviceBelowTheFirstIsRefused() {
        NetDef net =
                NetDef.newBuilder()
                        .setName("net")
                        .setDeviceOption(Devices.cuda(-1))
                        .addOp(Ops.operator("Sin", List.of("x"), List.of("y")))
                        .build();
        assertThatThrownBy(() -> planOf(net))
                .hasMessageContaining("operator 0 of net \"net\" asks for device -1");
    }

    @Test
    void aWorkspaceOnAGpuTakesOptionsAndLetsOperatorsRunOnTheProcessor() {
        Net net = new Net("net");
        net.op("Sigmoid", "x", "a");
        net.add(
                Ops.operator("Tanh", List.of("a"), List.of("y")).toBuilder()
                        .setDeviceOption(Devices.onednn(0))
                        .build());
        try (Workspace gpu = new Workspace("cuda:1,memory=1GiB", 0)) {
            assertThat(PretendedGpus.lastOptions()).hasToString("memory=1GiB");
            gpu.feedBlob("x", NDArray.vector(-1, 2));
            gpu.createNet(net);
            gpu.runNet(net.name());
            assertThat(gpu.plans(net.name()).get(0).toString())
                    .containsPattern("Sigmoid.*\\[cuda:1, reference\\]")
                    .containsPattern("Tanh.*\\[onednn");
        }
        assertThatThrownBy(() -> new Workspace("cuda,memroy=1GiB", 0))
                .hasMessageContaining("no option \"memroy\"; it has memory");
        try (Workspace third = new Workspace("cuda:2", 0)) {
            assertThat(third.placement().preferred().name()).isEqualTo("onednn");
        }
    }

    /** The losses of a small net that learns for five steps on a device. */
    private static List<NDArray> losses(DeviceOption device) {
        ModelHelper model = new ModelHelper("small");
        model.input("data", ArrayType.float32(4, 3));
        model.input("label", new ArrayType(DType.INT32, Shape.of(4)));
        String scores = Brew.fc(model, "data", "fc", 3, 2);
        String dropped = Brew.dropout(model, scores, "dropped");
        String loss = Brew.softmaxWithLoss(model, dropped, "label", "softmax", "loss").loss();
        model.addGradientOperators(loss);
        Optimizers.sgd(0.1).build(model);
        model.runAllOn(device); // the one line that changes
        List<NDArray> losses = new ArrayList<>();
        try (Workspace workspace = new Workspace("java", 5)) {
            workspace.runNetOnce(model.paramInitNet());
            workspace.feedBlob(
                    "data",
                    NDArray.of(Shape.of(4, 3), 1.0, 2, 3, 4, 3, 2, 1, 0, 1, 5, 6, 7)
                            .cast(DType.FLOAT32));
            workspace.feedBlob("label", NDArray.of(Shape.of(4), 0, 1, 1, 0).cast(DType.INT32));
            workspace.createNet(model.net());
            for (int i = 0; i < 5; i++) {
                workspace.runNet(model.net().name());
                losses.add(workspace.fetchBlob("loss"));
            }
            assertThat(workspace.plans(model.net().name()).get(0).toString())
                    .contains(device.equals(Devices.cpu()) ? "[java, reference]" : "[cuda");
        }
        return losses;
    }

    @Test
    void aModelMovesToAGpuByOneLineAndLearnsTheSame() {
        assertThat(losses(Devices.cuda(1))).isEqualTo(losses(Devices.cpu()));
    }

    @Test
    void enginesOfCaffe2AreKeptAndAccepted() {
        Net net = new Net("net");
        net.op("Relu", "x", "y");
        net.runAllOnGpu(0, true);
        assertThat(net.proto().getOp(0).getEngine()).isEqualTo("CUDNN");
        assertThat(planOf(net.proto())).containsPattern("Relu.*\\[cuda, reference\\]");
        ModelHelper model = new ModelHelper("model");
        assertThat(model.runAllOnGpu(1).paramInitNet().proto().getDeviceOption())
                .isEqualTo(Devices.cuda(1));
    }
}
