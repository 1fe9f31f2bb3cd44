package org.duograph.workspace.draw;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/** What a picture must know about a net's blobs and operators. */
final class NetFacts {
    private static final Pattern GRADIENT_BLOB =
            Pattern.compile(".*_grad(_sum|_dense|_\\d+|_autosplit_\\d+|_autogen\\w*)*");

    /** Operators whose second input is data, too: the labels. */
    private static final Pattern COMPARES =
            Pattern.compile("CrossEntropy|WithLoss|Accuracy|Distance");

    private final NetDef net;
    private final Map<String, ArrayType> types;

    /** The outside blobs that are data, not weights. */
    private final Set<String> data = new HashSet<>();

    private final Set<String> read = new HashSet<>();
    private final Map<String, Integer> lastWriter = new HashMap<>();

    /** Blobs of which a type is known, but perhaps not that of all versions. */
    private final Set<String> changing = new HashSet<>();

    NetFacts(NetDef net, Map<String, ArrayType> types) {
        this.net = net;
        this.types = types;
        for (int i = 0; i < net.getOpCount(); i++) {
            OperatorDef op = net.getOp(i);
            if (op.getInputCount() > 0) {
                data.add(op.getInput(0));
            }
            if (op.getInputCount() > 1 && COMPARES.matcher(op.getType()).find()) {
                data.add(op.getInput(1));
            }
            read.addAll(op.getInputList());
            for (String output : op.getOutputList()) {
                boolean again = lastWriter.put(output, i) != null || read.contains(output);
                boolean inPlace = op.getInputList().contains(output);
                if (again && (!inPlace || Family.of(op) == Family.SHAPE)) {
                    changing.add(output);
                }
            }
        }
    }

    String name() {
        return net.getName();
    }

    int size() {
        return net.getOpCount();
    }

    OperatorDef op(int index) {
        return net.getOp(index);
    }

    static boolean isGradient(OperatorDef op) {
        return op.getIsGradientOp() || op.getType().endsWith("Gradient");
    }

    static boolean isGradient(String blob) {
        return GRADIENT_BLOB.matcher(blob).matches();
    }

    /** Whether an operator belongs to the backward pass or to the update of parameters. */
    static boolean servesTraining(OperatorDef op) {
        return isGradient(op)
                || op.getOutputList().stream().anyMatch(NetFacts::isGradient)
                || op.getInputList().stream().anyMatch(NetFacts::isGradient);
    }

    /** Whether a blob, if it comes from outside, is data and not a weight. */
    boolean isData(String blob) {
        return data.contains(blob);
    }

    boolean isRead(String blob) {
        return read.contains(blob);
    }

    /** Whether what this operator writes is the last version of a declared output. */
    boolean isResult(String blob, int writer) {
        return lastWriter.get(blob) == writer && net.getExternalOutputList().contains(blob);
    }

    /** Shape and bytes, or an empty text where they are not known for sure. */
    String typeText(String blob) {
        ArrayType type = changing.contains(blob) ? null : types.get(blob);
        if (type == null) {
            return "";
        }
        List<String> dims = new ArrayList<>();
        type.shape().forEach(d -> dims.add("" + d));
        String shape = dims.isEmpty() ? "scalar" : String.join("x", dims);
        return shape + " · " + Labels.bytes(type.bytes());
    }

    /** Everything about an operator. */
    Map<String, String> factsOf(OperatorDef op) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("operator", op.getType());
        if (!op.getName().isEmpty()) {
            facts.put("name", op.getName());
        }
        for (Argument a : op.getArgList()) {
            facts.put("argument " + a.getName(), Args.text(a));
        }
        int inputs = 0;
        for (String input : op.getInputList()) {
            facts.put("input " + inputs++, withType(input));
        }
        int outputs = 0;
        for (String output : op.getOutputList()) {
            facts.put("output " + outputs++, withType(output));
        }
        facts.put("text", NetPrinter.line(op));
        return facts;
    }

    /** Everything about a blob. */
    Map<String, String> factsOf(String blob, int version) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("blob", blob);
        ArrayType type = typeText(blob).isEmpty() ? null : types.get(blob);
        if (type != null) {
            facts.put("type", type.toString());
            facts.put("size", Labels.bytes(type.bytes()));
        }
        String again = version == 1 ? "" : ", written again (version " + version + ")";
        facts.put("text", blob + again);
        return facts;
    }

    private String withType(String blob) {
        String type = typeText(blob);
        return type.isEmpty() ? blob : blob + " (" + type + ")";
    }

    /** What the names of a block's blobs begin with, from the first repetition to the last. */
    String blockName(List<Integer> all, int length) {
        String first = mostCommonStart(all.subList(0, length));
        String last = mostCommonStart(all.subList(all.size() - length, all.size()));
        if (first.isEmpty() || last.isEmpty() || first.equals(last)) {
            return length == 1 ? op(all.get(0)).getType() : "block of " + length + " operators";
        }
        int path = first.lastIndexOf('/') + 1;
        boolean samePath = last.startsWith(first.substring(0, path));
        return samePath
                ? first.substring(path) + " … " + last.substring(path)
                : first + " … " + last;
    }

    /** The longest beginning, up to a separator, of the names of more than half of the outputs. */
    private String mostCommonStart(List<Integer> ops) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        int blobs = 0;
        for (int index : ops) {
            for (String blob : op(index).getOutputList()) {
                blobs++;
                for (int i = 1; i < blob.length(); i++) {
                    if ("/_.:".indexOf(blob.charAt(i)) >= 0) {
                        counts.merge(blob.substring(0, i), 1, Integer::sum);
                    }
                }
            }
        }
        String best = "";
        for (Map.Entry<String, Integer> e : counts.entrySet()) {
            if (2 * e.getValue() > blobs && e.getKey().length() > best.length()) {
                best = e.getKey();
            }
        }
        return best;
    }
}
