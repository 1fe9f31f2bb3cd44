package org.duograph.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * One page per command of a program, written from what its {@code --help} is written from.
 *
 * <p>A command that only groups others has a page with a section for each of them. What every
 * command takes, such as {@code --help}, stands on the overview page alone.
 */
final class CommandPages {
    private static final String FOLDER = "commands/";
    private static final String EXAMPLE = "  ";

    private static final Document.OutputSettings FLAT =
            new Document.OutputSettings().prettyPrint(false);

    private final CommandLine program;

    CommandPages(CommandLine program) {
        this.program = program;
    }

    /** The pages in the order of the commands. */
    List<Page> pages() {
        return commands(program).stream().map(this::page).toList();
    }

    /** Puts the commands, what all of them take and what they return where the page has blocks. */
    void fillOverview(Page overview) {
        List<List<String>> rows = new ArrayList<>();
        for (CommandLine command : commands(program)) {
            rows.add(row(command, name(command) + ".html"));
            String page = name(command) + ".html#";
            commands(command).forEach(part -> rows.add(row(part, page + name(part))));
        }
        Element place = emptied(overview, "#command-table");
        place.append(Html.table(List.of("Command", "What it does"), rows));
        arguments(emptied(overview, "#common-options"), program.getCommandSpec().options());
        examples(emptied(overview, "#command-examples"), program.getCommandSpec());
        exitCodes(emptied(overview, "#exit-codes"));
    }

    private static Element emptied(Page page, String block) {
        return page.body().expectFirst(block).empty();
    }

    private static List<String> row(CommandLine command, String target) {
        CommandSpec spec = command.getCommandSpec();
        return List.of(
                "<a href=\"%s\">%s</a>".formatted(target, code(spec.qualifiedName())),
                Html.text(summary(spec)));
    }

    private Page page(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        Element body = Document.createShell("").outputSettings(FLAT).body();
        description(body, spec).get(0).addClass("lead");
        if (commands(command).isEmpty()) {
            synopsis(Html.section(body, "Synopsis", "synopsis"), command);
            sections(body, spec);
            exitCodes(Html.section(body, "Exit codes", "exit-codes"));
        }
        for (CommandLine part : commands(command)) {
            CommandSpec inner = part.getCommandSpec();
            Element section = Html.section(body, inner.qualifiedName(), name(part));
            section.parent().removeClass("quiet"); // searches find it by itself
            description(section, inner);
            synopsis(section, part);
            sections(section, inner);
            exitCodes(section);
        }
        String file = FOLDER + name(command) + ".adoc";
        return new Page(file, spec.qualifiedName(), summary(spec), false, body);
    }

    private static List<Element> description(Element body, CommandSpec spec) {
        return Arrays.stream(spec.usageMessage().description())
                .filter(line -> !line.isBlank())
                .map(line -> Html.paragraph(body, Html.text(plain(line))))
                .toList();
    }

    private static void synopsis(Element body, CommandLine command) {
        Help help = new Help(command.getCommandSpec(), Help.defaultColorScheme(Ansi.OFF));
        String synopsis = help.synopsis(0).stripTrailing() + "\n";
        Html.listing(body, "text", synopsis).addClass("wrap");
    }

    /** What it takes, then examples; below their own headings where the command has a page. */
    private static void sections(Element body, CommandSpec spec) {
        boolean ownPage = body.normalName().equals("body");
        List<ArgSpec> own =
                Stream.concat(spec.positionalParameters().stream(), spec.options().stream())
                        .filter(arg -> !isCommon(arg))
                        .toList();
        if (!own.isEmpty()) {
            arguments(ownPage ? Html.section(body, "Options", "options") : body, own);
        }
        if (spec.usageMessage().footer().length > 0) {
            examples(ownPage ? Html.section(body, "Examples", "examples") : body, spec);
        }
    }

    /** Whether all commands have it: then the overview explains it. */
    private static boolean isCommon(ArgSpec arg) {
        return arg instanceof OptionSpec option
                && (option.inherited() || option.usageHelp() || option.versionHelp());
    }

    private static void arguments(Element body, Collection<? extends ArgSpec> args) {
        List<List<String>> rows = new ArrayList<>();
        for (ArgSpec arg : args) {
            if (!arg.hidden()) {
                String text =
                        Arrays.stream(arg.description())
                                .map(line -> Html.text(plain(line)))
                                .collect(Collectors.joining(" "));
                rows.add(List.of(names(arg), text + badge(arg)));
            }
        }
        body.append(Html.table(List.of("Argument or option", "What it means"), rows));
    }

    private static String names(ArgSpec arg) {
        String label = arg.arity().max() == 0 ? "" : arg.paramLabel();
        if (!(arg instanceof OptionSpec option)) {
            return code(label);
        }
        return Arrays.stream(option.names())
                .map(name -> code(label.isEmpty() ? name : name + " " + label))
                .collect(Collectors.joining(", "));
    }

    private static String badge(ArgSpec arg) {
        return arg.required() ? " <span class=\"badge yes\">required</span>" : "";
    }

    /** Of a footer, the lines that can be typed as a listing, the others as sentences. */
    private static void examples(Element body, CommandSpec spec) {
        String[] footer = spec.usageMessage().footer();
        String typed =
                Arrays.stream(footer)
                        .filter(line -> line.startsWith(EXAMPLE))
                        .map(line -> "$ " + plain(line).strip() + "\n")
                        .collect(Collectors.joining());
        Html.listing(body, "console", typed).addClass("wrap");
        Arrays.stream(footer)
                .filter(line -> !line.startsWith(EXAMPLE) && !line.isBlank())
                .forEach(line -> Html.paragraph(body, Html.text(plain(line))));
    }

    /** All commands end alike; the program's own help says how. */
    private void exitCodes(Element body) {
        Map<String, String> codes = program.getCommandSpec().usageMessage().exitCodeList();
        String all =
                codes.entrySet().stream()
                        .map(code -> code(code.getKey()) + " " + Html.text(code.getValue()))
                        .collect(Collectors.joining(", "));
        Html.paragraph(body, "Exit codes: " + all + ".");
    }

    private static List<CommandLine> commands(CommandLine of) {
        return of.getSubcommands().values().stream()
                .distinct() // an alias is the same command
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .toList();
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().name();
    }

    private static String summary(CommandSpec spec) {
        return plain(spec.usageMessage().description()[0]);
    }

    /** A text of picocli's without format specifiers and styles. */
    private static String plain(String text) {
        return Ansi.OFF.string(text.formatted());
    }

    private static String code(String text) {
        return "<code>" + Html.text(text) + "</code>";
    }
}
