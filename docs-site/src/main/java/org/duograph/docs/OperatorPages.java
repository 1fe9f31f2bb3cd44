package org.duograph.docs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duograph.backend.BackendProvider;
import org.duograph.backend.Backends;
import org.duograph.cli.OperatorNames;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Operand;
import org.duograph.ops.OpCatalog;
import org.duograph.workspace.host.HostOperatorDef;
import org.duograph.workspace.lower.Spellings;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * One page per operator, written from its definition.
 *
 * <p>Nothing on these pages is typed by hand: the example's numbers are the ones that the tests run
 * through the reference kernel, so a page cannot be out of date.
 */
final class OperatorPages {
    private static final String FOLDER = "operators/";

    private static final Document.OutputSettings FLAT =
            new Document.OutputSettings().prettyPrint(false);

    private final Collection<OpDef> catalogue;
    private final Collection<HostOperatorDef> hostOperators;

    OperatorPages(Collection<OpDef> catalogue, Collection<HostOperatorDef> hostOperators) {
        this.catalogue = catalogue;
        this.hostOperators = hostOperators;
    }

    /** The pages in the order of the catalogue, host operators last. */
    List<Page> pages() {
        return Stream.concat(
                        catalogue.stream().map(this::page), hostOperators.stream().map(this::page))
                .toList();
    }

    /** Puts the table of all operators where the overview page has the block {@code catalogue}. */
    void fillOverview(Page overview) {
        Element place = overview.body().expectFirst("#catalogue");
        place.empty();
        List<List<String>> rows = new ArrayList<>();
        for (OpDef op : catalogue) {
            rows.add(
                    List.of(
                            link(op.type() + ".html", breakable(op.type())),
                            Html.text(op.summary()),
                            gradientBadge(op)));
        }
        place.append(Html.table(List.of("Operator", "What it computes", "Gradient"), rows));
        Element host = overview.body().expectFirst("#host");
        host.empty();
        host.append(
                Html.table(
                        List.of("Operator", "What it does"),
                        hostOperators.stream()
                                .map(
                                        op ->
                                                List.of(
                                                        link(
                                                                op.type() + ".html",
                                                                breakable(op.type())),
                                                        Html.text(op.summary())))
                                .toList()));
    }

    private Page page(HostOperatorDef op) {
        Element body = Document.createShell("").outputSettings(FLAT).body();
        Html.paragraph(body, Html.text(op.summary())).addClass("lead");
        Html.paragraph(
                body,
                "A host operator: Java code, run as a node of the net's graph. It has no gradient.");
        operands(Html.section(body, "Inputs", "inputs"), op.inputs());
        operands(Html.section(body, "Outputs", "outputs"), op.outputs());
        if (!op.args().isEmpty()) {
            attributes(Html.section(body, "Arguments", "arguments"), op.args().values());
        }
        Element example = Html.section(body, "Example", "example");
        Html.listing(example, op.example() + "\n");
        return new Page(FOLDER + op.type() + ".adoc", op.type(), op.summary(), false, body);
    }

    private Page page(OpDef op) {
        Element body = Document.createShell("").outputSettings(FLAT).body();
        Html.paragraph(body, Html.text(op.summary())).addClass("lead");
        if (!op.formula().isEmpty()) {
            body.appendElement("pre").addClass("formula").attr("tabindex", "0").text(op.formula());
        }
        facts(body, op);
        operands(Html.section(body, "Inputs", "inputs"), op.inputs());
        operands(Html.section(body, "Outputs", "outputs"), op.outputs());
        if (!op.attrs().isEmpty()) {
            attributes(Html.section(body, "Attributes", "attributes"), op.attrs().values());
        }
        example(Html.section(body, "Example", "example"), op);
        return new Page(FOLDER + op.type() + ".adoc", op.type(), op.summary(), false, body);
    }

    /** Which backends have a kernel for it; the reference has one for each, and for all types. */
    private static String kernels(OpDef op) {
        return Stream.concat(
                        Stream.of("reference"),
                        Backends.providers().stream()
                                .filter(provider -> provider.operators().contains(op.type()))
                                .map(BackendProvider::name)
                                .sorted())
                .collect(Collectors.joining(", "));
    }

