package org.duograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItselfWithExamples(String command) {
        List<String> words = List.of((command + " --help").split(" "));
        CommandLineRun run = CommandLineRun.good(words.toArray());
        assertThat(run.out())
                .contains("Usage: duograph " + command)
                .contains("Examples:")
                .contains("  duograph " + command)
                .doesNotContain("\u001b");
    }

    /** All commands that run, as they are typed; not those that only group others. */
    static Stream<String> commands() {
        return commands(Duograph.commandLine())
                .map(command -> command.substring("duograph ".length()))
                .filter(command -> !command.equals("generate-completion")); // picocli's own
    }

    private static Stream<String> commands(CommandLine line) {
        return line.getSubcommands().isEmpty()
                ? Stream.of(line.getCommandSpec().qualifiedName())
                : line.getSubcommands().values().stream().flatMap(HelpTest::commands);
    }

    @Test
    void theRootListsTheCommandsAndExitCodes() {
        assertThat(CommandLineRun.good("--help").out())
                .contains("doctor")
                .contains("generate-completion")
                .containsPattern("Exit codes:\\R +0 +done\\R +1 +failed\\R +2 +wrong usage")
                .contains("OMP_NUM_THREADS");
        assertThat(CommandLineRun.good("--version").out()).startsWith("duograph ");
    }

    @Test
    void helpLoadsNoOperators() throws Exception {
        JavaProcess help = JavaProcess.withInput("", List.of("-Xlog:class+load"), "--help");
        assertThat(help.waitFor()).isZero();
        assertThat(help.output())
                .contains("org.duograph.cli.OpsDocCommand ", "Usage: duograph")
                .doesNotContain("org.duograph.ops.", "org.duograph.workspace.host.HostOperators ");
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
