package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.cli.Duograph;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class CommandPagesTest {
    private final List<Page> pages = new CommandPages(Duograph.commandLine()).pages();

    @Test
    void everyCommandHasItsSectionWithSynopsisAndAllItsOptions() {
        Map<String, CommandLine> top = Duograph.commandLine().getSubcommands();
        assertThat(pages).hasSameSizeAs(top.keySet());
        for (CommandLine command : top.values()) {
            String name = command.getCommandName();
            Page page = page("commands/" + name + ".adoc");
            if (command.getSubcommands().isEmpty()) {
                requireComplete(command.getCommandSpec(), page.body());
            }
            command.getSubcommands()
                    .forEach(
                            (id, part) -> {
                                Element heading = page.body().getElementById(id);
                                assertThat(heading).as(name + " " + id).isNotNull();
                                requireComplete(part.getCommandSpec(), heading.parent());
                            });
        }
    }

    private static void requireComplete(CommandSpec spec, Element section) {
        String name = spec.qualifiedName();
        String text = section.wholeText();
        assertThat(text).as(name).contains(name, spec.usageMessage().description()[0]);
        assertThat(text).as(name).contains("Exit codes: 0 done, 1 failed, 2 wrong usage.");
        assertThat(section.select("pre").eachText()).as(name).anyMatch(t -> t.startsWith(name));
        List<String> explained = section.select("td:first-child code").eachText();
        for (ArgSpec arg : spec.args()) {
            String word = arg instanceof OptionSpec o ? o.longestName() : arg.paramLabel();
            boolean common = List.of("--help", "--debug", "--version").contains(word);
            assertThat(explained.stream().anyMatch(e -> (e + " ").startsWith(word + " ")))
                    .as(name + " explains " + word)
                    .isEqualTo(!common);
        }
        if (!name.endsWith("generate-completion")) { // picocli's own
            assertThat(section.select("code[data-lang=console]").text())
                    .as(name + " has an example")
                    .contains("$ " + name);
        }
    }

    @Test
    void theOverviewListsEveryCommandAndWhatAllOfThemTake() {
        Page overview =
                new Page(
                        "commands/index.adoc",
                        "All",
                        "",
                        false,
                        Jsoup.parseBodyFragment(
                                        "<div id='command-table'></div><div id='common-options'>"
                                                + "</div><div id='command-examples'></div>"
                                                + "<div id='exit-codes'>to be filled</div>")
                                .body());
        new CommandPages(Duograph.commandLine()).fillOverview(overview);
        assertThat(overview.body().select("#command-table a").eachText())
                .containsExactlyElementsOf(commands(Duograph.commandLine()).skip(1).toList());
        assertThat(overview.body().select("#common-options code").eachText())
                .contains("--help", "--version", "--debug");
        assertThat(overview.body().select("#command-examples").text())
                .contains("$ duograph doctor");
        assertThat(overview.body().text()).doesNotContain("to be filled");
    }

    private static Stream<String> commands(CommandLine line) {
        return Stream.concat(
                Stream.of(line.getCommandSpec().qualifiedName()),
                line.getSubcommands().values().stream().flatMap(CommandPagesTest::commands));
    }

    /** A program with each kind of argument once. */
    @Command(name = "tool", exitCodeList = "0:well", description = "A tool.")
    static final class Tool {
        @Command(
                name = "cut",
                description = {"Cuts.", "Now %% and <then>."},
                footer = {"  tool cut a.txt", "", "Cut with care."})
        void cut(
                @Parameters(paramLabel = "FILE", description = "What to cut.") String file,
                @Option(
                                names = {"-d", "--depth"},
                                paramLabel = "N",
                                required = true,
                                description = "How deep, not ${DEFAULT-VALUE}.")
                        int depth,
                @Option(names = "--secret", hidden = true) boolean secret) {}
    }

    @Test
    void aPageIsWrittenFromWhatTheHelpIsWrittenFrom() {
        Element body = new CommandPages(new CommandLine(new Tool())).pages().get(0).body();
        assertThat(body.select("h2").eachText())
                .containsExactly("Synopsis", "Options", "Examples", "Exit codes");
        assertThat(body.select("p").eachText())
                .containsExactly(
                        "Cuts.", "Now % and <then>.", "Cut with care.", "Exit codes: 0 well.");
        List<String> rows = new ArrayList<>(body.select("tbody tr").eachText());
        assertThat(rows)
                .containsExactly(
                        "FILE What to cut. required", "-d N, --depth N How deep, not 0. required");
        assertThat(body.select("code[data-lang=console]").text()).isEqualTo("$ tool cut a.txt");
    }

    private Page page(String source) {
        return pages.stream().filter(p -> p.source().equals(source)).findFirst().orElseThrow();
    }
}
