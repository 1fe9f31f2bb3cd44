package org.duograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import org.duograph.cli.train.DivergedException;
import org.duograph.messages.FileFormatException;
import org.junit.jupiter.api.Test;

class ErrorKindTest {

    @Test
    void aClassIsOfTheKindOfTheNearestOneAboveIt() {
        assertThat(ErrorKind.of(new DivergedException("too fast"))).isEqualTo(ErrorKind.DIVERGED);
        assertThat(ErrorKind.of(new IllegalStateException("late"))).isEqualTo(ErrorKind.NOT_NOW);
        assertThat(ErrorKind.of(new AccessDeniedException("f"))).isEqualTo(ErrorKind.FILE);
        assertThat(ErrorKind.of(new NumberFormatException("x"))).isEqualTo(ErrorKind.DOES_NOT_FIT);
        assertThat(ErrorKind.of(new UnsatisfiedLinkError("x"))).isEqualTo(ErrorKind.NATIVE);
        assertThat(ErrorKind.of(new NullPointerException())).isEqualTo(ErrorKind.BUG);
        assertThat(ErrorKind.of(new StackOverflowError())).isEqualTo(ErrorKind.BUG);
    }

    @Test
    void whatOnlySaysWhereAnErrorAroseIsOfItsKind() {
        RuntimeException label = new IllegalArgumentException("Labels must be from 0 to 2");
        assertThat(ErrorKind.of(new IllegalStateException("step 0: " + label.getMessage(), label)))
                .isEqualTo(ErrorKind.DOES_NOT_FIT);
        IOException damaged = new FileFormatException("net.pb is empty");
        assertThat(ErrorKind.of(new UncheckedIOException(damaged)))
                .isEqualTo(ErrorKind.FILE_FORMAT);
        assertThat(ErrorKind.of(new IOException("Load: " + damaged.getMessage(), damaged)))
                .isEqualTo(ErrorKind.FILE_FORMAT);
        assertThat(ErrorKind.of(new IllegalStateException("not now", damaged)))
                .isEqualTo(ErrorKind.NOT_NOW);
    }

    @Test
    void aMessageNamesTheSectionOfItsKind() {
        CommandLineRun missing = CommandLineRun.of("net", "print", "none.pb");
        assertThat(missing.err())
                .endsWith("%nMore: troubleshooting.html#file in the documentation%n".formatted());
    }
}
