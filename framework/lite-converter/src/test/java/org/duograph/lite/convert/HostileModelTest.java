package org.duograph.lite.convert;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.duograph.lite.Interpreter;
import org.duograph.lite.model.Model;
import org.duograph.lite.model.ModelFormatException;
import org.duograph.testing.Draw;
import org.duograph.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are damaged or made to do harm are refused with words, or run. */
class HostileModelTest {
    static List<byte[]> files() {
        List<byte[]> files = new ArrayList<>();
        for (OperatorsTest.Case made : OperatorsTest.cases()) {
            try (Workspace workspace = new Workspace("java", 0)) {
                Converted model = OperatorsTest.convert(workspace, made);
                files.add(model.converter.floats());
                files.add(model.converter.int8(model.examples(model.draw(1, -2, 8))));
            }
        }
        return files;
    }

    @MethodSource("files")
    @FuzzTest
    void aFileIsReadOrRefused(byte[] bytes) {
        tryOut(bytes);
    }

    @Test
    void soIsADamagedOne() {
        List<byte[]> files = files();
        Draw.times(3000, draw -> tryOut(draw.hostile(files)));
    }

    private static void tryOut(byte[] bytes) {
        try {
            Model model = Model.of(bytes);
            long numbers = model.tensors().stream().mapToLong(t -> t.size()).sum();
            if (numbers < 10_000_000) {
                new Interpreter(model);
            }
        } catch (ModelFormatException
                | UnsupportedOperationException
                | IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
