package org.duograph.session.frames;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.session.proto.NodeDef;

/**
 * Turns what Switches and Merges choose into choices, in nodes without frames: the Merges of one
 * predicate become the results of one choice, unless one needs another.
 */
final class Choices {
    private final Region region;
    private final Map<String, NodeDef> nodes;
    private final Map<String, Structure> structures;
    private final Liveness liveness;
    private final Budget budget;
    private final Set<String> withEffect = new HashSet<>();

    /** Merges that become one choice; of one predicate, a later level needs an earlier one. */
    private record Group(String predicate, int level, Liveness.When when) {}

    private Choices(Region region, Budget budget) {
        this.region = region;
        this.nodes = waitingForNoSwitch(region.nodes());
        this.structures = new LinkedHashMap<>(region.structures());
        this.liveness = new Liveness(nodes);
        this.budget = budget;
    }

    /**
     * A region with choices in place of Switches and Merges; what none of them gives is left out.
     *
     * @throws IllegalArgumentException if a Merge is of anything but the sides of one predicate
     */
    static Region turn(Region region, Budget budget) {
        boolean none =
                region.nodes().values().stream()
                        .noneMatch(n -> Kind.of(n) == Kind.SWITCH || Kind.of(n) == Kind.MERGE);
        return none ? region : new Choices(region, budget).turn();
    }

    /** Nodes that wait for what a Switch reads in place of the Switch. */
    private static Map<String, NodeDef> waitingForNoSwitch(Map<String, NodeDef> all) {
        Map<String, NodeDef> waiting = new LinkedHashMap<>();
        Map<String, String> behind = new HashMap<>();
        for (NodeDef node : all.values()) {
            NodeDef.Builder without = node.toBuilder().clearInput();
            for (String input : node.getInputList()) {
                if (!input.startsWith("^")) {
                    without.addInput(input);
                    continue;
                }
                String owner = behindSwitches(all, NodeOrder.owner(input), behind);
                if (all.containsKey(owner)) {
                    without.addInput("^" + owner);
                }
            }
            waiting.put(node.getName(), without.build());
        }
        return waiting;
    }

    /** The node whose result the Switches in a row hand on. */
    private static String behindSwitches(
            Map<String, NodeDef> all, String name, Map<String, String> known) {
        List<String> way = new ArrayList<>();
        String at = name;
        while (!known.containsKey(at)
                && all.containsKey(at)
                && Kind.of(all.get(at)) == Kind.SWITCH) {
            Frames.requireInputs(all.get(at), 2);
            way.add(at);
            at = NodeOrder.owner(all.get(at).getInput(0));
        }
        String end = known.getOrDefault(at, at);
        way.forEach(passed -> known.put(passed, end));
        return end;
    }

    private Region turn() {
        liveness.onlySides().forEach((merge, input) -> replace(nodes.get(merge), List.of(input)));
        Map<Group, List<Liveness.Joint>> groups = groups();
        List<Group> innermostFirst = new ArrayList<>(groups.keySet());
        innermostFirst.sort(
                Comparator.comparingInt((Group group) -> group.when.sides().size()).reversed());
        for (Group group : innermostFirst) {
            turn(group, groups.get(group));
        }
        Map<String, NodeDef> left = new LinkedHashMap<>();
        for (NodeDef node : nodes.values()) {
            if (liveness.node(node.getName()).isAlways() && Kind.of(node) != Kind.SWITCH) {
                left.put(node.getName(), node);
            }
        }
        region.results().forEach(this::requireAlways);
        structures.keySet().retainAll(left.keySet());
        return new Region(left, region.results(), structures);
    }

    private void requireAlways(String result) {
        if (!liveness.tensor(result).isAlways()) {
            throw new IllegalArgumentException(
                    "A loop needs '%s' in each iteration, but it comes only %s; let a Merge choose"
                            .formatted(result, liveness.tensor(result)));
        }
    }

