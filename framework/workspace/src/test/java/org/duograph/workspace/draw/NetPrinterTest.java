package org.duograph.workspace.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.DeviceOption;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.Test;

class NetPrinterTest {
    @Test
    void anOperatorIsOneLine() {
        OperatorDef dropout =
                Ops.operator("Dropout", List.of("X"), List.of("Y", "mask"), Ops.arg("ratio", 0.5));
        assertThat(NetPrinter.line(dropout)).isEqualTo("Y, mask = Dropout(X, ratio=0.5)");
    }

    @Test
    void nameEngineAndDeviceFollowAsComment() {
        OperatorDef conv =
                Ops.operator("Conv", List.of("X", "w"), List.of("Y"), Ops.arg("kernel", 3))
                        .toBuilder()
                        .setName("c1")
                        .setEngine("CUDNN")
                        .setDeviceOption(DeviceOption.newBuilder().setDeviceType(1).setCudaGpuId(2))
                        .build();
        assertThat(NetPrinter.line(conv))
                .isEqualTo("Y = Conv(X, w, kernel=3)  # c1, engine CUDNN, device 1:2");
    }

    @Test
    void valuesAreShortenedAndFloatsStayFloats() {
        OperatorDef fill =
                Ops.operator(
                        "GivenTensorFill",
                        List.of(),
                        List.of("w"),
                        Ops.arg("values", new float[] {1, 0.1f, 1e-5f, 4, 5, 6, 7, 8, 9}),
                        Ops.arg("order", "NCHW"));
        assertThat(NetPrinter.line(fill))
                .isEqualTo(
                        "w = GivenTensorFill(values=[1.0, 0.1, 0.00001, 4.0, 5.0, 6.0, 7.0, 8.0,"
                                + " ... 9 in all], order=\"NCHW\")");
    }

    @Test
    void aNetShowsItsEndsAndTheNetsInside() {
        NetDef then = NetDef.newBuilder().setName("then").addOp(relu("a", "b")).build();
        NetDef net =
                NetDef.newBuilder()
                        .setName("main")
                        .addExternalInput("x")
                        .addExternalOutput("y")
                        .addOp(relu("x", "y"))
                        .addOp(
                                Ops.operator(
                                        "If", List.of("c"), List.of(), Ops.arg("then_net", then)))
                        .build();
        assertThat(NetPrinter.print(net))
                .isEqualTo(
                        """
                        net main(x) -> y
                          y = Relu(x)
                          If(c, then_net=net of 1 operators)
                            then_net:
                              net then()
                                b = Relu(a)
                        """);
    }

    private static OperatorDef relu(String x, String y) {
        return Ops.operator("Relu", List.of(x), List.of(y));
    }
}
