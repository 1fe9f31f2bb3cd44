package org.duograph.workspace.draw;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.workspace.draw.NetDrawer.Detail;
import org.duograph.workspace.draw.NetPicture.Arrow;
import org.duograph.workspace.draw.NetPicture.Fold;
import org.duograph.workspace.draw.NetPicture.Kind;
import org.duograph.workspace.draw.NetPicture.Node;
import org.duograph.workspace.proto.OperatorDef;

/** Goes through the operators of a net, or of a block of it, once and collects nodes and arrows. */
final class NetReader {
    /** The weight of an arrow that may bend as it likes. */
    private static final double ASIDE = 0.002;

    private final NetFacts net;
    private final Detail detail;

    /** The places in the net of the operators that are shown. */
    private final List<Integer> shown;

    private final List<Node> nodes = new ArrayList<>();
    private final Map<List<Integer>, Arrow> arrows = new LinkedHashMap<>();

    /** Where the current version of each blob comes from: its node, or its operator's. */
    private final Map<String, Integer> current = new HashMap<>();

    private final Map<String, Integer> versions = new HashMap<>();
    private final Set<String> formsSeen = new LinkedHashSet<>();

    private NetReader(NetFacts net, Detail detail, List<Integer> shown) {
        this.net = net;
        this.detail = detail;
        this.shown = shown;
    }

