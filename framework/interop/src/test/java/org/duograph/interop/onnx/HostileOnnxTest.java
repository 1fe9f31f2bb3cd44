package org.duograph.interop.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;
import org.duograph.interop.onnx.proto.AttributeProto.AttributeType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes of a model are, the answer is a graph or a message. */
@Timeout(600) // hundreds of draws, on a busy machine
class HostileOnnxTest {
    /** Layers, shapes that are operands, windows, slices. */
    private static byte[] net() {
        return new SmallModel(13)
                .input("x", DType.FLOAT32, 1, 2, 6, 6)
                .array("w", NDArray.of(Shape.of(2, 2, 3, 3), new float[36]))
                .array("flat", NDArray.of(Shape.of(2), 0L, -1))
                .array("one", NDArray.of(Shape.of(1), 1L))
                .array("eight", NDArray.of(Shape.of(1), 8L))
                .node(
                        "Conv",
                        "x w",
                        "c",
                        SmallModel.numbers("strides", 1, 2),
                        SmallModel.numbers("pads", 1, 0, 1, 1))
                .node("MaxPool", "c", "p", SmallModel.numbers("kernel_shape", 2, 2))
                .node("Reshape", "p flat", "f")
                .node("Slice", "f one eight one", "s")
                .node("ReduceSum", "s one", "r", SmallModel.number("keepdims", 1))
                .node("Softmax", "s", "q", SmallModel.number("axis", -1))
                .node("TopK", "q one", "v i", SmallModel.number("axis", 1))
                .output("r", "v", "i")
                .proto()
                .toByteArray();
    }

    /** A loop and a sequence. */
    private static byte[] loop() {
        SmallModel body =
                new SmallModel(11)
                        .input("i", DType.INT64)
                        .input("g", DType.BOOL)
                        .input("s", DType.FLOAT32)
                        .node("Concat", "s s", "t", SmallModel.number("axis", 0))
                        .output("g", "t", "i");
        return new SmallModel(11)
                .input("x", DType.FLOAT32, 1)
                .array("n", NDArray.of(Shape.SCALAR, 3L))
                .node("Loop", "n - x", "y z", SmallModel.graph("body", body))
                .node("SplitToSequence", "y", "q", SmallModel.number("axis", 0))
                .node("SequenceLength", "q", "l")
                .node(
                        "Einsum",
                        "y y",
                        "e",
                        SmallModel.attribute("equation", AttributeType.STRING)
                                .setS(com.google.protobuf.ByteString.copyFromUtf8("i,i->"))
                                .build())
                .output("z", "l", "e")
                .proto()
                .toByteArray();
    }

    static List<byte[]> files() {
        return List.of(net(), loop());
    }

    @MethodSource("files")
    @FuzzTest
    void aModelIsReadOrRefused(byte[] bytes) {
        try {
            new OnnxImporter(OnnxModel.parse(bytes, "model.onnx")).lower();
        } catch (IOException
                | IllegalArgumentException
                | UnsupportedModelException
                | IllegalStateException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void theWholeModelsAreRead() throws IOException {
        for (byte[] file : files()) {
            OnnxGraph graph = new OnnxImporter(OnnxModel.parse(file, "model.onnx")).lower();
            assertThat(graph.outputs()).hasSize(3);
        }
    }

    @Test
    void soIsADamagedOne() {
        Draw.times(1500, draw -> aModelIsReadOrRefused(draw.hostile(files())));
    }
}
