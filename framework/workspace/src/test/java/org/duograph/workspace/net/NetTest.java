package org.duograph.workspace.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duograph.workspace.io.Ops.arg;

import java.util.List;
import java.util.Map;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.DeviceType;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetTest {
    @BeforeEach
    void forgetEarlierNets() {
        Net.releaseNames();
    }

    @Test
    void theFirstNetOfTheBasicsTutorialHasItsProto() {
        Net net = new Net("my_first_net");
        String x = net.op("GaussianFill", "X", arg("mean", 0f), arg("shape", List.of(2, 3)));
        String w = net.op("GaussianFill", "W", arg("mean", 0f), arg("shape", List.of(5, 3)));
        String b = net.op("ConstantFill", "b", arg("shape", List.of(5)), arg("value", 1f));
        String y = net.op("FC", List.of(x, w, b), "Y");

        assertThat(y).isEqualTo("Y");
        assertThat(net.proto().getExternalInputList()).isEmpty();
        assertThat(net.toString())
                .startsWith("name: \"my_first_net\"\nop {\n  output: \"X\"\n  name: \"\"\n")
                .endsWith(
                        """
                        op {
                          input: "X"
                          input: "W"
                          input: "b"
                          output: "Y"
                          name: ""
                          type: "FC"
                        }
                        """);
    }

    @Test
    void netsOfTheSameNameAreNumbered() {
        assertThat(List.of(new Net("net"), new Net("net"), new Net("net")))
                .extracting(Net::name)
                .containsExactly("net", "net_1", "net_2");
    }

    @Test
    void whatNobodyWroteBecomesAnExternalInput() {
        Net net = new Net("net");
        net.op("Relu", "X", "Y");
        net.op("Sum", List.of("X", "Y", "Z"), "S");
        assertThat(net.externalInputs()).containsExactly("X", "Z");
        assertThat(net.blobIsDefined("S")).isTrue();
        assertThat(net.usesBlob("S")).isFalse();
        assertThat(net.usesBlob("Y")).isTrue();
    }

    @Test
    void declarationsThatDoNotFitAreErrors() {
        Net net = new Net("net");
        net.op("Relu", "X", "Y");
        assertThatThrownBy(() -> net.addExternalInput("Y")).hasMessageContaining("\"Y\" already");
        assertThatThrownBy(() -> net.addExternalOutput("conv"))
                .hasMessageContaining("Net \"net\" has no blob \"conv\"");
        assertThatThrownBy(() -> net.addGradientOperators("y"))
                .hasMessageContaining("did you mean \"Y\"");
        assertThat(net.addExternalOutput("Y", "Y").externalOutputs()).containsExactly("Y");
    }

    @Test
    void scopesPrefixNamesAndSetDevices() {
        Net net = new Net("net");
        String data = net.op("Copy", "data", "shared");
        try (Scopes.Scope a = Scopes.name("a");
                Scopes.Scope b = Scopes.name("b");
                Scopes.Scope gpu = Scopes.device(Devices.cuda(1))) {
            assertThat(List.of(a, b, gpu)).doesNotContainNull();
            String x = net.op("Relu", data, "x");
            assertThat(x).isEqualTo("a/b/x");
            assertThat(net.op("Relu", x, x)).as("in place").isEqualTo("a/b/x");
            assertThat(net.op("Relu", "x", "y")).isEqualTo("a/b/y");
            try (Scopes.Scope root = Scopes.rootName("other")) {
                assertThat(root).isNotNull();
                assertThat(net.op("Relu", x, "z")).isEqualTo("other/z");
            }
        }
        assertThat(Scopes.prefix()).isEmpty();
        List<OperatorDef> ops = net.proto().getOpList();
        assertThat(ops.get(0).hasDeviceOption()).isFalse();
        assertThat(ops.get(1).getInput(0)).isEqualTo("shared");
        assertThat(ops.get(3).getInput(0)).isEqualTo("a/b/x");
        assertThat(ops.get(4).getInput(0)).isEqualTo("a/b/x");
        assertThat(ops.get(1).getDeviceOption().getDeviceType()).isEqualTo(DeviceType.CUDA_VALUE);
        assertThat(ops.get(1).getDeviceOption().getCudaGpuId()).isEqualTo(1);
    }

    @Test
    void scopesMustBeClosedInReverseOrder() {
        Scopes.Scope outer = Scopes.name("outer");
        Scopes.Scope inner = Scopes.name("inner");
        assertThatThrownBy(outer::close).hasMessageContaining("reverse order");
        inner.close();
        outer.close();
    }

    @Test
    void anAppendedNetBringsItsInputsAndOutputs() {
        Net tail = new Net("tail");
        tail.op("Relu", List.of("Y"), "Z");
        tail.op("Sum", List.of("Z", "bias"), "out");
        tail.addExternalOutput("out");
        Net net = new Net("net");
        net.op("Relu", "X", "Y");
        net.appendNet(tail);
        assertThat(net.proto().getOpList()).extracting(OperatorDef::getType).hasSize(3);
        assertThat(net.externalInputs()).containsExactly("X", "bias");
        assertThat(net.externalOutputs()).containsExactly("out");
    }

    @Test
    void aCopyMayRenameBlobs() {
        Net net = new Net("net");
        net.op("Relu", "X", "Y");
        Net copy = net.copy("copy", Map.of("X", "input"));
        assertThat(copy.name()).isEqualTo("copy");
        assertThat(copy.externalInputs()).containsExactly("input");
        assertThat(copy.proto().getOp(0).getInput(0)).isEqualTo("input");
        assertThat(net.externalInputs()).containsExactly("X");
    }

    @Test
    void constantsKeepTheirNumbers() {
        Net net = new Net("net");
        net.constant("c", NDArray.vector(1, 2));
        net.constant("i", NDArray.of(Shape.of(1, 2), 3L, 4L));
        OperatorDef floats = net.proto().getOp(0);
        OperatorDef longs = net.proto().getOp(1);
        assertThat(floats.getType()).isEqualTo("GivenTensorFill");
        assertThat(Args.of(floats).floats("values")).containsExactly(1, 2);
        assertThat(longs.getType()).isEqualTo("GivenTensorInt64Fill");
        assertThat(Args.of(longs).ints("shape")).containsExactly(1, 2);
        NDArray bytes = NDArray.ofBytes(Shape.of(1), (byte) 1);
        net.constant("b", bytes);
        assertThat(net.proto().getOp(2).getType()).isEqualTo("GivenTensorIntFill");
        assertThat(net.proto().getOp(3).getType()).isEqualTo("Cast");
    }

    @Test
    void freshNamesAreFree() {
        Net net = new Net("net");
        net.op("Relu", "X", "net_blob_0");
        assertThat(net.nextName()).isEqualTo("net_blob_1");
        assertThat(net.nextBlob("h")).isEqualTo("h_auto_0");
        net.op("Relu", "X", "h_auto_0");
        assertThat(net.nextBlob("h")).isEqualTo("h_auto_1");
    }

    @Test
    void seedsAndDevicesReachOperatorsAndNet() {
        Net net = new Net("net");
        net.op("GaussianFill", "a");
        net.op("GaussianFill", "b");
        net.setRandSeed(7).runAllOnGpu(0);
        assertThat(net.proto().getOp(1).getDeviceOption().getRandomSeed()).isEqualTo(8);
        assertThat(net.proto().getDeviceOption().getDeviceType()).isEqualTo(1);
    }

    @Test
    void enginesAndDevicesCarryOverToGradients() {
        OperatorDef relu =
                Ops.operator("Relu", List.of("X"), List.of("Y")).toBuilder()
                        .setEngine("CUDNN")
                        .setDeviceOption(Devices.cuda(2))
                        .build();
        Net net = new Net("net");
        net.add(relu);
        net.addGradientOperators("Y");
        OperatorDef ones = net.proto().getOp(1);
        OperatorDef gradient = net.proto().getOp(2);
        assertThat(ones.getDeviceOption()).isEqualTo(Devices.cuda(2));
        assertThat(gradient.getEngine()).isEqualTo("CUDNN");
        assertThat(gradient.getDeviceOption()).isEqualTo(Devices.cuda(2));
    }
}