    /** The picture of a net, with or without its repeated blocks folded. */
    static NetPicture read(NetFacts net, Detail detail, boolean folded) {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < net.size(); i++) {
            if (detail == Detail.FULL || !NetFacts.servesTraining(net.op(i))) {
                shown.add(i);
            }
        }
        NetReader reader = new NetReader(net, detail, shown);
        List<OperatorDef> ops = shown.stream().map(net::op).toList();
        Map<Integer, Folding.Repeat> repeats = folded ? Folding.find(ops) : Map.of();
        for (int i = 0; i < shown.size(); ) {
            Folding.Repeat repeat = repeats.get(i);
            if (repeat != null) {
                reader.addBlock(repeat);
                i = repeat.end();
            } else {
                reader.add(shown.get(i++));
            }
        }
        return reader.picture(net.name());
    }

    private NetPicture picture(String name) {
        return new NetPicture(name, List.copyOf(nodes), List.copyOf(arrows.values()));
    }

    private void add(int index) {
        OperatorDef op = net.op(index);
        Set<String> inputs = new LinkedHashSet<>(op.getInputList());
        inputs.forEach(this::addOutside);
        Kind kind = NetFacts.isGradient(op) ? Kind.GRADIENT_OPERATOR : Kind.OPERATOR;
        String label = op.getName().isEmpty() ? op.getType() : op.getType() + " " + op.getName();
        int node = nodes.size();
        nodes.add(
                new Node(
                        op.getType() + "/op#" + index,
                        kind,
                        Family.of(op),
                        label,
                        NetPicture.arguments(op),
                        op.getOutputCount() == 0 ? "" : result(op.getOutput(0)),
                        net.factsOf(op),
                        null));
        joinInputs(inputs, node);
        for (String before : op.getControlInputList()) {
            if (current.containsKey(before) && !inputs.contains(before)) {
                addArrow(current.get(before), node, ASIDE, true);
            }
        }
        for (String output : new LinkedHashSet<>(op.getOutputList())) {
            boolean main = output.equals(op.getOutput(0)) || net.isRead(output);
            addOutput(output, index, node, main);
        }
    }

    private void joinInputs(Set<String> inputs, int node) {
        for (String input : inputs) {
            if (current.containsKey(input)) {
                addArrow(current.get(input), node, 1, false);
            }
        }
    }

    private void addOutput(String output, int index, int node, boolean main) {
        if (detail == Detail.OPERATORS) {
            current.put(output, node);
            return;
        }
        Kind kind = net.isResult(output, index) ? Kind.OUTPUT : Kind.BLOB;
        addArrow(node, addBlob(output, kind), main ? 1 : ASIDE, false);
    }

    /** One node for a block and its repetitions. Their parameters are only inside. */
    private void addBlock(Folding.Repeat repeat) {
        List<Integer> all = shown.subList(repeat.start(), repeat.end());
        Set<String> inputs = new LinkedHashSet<>();
        Map<String, Integer> written = new LinkedHashMap<>();
        for (int index : all) {
            for (String input : net.op(index).getInputList()) {
                if (!written.containsKey(input) && !isParameter(input)) {
                    inputs.add(input);
                }
            }
            net.op(index).getOutputList().forEach(output -> written.put(output, index));
        }
        inputs.forEach(this::addOutside);
        String last =
                net.op(all.get(all.size() - 1)).getOutputList().stream().findFirst().orElse("");
        int node = nodes.size();
        nodes.add(blockNode(repeat, all, inputs, last));
        joinInputs(inputs, node);
        Set<String> later = new LinkedHashSet<>();
        for (int index : shown.subList(repeat.end(), shown.size())) {
            later.addAll(net.op(index).getInputList());
        }
        written.forEach(
                (blob, index) -> {
                    boolean leaves = later.contains(blob) || net.isResult(blob, index);
                    if (leaves || blob.equals(last) || detail == Detail.OPERATORS) {
                        addOutput(blob, index, node, leaves);
                    }
                });
    }

    private Node blockNode(
            Folding.Repeat repeat, List<Integer> all, Set<String> inputs, String last) {
        List<Integer> first = all.subList(0, repeat.length());
        String types =
                String.join(", ", first.stream().map(i -> net.op(i).getType()).distinct().toList());
        Map<String, String> facts = new LinkedHashMap<>();
        String name = net.blockName(all, repeat.length());
        facts.put("block", name);
        facts.put("repetitions", "" + repeat.count());
        facts.put("operators of each", "" + repeat.length());
        facts.put("types", types);
        facts.put("text", repeat.count() + " times: " + types);
        Fold fold =
                new Fold(inside(first, inputs), inside(all, inputs), !formsSeen.add(repeat.form()));
        return new Node(
                "block#" + all.get(0),
                Kind.FOLD,
                null,
                repeat.count() + " × " + name,
                types,
                result(last),
                facts,
                fold);
    }

    private NetPicture inside(List<Integer> block, Set<String> inputs) {
        NetReader reader = new NetReader(net, detail, block);
        for (String input : inputs) {
            boolean read = block.stream().anyMatch(i -> net.op(i).getInputList().contains(input));
            if (read) {
                reader.addBlob(input, Kind.PORT);
            }
        }
        block.forEach(reader::add);
        return reader.picture(net.name());
    }

    private boolean isParameter(String blob) {
        return !current.containsKey(blob) && !net.isData(blob);
    }

    private void addOutside(String blob) {
        if (!current.containsKey(blob) && showsOutside(blob)) {
            addBlob(blob, net.isData(blob) ? Kind.INPUT : Kind.PARAMETER);
        }
    }

    private boolean showsOutside(String blob) {
        return switch (detail) {
            case FULL -> true;
            case DATA -> net.isData(blob) && !NetFacts.isGradient(blob);
            case OPERATORS -> false;
        };
    }

    /** What leaves an operator is said below it where its blobs are not shown. */
    private String result(String blob) {
        return detail == Detail.OPERATORS ? net.typeText(blob) : "";
    }

    private int addBlob(String blob, Kind kind) {
        int version = versions.merge(blob, 1, Integer::sum);
        String id = version == 1 ? blob : blob + "@" + version;
        current.put(blob, nodes.size());
        Map<String, String> facts = net.factsOf(blob, version);
        nodes.add(new Node(id, kind, null, blob, net.typeText(blob), "", facts, null));
        return nodes.size() - 1;
    }

    private void addArrow(int from, int to, double weight, boolean control) {
        boolean side = nodes.get(from).kind() == Kind.PARAMETER;
        Arrow arrow = new Arrow(from, to, side ? ASIDE : weight, control);
        arrows.putIfAbsent(List.of(from, to), arrow);
    }
}
