package org.duograph.tutorials;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PrintedTextTest {
    private static final PrintedText RULES = new PrintedText(0.01);

    private static void same(String printed, String recorded) {
        assertThatCode(() -> RULES.check("x", printed, recorded)).doesNotThrowAnyException();
    }

    private static void different(String printed, String recorded) {
        assertThatThrownBy(() -> RULES.check("x", printed, recorded))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void wordsAndWholeNumbersMustBeTheSame() {
        same("12 blobs: X, Y", "12 blobs: X, Y");
        different("12 blobs: X, Z", "12 blobs: X, Y");
        different("13 blobs: X, Y", "12 blobs: X, Y");
    }

    @Test
    void numbersWithAPointMayBeALittleApart() {
        same("Y = [-1.003, 2000.5]", "Y = [-1.0, 2000.0]");
        different("Y = [-1.03, 2000.5]", "Y = [-1.0, 2000.0]");
    }

    @Test
    void timesAndMemoryMayBeAnything() {
        same("took 12.5 us,  900 images/s, 1.5 MB", "took 3.1 us, 1200 images/s, 9.0 MB");
    }

    @Test
    void linesOfSourceFilesMayMoveButNotIntoAnotherFile() {
        same("made at Mistakes.java:94) with 3 rows", "made at Mistakes.java:7) with 3 rows");
        different("made at Mistakes.java:94) with 3 rows", "made at Mistakes.java:94) with 4 rows");
        different("made at Mistakes.java:94", "made at Other.java:94");
        different("made at Mistakes.java:94", "made at Mistakes.java");
    }

    @Test
    void plansMayHaveOtherLayoutsButNotOtherOperators() {
        String here = "   0  y:nChw16c@3 = Conv(x:plain@x)  [onednn, jit:avx512_core]\n";
        String there =
                "   0  x:nChw8c@2 = Reorder(x:plain@x)  [onednn, jit:uni]\n"
                        + "   1  y:nChw8c@4 = Conv(x:nChw8c@2)  [onednn, jit:avx2]\n";
        same(here, there);
        different(here, there.replace("Conv", "Relu"));
    }
}
