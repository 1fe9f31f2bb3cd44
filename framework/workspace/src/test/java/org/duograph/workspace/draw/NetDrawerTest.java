package org.duograph.workspace.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.duograph.testing.OutsideData;
import org.duograph.workspace.draw.NetDrawer.Detail;
import org.duograph.workspace.draw.NetDrawer.Direction;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class NetDrawerTest {
    private static final NetDef NET =
            NetDef.newBuilder()
                    .setName("small <net>")
                    .addOp(
                            Ops.operator(
                                    "FC",
                                    List.of("data", "w", "b"),
                                    List.of("h"),
                                    Ops.arg("axis", 1)))
                    .addOp(Ops.operator("Relu", List.of("h"), List.of("h")))
                    .addOp(Ops.operator("ReluGradient", List.of("h", "h_grad"), List.of("h_grad")))
                    .addExternalInput("data")
                    .addExternalOutput("h")
                    .build();

    @Test
    void dotHasBoxesOctagonsAndANewNodeForARewrittenBlob() {
        assertThat(NetDrawer.of(NET).detail(Detail.DATA).direction(Direction.RIGHT).dot())
                .isEqualTo(
                        """
                        digraph "small <net>" {
                          rankdir=LR;
                          "data" [label="data", tooltip="data", shape=octagon];
                          "FC/op#0" [label="FC", tooltip="h = FC(data, w, b, axis=1)", shape=box, \
                        style=filled, fillcolor="#b5e3e8"];
                          "h" [label="h", tooltip="h", shape=octagon];
                          "Relu/op#1" [label="Relu", tooltip="h = Relu(h)", shape=box, \
                        style=filled, fillcolor="#c5e8bb"];
                          "h@2" [label="h", tooltip="h, written again (version 2)", shape=octagon];
                          "data" -> "FC/op#0";
                          "FC/op#0" -> "h";
                          "h" -> "Relu/op#1";
                          "Relu/op#1" -> "h@2";
                        }
                        """);
    }

    @Test
    void fullShowsParametersAndGradientsAndOperatorsShowsNeither() {
        assertThat(NetDrawer.of(NET).dot())
                .contains("\"w\" -> \"FC/op#0\"", "ReluGradient", "rankdir=TB");
        assertThat(NetDrawer.of(NET).detail(Detail.OPERATORS).dot())
                .contains("\"FC/op#0\" -> \"Relu/op#1\"")
                .doesNotContain("octagon", "ReluGradient");
    }

    @Test
    void aNetWithoutOperatorsIsAnEmptyPicture() throws Exception {
        parse(NetDrawer.of(NetDef.getDefaultInstance()).svg());
    }

    @Test
    void namesWithEveryKindOfCharacterStayValidXml() throws Exception {
        String name = "a<b>&\"'\u0001 \ud83d\ude00";
        NetDef net =
                NetDef.newBuilder()
                        .setName(name)
                        .addOp(Ops.operator(name, List.of(name), List.of(name)))
                        .build();
        parse(NetDrawer.of(net).svg());
    }

    @Test
    void thePictureIsTheSameEveryTime() {
        assertThat(NetDrawer.of(NET).svg()).isEqualTo(NetDrawer.of(NET).svg());
    }

    @Test
    void realNetsAreDrawnWithoutOverlapAndWithAllArrowsPointingDown() throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.list(OutsideData.shared("models/caffe2/zoo_predict_nets"))) {
            files = all.filter(f -> f.toString().matches(".*\\.(pb|pbtxt)")).sorted().toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            NetDef net = NetFiles.readNet(file);
            for (Detail detail : Detail.values()) {
                NetDrawer drawer = NetDrawer.of(net).detail(detail);
                parse(drawer.svg());
                checkLayout(figure(drawer, Figure.Blocks.FRAMED));
                checkLayout(figure(drawer.unfolded(), Figure.Blocks.FRAMED));
            }
            checkLayout(figure(NetDrawer.of(net), Figure.Blocks.CLOSED));
        }
    }

    private static Figure figure(NetDrawer drawer, Figure.Blocks blocks) {
        return new Figure(drawer.picture(), Direction.DOWN, blocks);
    }

    /** Boxes and frames stay apart, hold their texts and what is inside; arrows point down. */
    private static void checkLayout(Figure at) {
        int n = at.w.length;
        for (int i = 0; i < n; i++) {
            NetPicture.Node node = at.picture.nodes().get(i);
            assertThat(at.x[i]).isBetween(at.w[i] / 2 - 1e-6, at.width - at.w[i] / 2 + 1e-6);
            assertThat(at.y[i]).isBetween(at.h[i] / 2 - 1e-6, at.height - at.h[i] / 2 + 1e-6);
            assertThat(at.w[i]).isGreaterThan(Labels.width(Figure.label(node), Figure.LABEL));
            assertThat(at.w[i]).isGreaterThan(Labels.width(Figure.note(node), Figure.NOTE));
            for (int j = 0; j < i; j++) {
                boolean apart =
                        Math.abs(at.x[i] - at.x[j]) > (at.w[i] + at.w[j]) / 2
                                || Math.abs(at.y[i] - at.y[j]) > (at.h[i] + at.h[j]) / 2;
                assertThat(apart).as(at.picture.name() + " nodes " + i + " and " + j).isTrue();
            }
            if (at.inside[i] != null) {
                assertThat(at.w[i]).isGreaterThan(at.inside[i].width);
                checkLayout(at.inside[i]);
            }
        }
        for (NetPicture.Arrow arrow : at.picture.arrows()) {
            assertThat(at.y[arrow.from()]).isLessThan(at.y[arrow.to()]);
        }
    }

    private static Document parse(String svg)
            throws ParserConfigurationException, IOException, SAXException {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
    }
}
