package org.duograph.workspace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.messages.FileFormatException;
import org.duograph.messages.FileKind;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file of another kind is refused with what it is, what was wanted and what to do. */
class FileKindTest {
    @TempDir Path folder;

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("model.bin"), bytes);
    }

    private void refusedAs(String what, byte[] bytes) throws IOException {
        Path file = file(bytes);
        assertThatThrownBy(() -> NetFiles.readNet(file))
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining("model.bin is " + what)
                .hasMessageContaining("not a NetDef. ");
    }

    @ParameterizedTest
    @CsvSource({
        "PK\\3\\4 archive/data.pkl, a PyTorch model",
        "PK\\3\\4 arr_0.npy, a NumPy .npz archive",
        "PK\\3\\4 other, a zip archive",
        "\\223NUMPY\\1\\0, a NumPy array",
        "\\211HDF\\r\\n\\32\\n, an HDF5 file",
        "\\200\\2}q\\1, a Python pickle",
        "\\211PNG\\r\\n, an image",
        "\\377\\330\\377\\340, an image",
        "\\37\\213\\10\\0, packed with gzip",
        "%PDF-1.7, a PDF document",
    })
    void firstBytesTellTheKind(String bytes, String what) throws IOException {
        refusedAs(what, (bytes.translateEscapes() + "\0").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aTextThatIsNoNetIsShown() throws IOException {
        refusedAs(
                "a text that begins \"import numpy as np\"",
                "import numpy as np\nprint(1)\n".getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] message(Object... numbersAndValues) {
        UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
        for (int i = 0; i < numbersAndValues.length; i += 2) {
            Field.Builder field = Field.newBuilder();
            if (numbersAndValues[i + 1] instanceof byte[] content) {
                field.addLengthDelimited(ByteString.copyFrom(content));
            } else if (numbersAndValues[i + 1] instanceof String text) {
                field.addLengthDelimited(ByteString.copyFromUtf8(text));
            } else {
                field.addVarint((Integer) numbersAndValues[i + 1]);
            }
            fields.mergeField((Integer) numbersAndValues[i], field.build());
        }
        return fields.build().toByteArray();
    }

    @Test
    void messagesOfOtherProgramsAreToldApart() throws IOException {
        byte[] layer = message(1, "conv1", 2, "Convolution");
        refusedAs("a Caffe 1 model (NetParameter)", message(1, "lenet", 100, layer));
        byte[] oldLayer = message(2, "data", 3, "conv1", 4, "conv1", 5, 4);
        refusedAs("a Caffe 1 model (NetParameter)", message(1, "lenet", 2, oldLayer));
        refusedAs("a Caffe 1 blob", message(1, 1, 2, 3, 3, 32, 4, 32));
        refusedAs("a Caffe 1 solver state", message(1, 500, 2, "lenet_iter_500.caffemodel"));
        refusedAs("an ONNX model", message(1, 7, 2, "pytorch", 7, layer));
        refusedAs("a TensorFlow SavedModel", message(1, 1, 2, new byte[] {10, 3, 1, 2, 3}));
        refusedAs("a TensorFlow GraphDef", message(1, message(1, "x", 2, "Placeholder")));
    }

    @Test
    void aSnapshotIsNoNetAndANetIsNoSnapshot() throws IOException {
        Path minidb = folder.resolve("model.bin");
        BlobFiles.save(minidb, Map.of("w", NDArray.vector(1, 2)));
        assertThatThrownBy(() -> NetFiles.readNet(minidb))
                .hasMessageContaining("is a minidb, such as a snapshot of train, not a NetDef")
                .hasMessageContaining("--resume");
        Path npy = folder.resolve("x.npy");
        Npy.write(npy, NDArray.vector(1, 2));
        assertThatThrownBy(() -> BlobFiles.load(npy))
                .hasMessageContaining("x.npy is a NumPy array (.npy), not a minidb");
        Path text = Files.writeString(folder.resolve("n.pbtxt"), "name: 'n' op { type: 'Relu' }");
        assertThatThrownBy(() -> BlobFiles.load(text))
                .hasMessageContaining("is a text that begins \"name: 'n'");
    }

    @Test
    void aFolderWithASavedModelIsNamed() throws IOException {
        Files.write(folder.resolve("saved_model.pb"), new byte[] {8, 1});
        assertThatThrownBy(() -> NetFiles.readNet(folder))
                .hasMessageContaining("is a TensorFlow SavedModel. ");
    }

    @Test
    void netsOfEveryFormAreNobodyElses() throws IOException {
        NetDef net =
                NetDef.newBuilder()
                        .setName("n")
                        .addOp(
                                Ops.operator(
                                        "Conv",
                                        List.of("x", "w"),
                                        List.of("y"),
                                        Ops.arg("kernel", 3)))
                        .addExternalInput("x")
                        .build();
        assertThat(FileKind.of(file(net.toByteArray())))
                .hasValueSatisfying(kind -> assertThat(kind.what()).isEqualTo("a Caffe2 NetDef"));
        assertThat(NetFiles.readNet(file(net.toByteArray()))).isEqualTo(net);
        NetDef unnamed = net.toBuilder().clearName().build();
        assertThat(FileKind.of(file(unnamed.toByteArray())))
                .hasValueSatisfying(kind -> assertThat(kind.what()).isEqualTo("a Caffe2 NetDef"));
        assertThat(NetFiles.readNet(file(unnamed.toByteArray()))).isEqualTo(unnamed);
    }
}
