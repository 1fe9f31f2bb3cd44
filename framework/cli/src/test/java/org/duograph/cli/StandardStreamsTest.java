package org.duograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duograph.session.Graph;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.tensor.DType;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are called {@code -}. */
class StandardStreamsTest {
    private static final String NET =
            "name: \"small\" op { input: \"X\" output: \"Y\" type: \"Relu\" }";

    private final InputStream input = System.in;
    private final PrintStream output = System.out;
    @TempDir Path folder;
    private Path net;

    @BeforeEach
    void write() throws IOException {
        net = Files.writeString(folder.resolve("net.pbtxt"), NET);
    }

    @AfterEach
    void plug() {
        System.setIn(input);
        System.setOut(output);
    }

    private static void comesIn(byte[] bytes) {
        System.setIn(new ByteArrayInputStream(bytes));
    }

    @Test
    void aPictureGoesOutAndTheNewsGoElsewhere() {
        CommandLineRun run =
                CommandLineRun.good("net", "draw", net, "--format", "dot", "--out", "-");
        assertThat(run.out()).startsWith("digraph").endsWith("}\n");
        assertThat(run.err()).contains("small -> -");
        assertThat(CommandLineRun.of("net", "draw", net, "--out", "-").err())
                .contains("--out must end in .html, .svg or .dot, but is -")
                .contains("or say by --format which of them it is");
    }

    @Test
    void onlyOneResultGoesOut() {
        Object[] plan = {"net", "plan", net, "--feed", "X=float32:2", "--out", "-"};
        CommandLineRun run = CommandLineRun.good(plan);
        assertThat(run.out()).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
        assertThat(run.err()).contains("Relu");
        Object[] two = java.util.Arrays.copyOf(plan, plan.length + 2);
        two[plan.length] = "--trace";
        two[plan.length + 1] = "-";
        CommandLineRun refused = CommandLineRun.of(two);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("Only one result can go to the standard output");
    }

    @Test
    void aBinaryNetGoesOutAndComesInAgain() throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        System.setOut(new PrintStream(sent));
        CommandLineRun.good("net", "print", net, "--format", "binary", "--out", "-");
        assertThat(NetDef.parseFrom(sent.toByteArray()).getOp(0).getType()).isEqualTo("Relu");
        comesIn(sent.toByteArray());
        assertThat(CommandLineRun.good("net", "print", "-").out()).contains("Relu");
    }

    @Test
    void aGraphComesIn() {
        Graph graph = new Graph();
        graph.op("Identity").name("y").input(graph.placeholder("x", DType.FLOAT32, 2)).tensor();
        byte[] bytes = GraphDefWriter.write(graph).toByteArray();
        comesIn(bytes);
        assertThat(CommandLineRun.good("graph", "print", "-").out()).contains("Identity");
        comesIn(bytes);
        CommandLineRun drawn =
                CommandLineRun.good("graph", "draw", "-", "--format", "svg", "--out", "-");
        assertThat(drawn.out()).contains("<svg").contains("Identity");
        assertThat(drawn.err()).contains("graph -> -");
    }

    @Test
    void oneFileComesIn() {
        comesIn(NET.getBytes());
        CommandLineRun run = CommandLineRun.of("net", "run", "-", "--feed", "X=-");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("the standard input can be read only once");
    }
}
