package org.duograph.workspace.draw;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.duograph.workspace.draw.NetDrawer.Detail;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * What a picture of a net shows: nodes, and arrows from earlier ones to later ones.
 *
 * @param name the net's name
 * @param nodes in the order in which they first occur
 * @param arrows each at most once
 */
record NetPicture(String name, List<Node> nodes, List<Arrow> arrows) {

    /** What a node stands for; each kind has its own look. */
    enum Kind {
        OPERATOR,
        GRADIENT_OPERATOR,
        /** A blob that an operator of the net writes. */
        BLOB,
        /** A blob from outside that is some operator's first input, or its labels. */
        INPUT,
        /** A blob from outside that serves only as a further input: a weight, usually. */
        PARAMETER,
        /** The last version of a blob that the net declares as output. */
        OUTPUT;

        boolean isOperator() {
            return this == OPERATOR || this == GRADIENT_OPERATOR;
        }
    }

    /**
     * One box or octagon.
     *
     * @param id unique in the picture
     * @param note a second line, or empty
     * @param tip what pointing at it shows
     */
    record Node(String id, Kind kind, String label, String note, String tip) {}

    /**
     * One arrow between nodes, given by their places in the list.
     *
     * @param weight how much a straight arrow is worth: 1 along the main path, less beside it
     * @param control whether it stands for an order only, not for data
     */
    record Arrow(int from, int to, double weight, boolean control) {}

    /** The weight of an arrow that may bend as it likes. */
    private static final double ASIDE = 0.002;

    private static final Pattern GRADIENT_BLOB =
            Pattern.compile(".*_grad(_sum|_dense|_\\d+|_autosplit_\\d+|_autogen\\w*)*");

    /** Arguments that are the same everywhere or say only how to compute. */
    private static final Set<String> UNINTERESTING =
            Set.of(
                    "order",
                    "exhaustive_search",
                    "cudnn_exhaustive_search",
                    "ws_nbytes_limit",
                    "shared_buffer",
                    "is_test",
                    "values");

    /** Operators whose second input is data, too: the labels. */
    private static final Pattern COMPARES =
            Pattern.compile("CrossEntropy|WithLoss|Accuracy|Distance");

    static NetPicture of(NetDef net, Detail detail) {
        return new Reader(net, detail).read();
    }

    static boolean isGradient(OperatorDef op) {
        return op.getIsGradientOp() || op.getType().endsWith("Gradient");
    }

    /** Whether an operator belongs to the backward pass or to the update of parameters. */
    private static boolean servesTraining(OperatorDef op) {
        return isGradient(op)
                || op.getOutputList().stream().anyMatch(b -> GRADIENT_BLOB.matcher(b).matches())
                || op.getInputList().stream().anyMatch(b -> GRADIENT_BLOB.matcher(b).matches());
    }

    /** Goes through a net once and collects nodes and arrows. */
    private static final class Reader {
        private final NetDef net;
        private final Detail detail;
        private final List<Node> nodes = new ArrayList<>();
        private final Map<List<Integer>, Arrow> arrows = new LinkedHashMap<>();

        /** Where the current version of each blob comes from: its node, or its operator's. */
        private final Map<String, Integer> current = new HashMap<>();

        private final Map<String, Integer> versions = new HashMap<>();

        /** The outside blobs that are data, not weights. */
        private final Set<String> dataInputs = new HashSet<>();

        private final Set<String> inputsOfAny = new HashSet<>();
        private final Map<String, Integer> lastWriter = new HashMap<>();

        Reader(NetDef net, Detail detail) {
            this.net = net;
            this.detail = detail;
            for (int i = 0; i < net.getOpCount(); i++) {
                OperatorDef op = net.getOp(i);
                if (op.getInputCount() > 0) {
                    dataInputs.add(op.getInput(0));
                }
                if (op.getInputCount() > 1 && COMPARES.matcher(op.getType()).find()) {
                    dataInputs.add(op.getInput(1));
                }
                inputsOfAny.addAll(op.getInputList());
                for (String output : op.getOutputList()) {
                    lastWriter.put(output, i);
                }
            }
        }

        NetPicture read() {
            for (int i = 0; i < net.getOpCount(); i++) {
                OperatorDef op = net.getOp(i);
                if (detail == Detail.FULL || !servesTraining(op)) {
                    add(op, i);
                }
            }
            return new NetPicture(net.getName(), nodes, List.copyOf(arrows.values()));
        }

        private void add(OperatorDef op, int index) {
            Set<String> inputs = new LinkedHashSet<>(op.getInputList());
            for (String input : inputs) {
                if (!current.containsKey(input) && showsOutside(input)) {
                    Kind kind = dataInputs.contains(input) ? Kind.INPUT : Kind.PARAMETER;
                    addBlob(input, kind);
                }
            }
            Kind kind = isGradient(op) ? Kind.GRADIENT_OPERATOR : Kind.OPERATOR;
            String label =
                    op.getName().isEmpty() ? op.getType() : op.getType() + " " + op.getName();
            String note = NetPrinter.arguments(op, UNINTERESTING);
            int node = nodes.size();
            nodes.add(
                    new Node(
                            op.getType() + "/op#" + index, kind, label, note, NetPrinter.line(op)));
            for (String input : inputs) {
                if (current.containsKey(input)) {
                    addArrow(current.get(input), node, 1, false);
                }
            }
            for (String before : op.getControlInputList()) {
                if (current.containsKey(before) && !inputs.contains(before)) {
                    addArrow(current.get(before), node, ASIDE, true);
                }
            }
            for (String output : new LinkedHashSet<>(op.getOutputList())) {
                if (detail == Detail.OPERATORS) {
                    current.put(output, node);
                    continue;
                }
                boolean declared = net.getExternalOutputList().contains(output);
                boolean last = lastWriter.get(output) == index;
                int blob = addBlob(output, declared && last ? Kind.OUTPUT : Kind.BLOB);
                boolean main = output.equals(op.getOutput(0)) || inputsOfAny.contains(output);
                addArrow(node, blob, main ? 1 : ASIDE, false);
            }
        }

        private boolean showsOutside(String blob) {
            return switch (detail) {
                case FULL -> true;
                case DATA -> dataInputs.contains(blob) && !GRADIENT_BLOB.matcher(blob).matches();
                case OPERATORS -> false;
            };
        }

        private int addBlob(String blob, Kind kind) {
            int version = versions.merge(blob, 1, Integer::sum);
            String id = version == 1 ? blob : blob + "@" + version;
            String tip = blob + (version == 1 ? "" : ", written again (version " + version + ")");
            current.put(blob, nodes.size());
            nodes.add(new Node(id, kind, blob, "", tip));
            return nodes.size() - 1;
        }

        private void addArrow(int from, int to, double weight, boolean control) {
            boolean side = nodes.get(from).kind() == Kind.PARAMETER;
            Arrow arrow = new Arrow(from, to, side ? ASIDE : weight, control);
            arrows.putIfAbsent(List.of(from, to), arrow);
        }
    }
}
