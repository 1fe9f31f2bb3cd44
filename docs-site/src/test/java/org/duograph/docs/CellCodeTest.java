package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CellCodeTest {
    private final CellCode cells = new CellCode();

    @Test
    void aTryThatStaysOpenBecomesADeclarationAndItsBraceIsLeftOut() {
        String first =
                """
                try (Net net = Net.open("{")) { // (1)
                    net.run();
                """;
        assertThat(cells.next(first)).isEqualTo("Net net = Net.open(\"{\"); // (1)\nnet.run();");
        assertThat(cells.next("    net.stop();\n}\nend();\n")).isEqualTo("net.stop();\nend();");
    }

    @Test
    void eachOfSeveralResourcesIsDeclared() {
        String piece =
                """
                int steps = 3;
                try (Session s = new Session(g);
                        Writer writer = new Writer(folder)) { // (3)
                    for (int i = 0; i < steps; i++) {
                        s.run();
                    }
                """;
        assertThat(cells.next(piece))
                .isEqualTo(
                        """
                        int steps = 3;
                        Session s = new Session(g);
                        Writer writer = new Writer(folder); // (3)
                        for (int i = 0; i < steps; i++) {
                            s.run();
                        }""");
    }

    @Test
    void aTryThatIsClosedStaysAsItIs() {
        String piece = "try (A a = new A();\n        B b = a.b()) {\n    b.run();\n}";
        assertThat(cells.next(piece)).isEqualTo(piece);
    }

    @Test
    void anyOtherBlockThatStaysOpenIsAMistake() {
        assertThatThrownBy(() -> cells.next("try (A a = new A()) {\n    if (a.has()) {\n"))
                .hasMessageContaining("\"if (a.has()) {\"")
                .hasMessageContaining("one resource on each line");
        assertThatThrownBy(() -> new CellCode().next("while (true) {\n"))
                .hasMessageContaining("\"while (true) {\"");
        assertThatThrownBy(() -> new CellCode().next("}\n"))
                .hasMessageContaining("no piece before it opens");
    }
}
