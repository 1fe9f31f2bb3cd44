package org.duograph.workspace.draw;

import java.util.List;
import java.util.Set;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * The readable text of a net: one line per operator, {@code Y, mask = Dropout(X, ratio=0.5)}.
 *
 * <p>Long lists are shortened; for the text that can be read back see {@code MessageFiles.toText}.
 */
public final class NetPrinter {
    private NetPrinter() {}

    /** The whole net: its name, what goes in, the operators, what comes out. */
    public static String print(NetDef net) {
        StringBuilder text = new StringBuilder();
        print(net, "", text);
        return text.toString();
    }

    private static void print(NetDef net, String indent, StringBuilder text) {
        text.append(indent).append("net ").append(net.getName().isEmpty() ? "?" : net.getName());
        text.append('(').append(String.join(", ", net.getExternalInputList())).append(')');
        if (net.getExternalOutputCount() > 0) {
            text.append(" -> ").append(String.join(", ", net.getExternalOutputList()));
        }
        String notes = notes(net);
        text.append(notes.isEmpty() ? "" : "  # " + notes).append('\n');
        for (OperatorDef op : net.getOpList()) {
            text.append(indent).append("  ").append(line(op)).append('\n');
            for (Argument a : op.getArgList()) {
                if (a.hasN()) {
                    text.append(indent).append("    ").append(a.getName()).append(":\n");
                    print(a.getN(), indent + "      ", text);
                }
            }
        }
    }

    private static String notes(NetDef net) {
        String type = net.getType().isEmpty() ? "" : "type " + net.getType();
        String args = net.getArgList().stream().map(NetPrinter::text).collect(joined());
        return type + (type.isEmpty() || args.isEmpty() ? "" : ", ") + args;
    }

    /** One operator, with its name, engine and device as a comment where it has them. */
    public static String line(OperatorDef op) {
        String outputs = String.join(", ", op.getOutputList());
        String inputs = String.join(", ", op.getInputList());
        String args = arguments(op, Set.of());
        String comment = comment(op);
        return (outputs.isEmpty() ? "" : outputs + " = ")
                + op.getType()
                + "("
                + inputs
                + (inputs.isEmpty() || args.isEmpty() ? "" : ", ")
                + args
                + ")"
                + (comment.isEmpty() ? "" : "  # " + comment);
    }

    /** The arguments but those left out, {@code kernel=3, order="NCHW"}. */
    static String arguments(OperatorDef op, Set<String> leftOut) {
        return op.getArgList().stream()
                .filter(a -> !leftOut.contains(a.getName()))
                .map(NetPrinter::text)
                .collect(joined());
    }

    private static String text(Argument a) {
        return a.getName() + "=" + Args.text(a);
    }

    private static String comment(OperatorDef op) {
        String after = op.getControlInputList().stream().collect(joined());
        String device =
                op.getDeviceOption().getDeviceType() == 0
                        ? ""
                        : "device "
                                + op.getDeviceOption().getDeviceType()
                                + ":"
                                + op.getDeviceOption().getCudaGpuId();
        return List.of(
                        op.getName(),
                        op.getEngine().isEmpty() ? "" : "engine " + op.getEngine(),
                        device,
                        after.isEmpty() ? "" : "after " + after)
                .stream()
                .filter(s -> !s.isEmpty())
                .collect(joined());
    }

    private static Collector<CharSequence, ?, String> joined() {
        return Collectors.joining(", ");
    }
}
