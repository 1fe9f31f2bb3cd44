package org.duograph.workspace.net;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.duograph.messages.MessageFiles;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Caffe2's operators that run nets, and what their arguments say.
 *
 * <pre>
 * If      cond, ... -> ...      then_net, else_net    on the blobs of the net around it
 * While   cond, ... -> ...      loop_net, cond_net    so too; cond_net is run before each time
 * Do      ..., scope -> ..., scope    net             on blobs of its own, of which inner_blobs are
 *                                                     bound to those numbered outer_blobs_idx
 * </pre>
 *
 * <p>In outer_blobs_idx the inputs are numbered first, then the outputs. The scope keeps the blobs
 * of each run of a Do for its gradient; CreateScope empties it, and HasScope says whether it keeps
 * any. A net may also be given as its text.
 */
public final class ControlOperators {
    /** Those that run nets. */
    public static final Set<String> RUNNING = Set.of("If", "While", "Do");

    private static final String GRADIENT = "Gradient";

    private ControlOperators() {}

    /** Whether operators of that type run nets, or are the gradient of one that does. */
    public static boolean isControl(String type) {
        return RUNNING.contains(type) || isGradient(type);
    }

    /** Whether operators of that type are the gradient of one that runs nets. */
    public static boolean isGradient(String type) {
        return type.endsWith(GRADIENT)
                && RUNNING.contains(type.substring(0, type.length() - GRADIENT.length()));
    }

    /**
     * The nets that an operator runs, by argument; none for those that run none.
     *
     * @throws IllegalArgumentException if a net is missing, or is no net
     */
    public static Map<String, NetDef> nets(OperatorDef op) {
        Map<String, NetDef> nets = new LinkedHashMap<>();
        switch (op.getType()) {
            case "If" -> {
                nets.put("then_net", net(op, "then_net"));
                if (Args.of(op).has("else_net")) {
                    nets.put("else_net", net(op, "else_net"));
                }
            }
            case "While" -> {
                if (Args.of(op).has("cond_net")) {
                    nets.put("cond_net", net(op, "cond_net"));
                }
                nets.put("loop_net", net(op, "loop_net"));
            }
            case "Do" -> nets.put("net", net(op, "net"));
            default -> {}
        }
        return nets;
    }

    private static NetDef net(OperatorDef op, String name) {
        Argument argument = Args.of(op).get(name);
        if (argument == null) {
            throw new IllegalArgumentException(
                    "%s needs the argument %s, a net".formatted(op.getType(), name));
        }
        if (!argument.hasS()) {
            return Args.of(op).n(name, null);
        }
        try {
            return MessageFiles.parse(
                    argument.getS().toByteArray(),
                    "argument %s of %s".formatted(name, op.getType()),
                    NetDef.getDefaultInstance());
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Gives an operator another net as that argument. */
    static void setNet(OperatorDef.Builder op, String argument, NetDef net) {
        for (Argument.Builder given : op.getArgBuilderList()) {
            if (given.getName().equals(argument)) {
                given.clearS().setN(net);
            }
        }
    }

    /** The blob that says whether an If or While runs its net. */
    public static String condition(OperatorDef op) {
        if (op.getInputCount() == 0) {
            throw new IllegalArgumentException(
                    op.getType() + " needs an input, the blob that holds its condition");
        }
        return op.getInput(0);
    }

    /**
     * The blob that keeps the blobs of a Do: its last input and last output; null if it has none.
     */
    public static String scope(OperatorDef op) {
        int in = op.getInputCount();
        int out = op.getOutputCount();
        boolean has = in > 0 && out > 0 && op.getInput(in - 1).equals(op.getOutput(out - 1));
        return has && !bindings(op).containsValue(op.getInput(in - 1)) ? op.getInput(in - 1) : null;
    }

    /**
     * The blobs of a Do's net that are blobs of the net around it, with their names there.
     *
     * @throws IllegalArgumentException if inner_blobs and outer_blobs_idx do not fit the operator
     */
    public static Map<String, String> bindings(OperatorDef op) {
        List<String> inner = Args.of(op).strings("inner_blobs");
        long[] outer = Args.of(op).ints("outer_blobs_idx");
        if (inner.size() != outer.length) {
            throw new IllegalArgumentException(
                    "inner_blobs names %d blobs, but outer_blobs_idx has %d numbers"
                            .formatted(inner.size(), outer.length));
        }
        Map<String, String> bindings = new LinkedHashMap<>();
        for (int i = 0; i < outer.length; i++) {
            int count = op.getInputCount() + op.getOutputCount();
            if (outer[i] < 0 || outer[i] >= count) {
                throw new IllegalArgumentException(
                        "outer_blobs_idx must hold numbers of inputs and outputs, 0 to %d, found %d"
                                .formatted(count - 1, outer[i]));
            }
            int at = (int) outer[i];
            bindings.put(
                    inner.get(i),
                    at < op.getInputCount()
                            ? op.getInput(at)
                            : op.getOutput(at - op.getInputCount()));
        }
        return bindings;
    }

    /**
     * All blobs that an operator may read: its inputs, and what nets inside an If or While read.
     */
    public static Set<String> reads(OperatorDef op) {
        Set<String> blobs = new LinkedHashSet<>(op.getInputList());
        if (!op.getType().equals("Do")) {
            for (NetDef net : nets(op).values()) {
                net.getOpList().forEach(inside -> blobs.addAll(reads(inside)));
            }
        }
        return blobs;
    }

    /** All blobs that nets which run on the blobs around them write, those inside them as well. */
    public static Set<String> writes(NetDef net) {
        Set<String> blobs = new LinkedHashSet<>();
        for (OperatorDef op : net.getOpList()) {
            blobs.addAll(op.getOutputList());
            if (!op.getType().equals("Do")) {
                nets(op).values().forEach(inside -> blobs.addAll(writes(inside)));
            }
        }
        return blobs;
    }

    /** The types of all operators of a net and of the nets in it, sorted. */
    public static Set<String> types(NetDef net) {
        Set<String> types = new TreeSet<>();
        for (OperatorDef op : net.getOpList()) {
            types.add(op.getType());
            nets(op).values().forEach(inside -> types.addAll(types(inside)));
        }
        return types;
    }
}