    private Map<Group, List<Liveness.Joint>> groups() {
        Map<String, List<Liveness.Joint>> byPredicate = new LinkedHashMap<>();
        for (Liveness.Joint joint : liveness.joints()) {
            byPredicate.computeIfAbsent(joint.predicate(), p -> new ArrayList<>()).add(joint);
        }
        Map<Group, List<Liveness.Joint>> groups = new LinkedHashMap<>();
        byPredicate.forEach(
                (predicate, joints) -> {
                    Map<String, Integer> levels = levels(joints);
                    for (Liveness.Joint joint : joints) {
                        int level = levels.get(joint.merge().getName());
                        groups.computeIfAbsent(
                                        new Group(predicate, level, joint.when()),
                                        g -> new ArrayList<>())
                                .add(joint);
                    }
                });
        return groups;
    }

    /** How many of the Merges stand in a row before each, with itself. */
    private Map<String, Integer> levels(List<Liveness.Joint> joints) {
        Set<String> merges = new HashSet<>();
        joints.forEach(joint -> merges.add(joint.merge().getName()));
        if (merges.size() == 1) {
            return Map.of(joints.get(0).merge().getName(), 1);
        }
        Map<String, Integer> levels = new HashMap<>();
        for (NodeDef node : liveness.order()) {
            int level = 0;
            for (String input : node.getInputList()) {
                level = Math.max(level, levels.getOrDefault(NodeOrder.owner(input), 0));
            }
            level += merges.contains(node.getName()) ? 1 : 0;
            if (level > 0) {
                levels.put(node.getName(), level);
            }
        }
        return levels;
    }

    private void turn(Group group, List<Liveness.Joint> joints) {
        Cut cut = new Cut(nodes, structures, new Side(group.predicate), budget, withEffect);
        List<Region> sides = new ArrayList<>();
        for (int side = 0; side < 2; side++) {
            int s = side;
            List<String> results = joints.stream().map(joint -> joint.sides().get(s)).toList();
            sides.add(cut.body(joints.get(0).merge().getName(), results));
        }
        String first = joints.get(0).merge().getName();
        String name = "the choice of '" + first + "'";
        String scope = first.substring(0, Math.max(0, first.lastIndexOf('/')));
        List<String> captured = List.copyOf(cut.given());
        NodeDef.Builder node = NodeDef.newBuilder().setName(name).setOp("If");
        node.addInput(group.predicate).addAllInput(captured);
        cut.waitedFor().forEach(before -> node.addInput("^" + before));
        if (nodes.put(name, node.build()) != null) {
            throw new IllegalArgumentException("Node \"" + name + "\" is not unique");
        }
        structures.put(name, new Structure.Choice(scope, captured, sides.get(1), sides.get(0)));
        liveness.add(name, group.when);
        for (int k = 0; k < joints.size(); k++) {
            replace(joints.get(k).merge(), List.of(name + ":" + k));
        }
    }

    /** What was a Merge keeps its name. */
    private void replace(NodeDef merge, List<String> input) {
        NodeDef.Builder copy = NodeDef.newBuilder().setName(merge.getName()).setOp("Identity");
        copy.setDevice(merge.getDevice()).addAllInput(input);
        nodes.get(merge.getName()).getInputList().stream()
                .filter(before -> before.startsWith("^"))
                .forEach(copy::addInput);
        nodes.put(merge.getName(), copy.build());
    }

    /** The border of the nodes that run on one side of a predicate. */
    private final class Side implements Cut.Border {
        private final String predicate;

        Side(String predicate) {
            this.predicate = predicate;
        }

        /** What a Switch hands on is called as what it reads. */
        @Override
        public Cut.Source source(String reader, String input) {
            String at = NodeOrder.normal(input);
            NodeDef owner = nodes.get(NodeOrder.owner(at));
            while (owner != null
                    && Kind.of(owner) == Kind.SWITCH
                    && liveness.predicate(owner).equals(predicate)) {
                at = NodeOrder.normal(owner.getInput(0));
                owner = nodes.get(NodeOrder.owner(at));
            }
            return new Cut.Source(at, !liveness.tensor(at).asks(predicate));
        }

        @Override
        public boolean isOutside(String node) {
            return !liveness.node(node).asks(predicate);
        }
    }
}
