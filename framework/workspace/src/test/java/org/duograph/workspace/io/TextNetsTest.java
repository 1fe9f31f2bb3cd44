package org.duograph.workspace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duograph.messages.FileFormatException;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nets as text: encodings, fields given twice, and fields that other programs have. */
class TextNetsTest {
    private static final String RELU = "op { input: \"X\" output: \"Y\" type: \"Relu\" }\n";

    @TempDir private Path folder;
    private final List<String> notes = new ArrayList<>();

    private Path file(String text, Charset encoding) throws IOException {
        return Files.write(folder.resolve("n.pbtxt"), text.getBytes(encoding));
    }

    private Path file(String text) throws IOException {
        return file(text, StandardCharsets.UTF_8);
    }

    @Test
    void aByteOrderMarkIsSkipped() throws IOException {
        NetDef net = NetFiles.readNet(file("\uFEFF" + RELU));
        assertThat(net).isEqualTo(NetFiles.readNet(file(RELU)));
    }

    @Test
    void utf16IsNamed() throws IOException {
        Path little = file("\uFEFF" + RELU, StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> NetFiles.readNet(little))
                .hasMessageContaining("byte order mark of UTF-16; save the text as UTF-8");
        Path big = file("\uFEFF" + RELU, StandardCharsets.UTF_16BE);
        assertThatThrownBy(() -> NetFiles.readNet(big)).hasMessageContaining("UTF-16");
    }

    @Test
    void aByteThatIsNoUtf8IsNamedWithItsLine() throws IOException {
        Path file = file(RELU + "# größer\n", Charset.forName("windows-1252"));
        assertThatThrownBy(() -> NetFiles.readNet(file))
                .hasMessageContaining("line 2: the byte 0xf6 is no UTF-8")
                .hasMessageContaining("Windows-1252");
    }

    @Test
    void aFieldGivenTwiceIsNamedWithBothLines() throws IOException {
        Path file = file("op { input: \"X\" output: \"Y\" type: \"Relu\"\n  type: \"Sigmoid\" }\n");
        assertThatThrownBy(() -> NetFiles.readNet(file))
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining("type is given twice, in line 1 and in line 2");
        Path deep = file("name: \"a\"\n" + RELU + "device_option {\n}\nname: \"b\"\n");
        assertThatThrownBy(() -> NetFiles.readNet(deep))
                .hasMessageContaining("name is given twice, in line 1 and in line 5");
    }

    @Test
    void fieldsOfOtherProgramsAreLeftOutWithANoteWhereNotesAreHeard() throws IOException {
        String text = RELU.replace(" }", " prune: 1 }") + "partition_info { name: \"p\" }\n";
        Path file = file(text);

        assertThat(NetFiles.readNet(file, notes::add)).isEqualTo(NetFiles.readNet(file(RELU)));
        assertThat(notes)
                .singleElement()
                .asString()
                .contains("n.pbtxt: left out prune (line 1), partition_info (line 2)");

        file(text);
        assertThatThrownBy(() -> NetFiles.readNet(file))
                .hasMessageContaining("OperatorDef has no field \"prune\"");
    }

    @Test
    void aMisspeltFieldIsAnErrorAllTheSame() throws IOException {
        Path file = file(RELU.replace("input:", "inputs:") + "partition_info { }\n");
        assertThatThrownBy(() -> NetFiles.readNet(file, notes::add))
                .hasMessageContaining("did you mean \"input\"?");
        assertThat(notes).isEmpty();
    }

    @Test
    void aNetOfCaffeIsRecognised() throws IOException {
        for (String layers : List.of("layer", "layers")) {
            Path file = file("name: \"LeNet\"\n" + layers + " { name: \"conv1\" }\n");
            assertThatThrownBy(() -> NetFiles.readNet(file, notes::add))
                    .hasMessageContaining("this is a net of Caffe")
                    .hasMessageContaining("a NetDef was expected");
        }
        assertThat(notes).isEmpty();
    }
}
