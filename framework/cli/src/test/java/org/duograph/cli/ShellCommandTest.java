package org.duograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShellCommandTest {
    /** jshell keeps its history in Java's preferences, which tests leave alone. */
    private static final List<String> OPTIONS = List.of("-Djava.util.prefs.userRoot=target");

    private static final String SCRIPT =
            """
            var workspace = new Workspace("java", 0)
            workspace.feedBlob("X", NDArray.vector(-1, 2))
            workspace.runOperatorOnce(Ops.operator("Relu", List.of("X"), List.of("Y")))
            System.out.println("a net gives " + workspace.fetchBlob("Y"))
            var graph = new Graph()
            var x = graph.placeholder("x", DType.FLOAT32)
            var session = new Session(graph, Placement.of(Backends.open("java")), 0)
            System.out.println("a session gives " + session.feed(x, 3f).run(x.times(x)).item())
            var model = new Sequential(flatten(2, 2), dense(3, "relu"))
            System.out.println("a model gives " + model.predict(NDArray.of(Shape.of(5, 2, 2), new float[20])).shape())
            """;

    @Test
    void aScriptFromStandardInputFindsBothFacesImported() throws Exception {
        JavaProcess shell = JavaProcess.withInput(SCRIPT, OPTIONS, "shell", "-");
        assertThat(shell.waitFor()).as(shell.output()).isZero();
        assertThat(shell.output().lines())
                .containsSubsequence(
                        "a net gives float32 2 [0.0, 2.0]",
                        "a session gives 9.0",
                        "a model gives 5x3");
    }

    @Test
    void linesThatArePipedToItAreAnsweredOneByOne() throws Exception {
        JavaProcess shell = JavaProcess.withInput("NDArray.vector(1, 2)\n", OPTIONS, "shell");
        assertThat(shell.waitFor()).as(shell.output()).isZero();
        assertThat(shell.output()).contains("$1 ==> float32 2 [1.0, 2.0]");
    }

    @Test
    void aJavaWithoutJshellIsToldWhichOneToTake() throws Exception {
        List<String> asOfAJre = List.of("--limit-modules", "java.se,jdk.unsupported");
        JavaProcess shell = JavaProcess.withInput("", asOfAJre, "shell");
        assertThat(shell.waitFor()).isEqualTo(1);
        assertThat(shell.output())
                .contains("has no jshell")
                .contains("java of a JDK, 17 or newer")
                .contains(System.getProperty("java.home"));
    }
}
