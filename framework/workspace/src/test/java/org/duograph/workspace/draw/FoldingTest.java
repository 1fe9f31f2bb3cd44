package org.duograph.workspace.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;
import org.duograph.testing.OutsideData;
import org.duograph.workspace.draw.Figure.Blocks;
import org.duograph.workspace.draw.NetDrawer.Detail;
import org.duograph.workspace.draw.NetDrawer.Direction;
import org.duograph.workspace.draw.NetPicture.Kind;
import org.duograph.workspace.draw.NetPicture.Node;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.Test;

class FoldingTest {
    @Test
    void equalBlocksInAChainShareOneBoxWithTheirNumberAndNames() {
        NetDef net = chain(4, 3);
        NetPicture picture = NetDrawer.of(net).detail(Detail.OPERATORS).picture();
        assertThat(labels(picture)).containsExactly("MaxPool", "4 × res_0 … res_3", "Softmax");
        Node fold = picture.nodes().get(1);
        assertThat(labels(fold.fold().once())).containsExactly("pool", "Conv", "Relu", "Sum");
        assertThat(fold.fold().all().nodes()).hasSize(1 + 4 * 3);
        assertThat(picture.arrows())
                .extracting(a -> a.from() + ">" + a.to())
                .containsExactly("0>1", "1>2");
    }

    @Test
    void aBlockWithOtherArgumentsOrOtherJoinsIsNotTheSame() {
        NetDef.Builder net = chain(4, 3).toBuilder();
        net.setOp(4, conv("res_0", "res_1", 5));
        NetPicture picture = NetDrawer.of(net.build()).detail(Detail.OPERATORS).picture();
        assertThat(picture.nodes()).noneMatch(n -> n.label().startsWith("4 ×"));
        NetDef.Builder joined = chain(4, 3).toBuilder();
        // The last block skips nothing: its Sum reads the same blob twice.
        joined.setOp(12, Ops.operator("Sum", List.of("res_3_r", "res_3_r"), List.of("res_3")));
        assertThat(labels(NetDrawer.of(joined.build()).detail(Detail.OPERATORS).picture()))
                .contains("3 × res_0 … res_2", "Conv", "Relu", "Sum");
    }

    @Test
    void aSmallNetIsShownAsItIs() {
        NetPicture picture = NetDrawer.of(chain(2, 3)).detail(Detail.OPERATORS).picture();
        assertThat(picture.nodes()).noneMatch(n -> n.kind() == Kind.FOLD);
    }

    @Test
    void unfoldedShowsEveryOperatorAtItsPlace() {
        NetDef net = chain(4, 3);
        assertThat(NetDrawer.of(net).unfolded().detail(Detail.OPERATORS).picture().nodes())
                .hasSize(net.getOpCount());
    }

    @Test
    void whatABlockWritesAndOthersReadLeavesIt() {
        NetPicture picture = NetDrawer.of(chain(4, 3)).detail(Detail.DATA).picture();
        assertThat(labels(picture))
                .containsExactly(
                        "data", "MaxPool", "pool", "4 × res_0 … res_3", "res_3", "Softmax", "y");
    }

    @Test
    void shapesStandBelowBoxesOrInOctagonsUnlessABlobChanges() {
        Map<String, ArrayType> types =
                Map.of("y", new ArrayType(DType.FLOAT32, Shape.of(2, 3, 64)));
        NetDrawer drawer = NetDrawer.of(chain(4, 3)).types(types);
        assertThat(drawer.detail(Detail.OPERATORS).svg()).contains(">2x3x64 · 1.5 KiB<");
        assertThat(drawer.svg()).contains(">2x3x64 · 1.5 KiB<");
        NetDef reused =
                NetDef.newBuilder()
                        .addOp(Ops.operator("Relu", List.of("x"), List.of("y")))
                        .addOp(Ops.operator("Softmax", List.of("z"), List.of("y")))
                        .build();
        assertThat(NetDrawer.of(reused).types(types).svg()).doesNotContain("2x3x64");
    }

    @Test
    void deepNetsFitSomeScreensAndInceptionStandsUpright() throws IOException {
        assertThat(figure("densenet121", Detail.OPERATORS).height).isLessThan(3000);
        assertThat(figure("densenet121", Detail.FULL).height).isLessThan(6000);
        assertThat(figure("resnet50", Detail.OPERATORS).height).isLessThan(4000);
        assertThat(figure("inception_v1", Detail.OPERATORS).height).isLessThan(1600);
        NetDef inception = NetFiles.readNet(OutsideData.shared(path("inception_v1")));
        NetPicture whole = drawer(inception, Detail.OPERATORS).unfolded().picture();
        Figure upright = new Figure(whole, Direction.DOWN, Blocks.FRAMED);
        for (int i = 0; i < upright.x.length; i++) {
            if (whole.nodes().get(i).label().equals("Concat")) {
                assertThat(upright.x[i]).isBetween(upright.width / 3, upright.width * 2 / 3);
            }
        }
    }

    private static Figure figure(String net, Detail detail) throws IOException {
        NetDef read = NetFiles.readNet(OutsideData.shared(path(net)));
        return new Figure(drawer(read, detail).picture(), Direction.DOWN, Blocks.FRAMED);
    }

    private static NetDrawer drawer(NetDef net, Detail detail) {
        return NetDrawer.of(net).detail(detail);
    }

    private static String path(String net) {
        return "models/caffe2/zoo_predict_nets/" + net + ".predict_net.pbtxt";
    }

    private static List<String> labels(NetPicture picture) {
        return picture.nodes().stream().map(Node::label).toList();
    }

    /** Pooling, residual blocks of a convolution, Relu and sum, and a softmax. */
    private static NetDef chain(int blocks, int kernel) {
        List<OperatorDef> ops = new ArrayList<>();
        ops.add(Ops.operator("MaxPool", List.of("data"), List.of("pool")));
        String x = "pool";
        for (int i = 0; i < blocks; i++) {
            String y = "res_" + i;
            ops.add(conv(x, y, kernel));
            ops.add(Ops.operator("Relu", List.of(y + "_c"), List.of(y + "_r")));
            ops.add(Ops.operator("Sum", List.of(x, y + "_r"), List.of(y)));
            x = y;
        }
        ops.add(Ops.operator("Softmax", List.of(x), List.of("y")));
        return NetDef.newBuilder().setName("chain").addAllOp(ops).addExternalOutput("y").build();
    }

    private static OperatorDef conv(String x, String y, int kernel) {
        return Ops.operator(
                "Conv", List.of(x, y + "_w"), List.of(y + "_c"), Ops.arg("kernel", kernel));
    }
}
