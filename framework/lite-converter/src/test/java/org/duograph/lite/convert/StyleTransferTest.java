package org.duograph.lite.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duograph.lite.Interpreter;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.testing.OutsideData;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Caffe2's nets that paint camera pictures in a style, from bytes to bytes, as on its phones. */
class StyleTransferTest {
    private static final String NOISE = "__CAFFE2_STYLIZER_NOISE__";
    private static final String INPUT = "data_int8_bgra";
    private static final String OUTPUT = "styled_int8_bgra";

    @ParameterizedTest
    @ValueSource(strings = {"animals", "crayon"})
    void paintsAsCaffe2Did(String style) throws IOException {
        Path model = OutsideData.shared("models/caffe2/style_transfer").resolve(style);
        Path golden = OutsideData.shared("golden/caffe2/style_transfer");
        NDArray picture = Npy.read(golden.resolve("in_data_int8_bgra.npy"));
        NDArray expected = Npy.read(golden.resolve(style).resolve(OUTPUT + ".npy"));
        try (Workspace workspace = new Workspace()) {
            workspace.runNetOnce(NetFiles.readNet(model.resolve("init_net.pb")));
            workspace.feedBlob(INPUT, picture);
            workspace.feedBlob(NOISE, Npy.read(golden.resolve("in_noise_zero.npy")));
            NetDef net = NetFiles.readNet(model.resolve("predict_net.pb"));
            LiteConverter converter =
                    LiteConverter.of(
                            workspace.inspect().graph(net),
                            workspace::fetchBlob,
                            List.of(INPUT),
                            List.of(OUTPUT));
            Interpreter lite = new Interpreter(converter.floatModel());
            byte[] pixels = new byte[picture.size()];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) picture.getWhole(i);
            }
            lite.setInput(0, pixels);
            lite.run();
            byte[] painted = lite.outputBytes(0);
            for (int i = 0; i < painted.length; i++) {
                assertThat(painted[i] & 0xFF)
                        .as("byte %d", i)
                        .isCloseTo((int) expected.getWhole(i), within(2));
            }
        }
    }
}
