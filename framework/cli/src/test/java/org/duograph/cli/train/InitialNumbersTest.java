package org.duograph.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duograph.cli.CommandLineRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitialNumbersTest {
    @TempDir Path folder;
    private TinyTraining tiny;

    @BeforeEach
    void files() throws IOException {
        tiny = TinyTraining.in(folder);
    }

    private CommandLineRun from(String blob, String shape) throws IOException {
        String op =
                "op { output: \"%s\" type: \"ConstantFill\" arg { name: \"shape\" %s } }"
                        .formatted(blob, shape);
        Path init = Files.writeString(folder.resolve("init.pbtxt"), op);
        return tiny.train("max_iter: 1", "--init", init);
    }

    @Test
    void anInitNetThatFillsNothingIsRefusedWithBothLists() throws IOException {
        CommandLineRun run = from("conv1_weight", "ints: 3");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("init.pbtxt fills no parameter of net \"tiny\". It fills conv1_weight;")
                .contains("the net has c_w, c_b, bn_s, bn_b, bn_rm, bn_riv, f_w, f_b, g_w, g_b");
    }

    @Test
    void anInitNetThatFillsAPartSaysWhichAndWhichNot() throws IOException {
        CommandLineRun run = from("c_b", "ints: 4");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("init.pbtxt: c_b.")
                .contains("Not filled, so starting anew: c_w, bn_s,");
    }

    @Test
    void aParameterOfTheWrongShapeIsTheOneThatIsNamed() throws IOException {
        CommandLineRun run = from("c_w", "ints: 3");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("c_w: found float32 3, but W of operator 0 (Conv) takes float32 4x1x3x3")
                .doesNotContain("f_w");
    }
}