    private void facts(Element body, OpDef op) {
        Element list = body.appendElement("ul").addClass("facts");
        List<String> others = OperatorNames.others(op.type());
        if (!others.isEmpty()) {
            String names = String.join(",", others);
            String words = names.replaceAll("(?<=[a-z])(?=[A-Z])", " "); // Batch Normalization
            body.attr(SearchIndex.OTHER_WORDS, names + "," + words);
            list.appendElement("li").text("Elsewhere called: " + String.join(", ", others));
        }
        List<String> rules =
                catalogue.stream()
                        .map(OpDef::type)
                        .filter(t -> t.startsWith(op.type() + "Grad"))
                        .map(t -> link(t + ".html", t))
                        .toList();
        String by = rules.isEmpty() ? "" : " Its gradient operators: " + String.join(", ", rules);
        list.appendElement("li").html("Gradient: " + gradientBadge(op) + by);
        list.appendElement("li").text("Kernels: " + kernels(op));
        if (!op.mayDiffer().isEmpty()) {
            list.appendElement("li").text("Where backends may differ: " + op.difference());
        }
        List<String> pairs = new ArrayList<>();
        for (int o = 0; o < op.outputs().size(); o++) {
            for (int i = 0; i < op.inputs().size(); i++) {
                if (op.mayOverwrite(o, i)) {
                    pairs.add(code(op.output(o).name()) + " over " + code(op.input(i).name()));
                }
            }
        }
        list.appendElement("li")
                .html("In place: " + (pairs.isEmpty() ? "no" : String.join(", ", pairs)));
        if (op.isRandom()) {
            list.appendElement("li").text("Random: depends on seed, node and step.");
        }
        list.appendElement("li").html("Definition: " + definition(op));
    }

    /** A link to the Javadoc of the class that holds the definition. */
    private static String definition(OpDef op) {
        String holder = OpCatalog.holder(op.type());
        return link("../javadoc/" + holder.replace('.', '/') + ".html", code(holder));
    }

    private static void operands(Element section, List<Operand> operands) {
        if (operands.isEmpty()) {
            Html.paragraph(section, "None.");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Operand operand : operands) {
            String kind =
                    switch (operand.kind()) {
                        case ONE -> "";
                        case OPTIONAL -> badge("", "optional");
                        case CONSTANT -> badge("", "optional, known before the net runs");
                        case MANY -> badge("", "any number");
                        case SHAPE_ONLY -> badge("", "only its shape is used");
                        case AUXILIARY -> badge("", "no gradient");
                        case SAVED -> badge("", "for the gradient only");
                    };
            rows.add(
                    List.of(
                            code(operand.name()),
                            Html.text(operand.types().toString()),
                            Html.text(operand.doc()) + " " + kind));
        }
        section.append(Html.table(List.of("Name", "Elements", "What it is"), rows));
    }

    private static void attributes(Element section, Collection<Attr> attrs) {
        List<List<String>> rows = new ArrayList<>();
        for (Attr attr : attrs) {
            Object value = attr.defaultValue();
            rows.add(
                    List.of(
                            code(attr.name()),
                            attr.kind().name().toLowerCase(java.util.Locale.ROOT),
                            value == null ? "none" : code("".equals(value) ? "\"\"" : "" + value),
                            Html.text(attr.doc()) + inNets(attr)));
        }
        section.append(Html.table(List.of("Name", "Type", "Default", "Meaning"), rows));
    }

    /** How Caffe2's arguments say it, where they say it otherwise. */
    private static String inNets(Attr attr) {
        List<String> ways = Spellings.of(attr);
        boolean same = ways.equals(List.of(attr.name()));
        List<String> names = ways.stream().map(OperatorPages::code).toList();
        return same ? "" : " In a net: " + String.join(", ", names) + ".";
    }

    private static void example(Element section, OpDef op) {
        Example example = op.example();
        StringBuilder text = new StringBuilder();
        example.attrs().forEach((k, v) -> text.append(k).append(" = ").append(v).append('\n'));
        for (int i = 0; i < example.inputs().size(); i++) {
            text.append(ArrayText.named(op.inputName(i), example.inputs().get(i)));
        }
        text.append('\n');
        for (int i = 0; i < example.outputs().size(); i++) {
            text.append(ArrayText.named(op.output(i).name(), example.outputs().get(i)));
        }
        Html.listing(section, text.toString());
        Html.paragraph(
                section,
                "The tests run this example on the reference kernel and on every backend.");
    }

    private static String gradientBadge(OpDef op) {
        return op.gradient() == null ? badge("", "no") : badge("yes", "yes");
    }

    private static String badge(String kind, String words) {
        return "<span class=\"badge " + kind + "\">" + words + "</span>";
    }

    /** A name that a narrow column may break before its humps. */
    private static String breakable(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "<wbr>");
    }

    private static String code(String text) {
        return "<code>" + Html.text(text) + "</code>";
    }

    private static String link(String href, String html) {
        return "<a href=\"" + href + "\">" + html + "</a>";
    }
}
