package org.duograph.workspace.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.NoSuchElementException;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.testing.Draw;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.rnn.LstmCell;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever nets stand in nets, they are lowered, differentiated or refused in words. */
@Timeout(600) // thousands of draws, on a busy machine
class HostileControlNetsTest {
    private static NetDef choice() {
        NetBuilder net = new NetBuilder("choice");
        net.constant("zero", 0f);
        net.constant("y", 0f);
        net.ifNet(
                net.op("LT", List.of("x", "zero"), "negative"),
                then -> then.op("Negative", "x", "y"),
                otherwise ->
                        otherwise.whileNet(
                                c -> c.op("LT", List.of("y", "x"), "goes_on"),
                                body -> body.op("Add", List.of("y", "x"), "y")));
        return net.net().proto();
    }

    /** The same with the inner nets as texts. */
    private static NetDef withTexts() {
        String loop = "op { type: 'Add' input: 'y' input: 'x' output: 'y' }";
        String condition = "op { type: 'LT' input: 'y' input: 'x' output: 'c' }";
        return NetDef.newBuilder()
                .setName("loop")
                .addOp(Ops.operator("Copy", List.of("x"), List.of("y")))
                .addOp(Ops.operator("LT", List.of("y", "x"), List.of("c")))
                .addOp(
                        Ops.operator(
                                "While",
                                List.of("c", "x", "y"),
                                List.of("c", "y"),
                                Ops.arg("loop_net", loop),
                                Ops.arg("cond_net", condition)))
                .build();
    }

    private static ModelHelper recurrent() {
        ModelHelper model = new ModelHelper("recurrent");
        model.input("sequence", new ArrayType(DType.FLOAT32, Shape.of(3, 2, 4)));
        model.input("state", new ArrayType(DType.FLOAT32, Shape.of(1, 2, 5)));
        new LstmCell("lstm", 4, 5).over(model, "sequence", null, List.of("state", "state"));
        return model;
    }

    private final ModelHelper recurrent = recurrent();

    private void isLoweredOrRefused(byte[] bytes) {
        NetDef net;
        try {
            net = NetDef.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            return; // HostileInputTest is about these
        }
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.feedBlob("x", NDArray.scalar(2));
            workspace.feedBlob("sequence", NDArray.of(Shape.of(3, 2, 4), new float[24]));
            workspace.feedBlob("state", NDArray.of(Shape.of(1, 2, 5), new float[10]));
            workspace.runNetOnce(recurrent.paramInitNet());
            try {
                workspace.inspect().graph(net);
                new Net(net).addGradientOperators("y");
            } catch (IllegalArgumentException | IllegalStateException | NoSuchElementException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void netsInNetsAreLoweredOrRefused() {
        List<byte[]> whole =
                List.of(
                        choice().toByteArray(),
                        withTexts().toByteArray(),
                        recurrent.net().proto().toByteArray());
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.feedBlob("x", NDArray.scalar(2));
            assertThat(workspace.inspect().graph(choice()).toString()).contains("While(");
            assertThat(workspace.inspect().graph(withTexts()).toString()).contains("While(");
        }
        Draw.times(1500, draw -> isLoweredOrRefused(draw.hostile(whole)));
    }
}
