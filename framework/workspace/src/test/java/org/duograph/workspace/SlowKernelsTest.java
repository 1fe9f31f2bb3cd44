package org.duograph.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a program is told that depends on this module alone, and so has no fast backend. */
class SlowKernelsTest {
    private static String errorsOf(String... args) throws Exception {
        ProcessBuilder java =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        withoutFastBackends(),
                        SlowKernelsTest.class.getName());
        java.command().addAll(List.of(args));
        Process process = java.start();
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(errors).isZero();
        return errors;
    }

    private static String withoutFastBackends() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.matches(".*backend-(onednn|vector).*"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Opens two workspaces on a backend, or on the best one. */
    public static void main(String[] args) {
        for (int i = 0; i < 2; i++) {
            try (Workspace workspace = new Workspace(args.length == 0 ? "" : args[0], 0)) {
                workspace.placement().preferred();
            }
        }
    }

    @Test
    void itIsSaidOnceThatTheReferenceKernelsRunAndWhatToAdd() throws Exception {
        assertThat(errorsOf())
                .containsOnlyOnce("reference kernels")
                .contains("org.duograph:duograph-backend-onednn");
    }

    @Test
    void whoAsksForTheReferenceIsNotTold() throws Exception {
        assertThat(errorsOf("java")).isEmpty();
    }
}
