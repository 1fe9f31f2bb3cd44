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
        assertThat(NetDrawer.dot(NET, Detail.DATA, Direction.RIGHT))
                .isEqualTo(
                        """
                        digraph "small <net>" {
                          rankdir=LR;
                          "data" [label="data", tooltip="data", shape=octagon];
                          "FC/op#0" [label="FC", tooltip="h = FC(data, w, b, axis=1)", shape=box, \
                        style=filled, color="#0F9D58", fontcolor="#FFFFFF"];
                          "h" [label="h", tooltip="h", shape=octagon];
                          "Relu/op#1" [label="Relu", tooltip="h = Relu(h)", shape=box, \
                        style=filled, color="#0F9D58", fontcolor="#FFFFFF"];
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
        assertThat(NetDrawer.dot(NET, Detail.FULL, Direction.DOWN))
                .contains("\"w\" -> \"FC/op#0\"", "ReluGradient", "rankdir=TB");
        assertThat(NetDrawer.dot(NET, Detail.OPERATORS, Direction.DOWN))
                .contains("\"FC/op#0\" -> \"Relu/op#1\"")
                .doesNotContain("octagon", "ReluGradient");
    }

    @Test
    void aNetWithoutOperatorsIsAnEmptyPicture() throws Exception {
        parse(NetDrawer.svg(NetDef.getDefaultInstance(), Detail.FULL, Direction.DOWN));
    }

    @Test
    void namesWithEveryKindOfCharacterStayValidXml() throws Exception {
        String name = "a<b>&\"'\u0001 \ud83d\ude00";
        NetDef net =
                NetDef.newBuilder()
                        .setName(name)
                        .addOp(Ops.operator(name, List.of(name), List.of(name)))
                        .build();
        parse(NetDrawer.svg(net, Detail.FULL, Direction.DOWN));
    }

    @Test
    void thePictureIsTheSameEveryTime() {
        assertThat(NetDrawer.svg(NET, Detail.FULL, Direction.DOWN))
                .isEqualTo(NetDrawer.svg(NET, Detail.FULL, Direction.DOWN));
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
                NetPicture picture = NetPicture.of(net, detail);
                parse(SvgWriter.write(picture, Direction.DOWN));
                checkLayout(picture);
            }
        }
    }

    private static void checkLayout(NetPicture picture) {
        int n = picture.nodes().size();
        double[] w = new double[n];
        double[] h = new double[n];
        java.util.Arrays.fill(w, 80);
        java.util.Arrays.fill(h, 26);
        LayeredLayout at = new LayeredLayout(w, h, picture.arrows());
        for (int i = 0; i < n; i++) {
            assertThat(at.x[i]).isBetween(40 - 1e-6, at.width - 40 + 1e-6);
            assertThat(at.y[i]).isBetween(13 - 1e-6, at.height - 13 + 1e-6);
            for (int j = 0; j < i; j++) {
                boolean apart =
                        Math.abs(at.x[i] - at.x[j]) > 80 || Math.abs(at.y[i] - at.y[j]) > 26;
                assertThat(apart).as(picture.name() + " nodes " + i + " and " + j).isTrue();
            }
        }
        for (NetPicture.Arrow arrow : picture.arrows()) {
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
