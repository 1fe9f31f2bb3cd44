package org.duograph.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.duograph.backend.Backend;
import org.duograph.backend.BackendProvider;
import org.duograph.backend.Backends;
import org.duograph.cli.options.Streams;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Operand;
import org.duograph.graph.Suggestion;
import org.duograph.ops.OpCatalog;
import org.duograph.workspace.host.HostOperatorDef;
import org.duograph.workspace.host.HostOperators;
import org.duograph.workspace.lower.Caffe2Name;
import org.duograph.workspace.lower.Spellings;
import org.duograph.workspace.lower.Vocabulary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code duograph ops doc}: everything about one operator. */
@Command(
        name = "doc",
        description = "Explains an operator: formula, inputs, outputs, arguments, an example.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph ops doc Conv",
            "  duograph ops doc conv2d",
            "  duograph ops doc Save",
            "  duograph ops doc RowMul"
        })
final class OpsDocCommand implements Callable<Integer> {
    @Mixin private Streams streams;

    @Parameters(
            paramLabel = "TYPE",
            completionCandidates = Types.class,
            description = "The operator's type, such as Conv.")
    private String type;

    @Override
    public Integer call() {
        OperatorNames.meantBy(type)
                .ifPresent(
                        meant -> {
                            streams.out().println(type + " is called " + meant + " here.");
                            streams.out().println();
                            type = meant;
                        });
        HostOperatorDef host = HostOperators.all().get(type);
        List<String> gradient = OperatorNames.ofCaffe2Gradient(type);
        if (host != null) {
            print(host);
        } else if (!OpCatalog.has(type) && !gradient.isEmpty()) {
            gradient.forEach(streams.out()::println);
            streams.out().println();
            streams.out()
                    .println(
                            "Nets may use it; it runs as the gradient operators of its forward"
                                    + " operator, which `duograph ops list --filter Grad` lists.");
        } else if (OpCatalog.has(type)) {
            print(OpCatalog.get(type));
        } else if (!Vocabulary.int8Description(type).isEmpty()) {
            streams.out().println(Vocabulary.int8Description(type));
        } else {
            String why = Caffe2Name.whyAbsent(type);
            if (!why.isEmpty()) {
                throw new NoSuchElementException(
                        "There is no operator \"%s\". %s".formatted(type, why));
            }
            Set<String> known = OperatorNames.own();
            throw new NoSuchElementException(
                    "There is no operator \"%s\"%s (`duograph ops list` lists all)"
                            .formatted(type, Suggestion.among(type, known)));
        }
        return 0;
    }

    private void print(HostOperatorDef op) {
        PrintWriter out = streams.out();
        out.println(op.type() + ": " + op.summary());
        print("Inputs", op.inputs().stream().map(OpsDocCommand::row).toList());
        print("Outputs", op.outputs().stream().map(OpsDocCommand::row).toList());
        print("Arguments", op.args().values().stream().map(OpsDocCommand::row).toList());
        out.println();
        out.println("Runs on the host, as a node of the net's graph; differentiable: no");
        out.println();
        out.println("Example:");
        out.println("  " + op.example());
    }

    private void print(OpDef op) {
        PrintWriter out = streams.out();
        out.println(op.type() + ": " + op.summary());
        if (!op.formula().isEmpty()) {
            out.println();
            op.formula().lines().forEach(line -> out.println("  " + line));
        }
        print("Inputs", op.inputs().stream().map(OpsDocCommand::row).toList());
        print("Outputs", op.outputs().stream().map(OpsDocCommand::row).toList());
        print("Arguments", op.attrs().values().stream().map(OpsDocCommand::row).toList());
        out.println();
        out.println("Differentiable: " + (op.gradient() == null ? "no" : "yes"));
        out.println("Backends: " + String.join(", ", backends(op)));
        if (!op.mayDiffer().isEmpty()) {
            out.println("They may differ: " + op.difference());
        }
        out.println();
        out.println("Example:");
        example(op);
    }

    private void print(String title, List<String[]> rows) {
        if (!rows.isEmpty()) {
            streams.out().println();
            streams.out().println(title + ":");
            Table.print(streams.out(), rows);
        }
    }

    private static String[] row(Operand operand) {
        String note =
                switch (operand.kind()) {
                    case ONE -> "";
                    case OPTIONAL -> " (optional)";
                    case CONSTANT -> " (optional; known before the net runs)";
                    case MANY -> " (any number)";
                    case SHAPE_ONLY -> " (only its shape is used)";
                    case AUXILIARY -> " (no gradient)";
                    case SAVED -> " (for the gradient)";
                };
        return new String[] {"  " + operand.name(), operand.doc() + note};
    }

    private static String[] row(Attr attr) {
        String kind = attr.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        Object value = attr.defaultValue();
        String standard = value == null ? "" : "= " + (value.equals("") ? "\"\"" : value);
        String ways = String.join(", ", Spellings.of(attr));
        String note = ways.equals(attr.name()) ? "" : " In nets: " + ways + ".";
        return new String[] {"  " + attr.name(), kind, standard, attr.doc() + note};
    }

    /** The backends that have a kernel of their own for it. */
    private static List<String> backends(OpDef op) {
        List<String> names = new ArrayList<>();
        for (BackendProvider provider : Backends.providers()) {
            if (provider.whyUnavailable().isEmpty()) {
                try (Backend backend = provider.open()) {
                    if (backend.factory(op) != null) {
                        names.add(backend.name());
                    }
                } catch (IllegalStateException | OutOfMemoryError e) {
                    // a device that others use up; duograph doctor tells
                }
            }
        }
        return names;
    }

    private void example(OpDef op) {
        Example example = op.example();
        Map<String, Object> attrs = Attrs.check(op, example.attrs()).given();
        String arguments =
                attrs.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .sorted()
                        .collect(Collectors.joining(", "));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < example.inputs().size(); i++) {
            names.add(op.inputName(i));
            streams.out().println("  " + op.inputName(i) + " = " + example.inputs().get(i));
        }
        String inputs = String.join(", ", names);
        String between = inputs.isEmpty() || arguments.isEmpty() ? "" : ", ";
        String call = "  " + op.type() + "(" + inputs + between + arguments + ")";
        streams.out().println(call);
        for (int i = 0; i < example.outputs().size(); i++) {
            streams.out().println("  " + op.output(i).name() + " = " + example.outputs().get(i));
        }
    }

    /** The types of all operators, looked up when a shell asks: every command's help makes one. */
    static final class Types implements Iterable<String> {
        private Types() {}

        @Override
        public Iterator<String> iterator() {
            return OperatorNames.own().iterator();
        }
    }
}
