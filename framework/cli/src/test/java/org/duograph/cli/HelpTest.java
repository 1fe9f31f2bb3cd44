package org.duograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "net run",
                "net print",
                "net draw",
                "net plan",
                "net shapes",
                "net benchmark",
                "graph run",
                "graph print",
                "graph draw",
                "graph freeze",
                "train",
                "ops list",
                "ops doc",
                "doctor",
                "examples",
                "new-operator",
                "shell"
            })
    void everyCommandExplainsItselfWithExamples(String command) {
        List<String> words = List.of((command + " --help").split(" "));
        CommandLineRun run = CommandLineRun.good(words.toArray());
        assertThat(run.out())
                .contains("Usage: duograph " + command)
                .contains("Examples:")
                .contains("  duograph " + command)
                .doesNotContain("\u001b");
    }

    @Test
    void theRootListsTheCommandsAndExitCodes() {
        assertThat(CommandLineRun.good("--help").out())
                .contains("doctor")
                .contains("generate-completion")
                .contains("Exit codes: 0 done, 1 failed, 2 wrong usage")
                .contains("OMP_NUM_THREADS");
        assertThat(CommandLineRun.good("--version").out()).startsWith("duograph ");
    }

    @Test
    void noCommandIsWrongUsage() {
        CommandLineRun run = CommandLineRun.of();
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("Try 'duograph --help'");
        assertThat(CommandLineRun.of("net").code()).isEqualTo(2);
    }

    @Test
    void aMisspeltOptionIsWrongUsageWithASuggestion() {
        CommandLineRun run = CommandLineRun.of("net", "run", "x.pb", "--fedd", "a=b");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--fedd").contains("--feed");
    }

    @Test
    void shellsCanCompleteCommands() {
        assertThat(CommandLineRun.good("generate-completion").out())
                .contains("complete -F _complete_duograph")
                .contains("--gradients-of");
    }
}
