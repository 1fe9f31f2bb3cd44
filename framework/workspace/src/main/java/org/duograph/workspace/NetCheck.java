package org.duograph.workspace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.duograph.graph.Suggestion;
import org.duograph.workspace.lower.Caffe2Name;
import org.duograph.workspace.lower.Vocabulary;
import org.duograph.workspace.net.ControlOperators;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/** What can be wrong with a net before it runs; messages name net, operator and blob. */
final class NetCheck {
    /** Caffe2's ways to run a net; here there is one way. */
    private static final Set<String> TYPES =
            Set.of(
                    "",
                    "simple",
                    "dag",
                    "async_simple",
                    "async_dag",
                    "async_polling",
                    "async_scheduling",
                    "singlethread_async");

    private NetCheck() {}

    /**
     * Fails if a net has a type or operators that do not exist, or reads a blob that is not written
     * before, does not exist, and is not declared as an external input.
     *
     * @param hosts the types of host operators
     * @throws IllegalArgumentException naming net, operator and blob
     */
    static void check(NetDef net, Blobs blobs, Set<String> hosts) {
        if (!TYPES.contains(net.getType())) {
            throw new IllegalArgumentException(
                    "Net \"%s\" has the unknown type \"%s\"; known: %s"
                            .formatted(net.getName(), net.getType(), new TreeSet<>(TYPES)));
        }
        requireKnownOperators(net, hosts);
        requireBlobs(net, blobs);
    }

    /**
     * Fails if a net, or one in it, has operators that do not exist, naming all of them at once.
     *
     * @throws IllegalArgumentException with the place of each, and with names like theirs
     */
    static void requireKnownOperators(NetDef net, Set<String> hosts) {
        List<String> unknown = new ArrayList<>();
        addUnknown(net, hosts, unknown);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    String.join(System.lineSeparator(), unknown)
                            + " (`duograph ops list` lists all)");
        }
    }

    private static void addUnknown(NetDef net, Set<String> hosts, List<String> unknown) {
        for (int i = 0; i < net.getOpCount(); i++) {
            String type = net.getOp(i).getType();
            if (!Vocabulary.isKnown(type) && !hosts.contains(type)) {
                String why = Caffe2Name.whyAbsent(type);
                unknown.add(
                        "%s: there is no operator \"%s\"%s"
                                .formatted(
                                        where(net, i),
                                        type,
                                        why.isEmpty()
                                                ? Suggestion.among(type, all(hosts))
                                                : ". " + why));
            }
            for (NetDef inside : netsOf(net, i)) {
                addUnknown(inside, hosts, unknown);
            }
        }
    }

    /** The nets in an operator. */
    private static Collection<NetDef> netsOf(NetDef net, int index) {
        try {
            return ControlOperators.nets(net.getOp(index)).values();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where(net, index) + ": " + e.getMessage(), e);
        }
    }

    /** The types of all operators that a net may use, given those of host operators. */
    static Set<String> all(Set<String> hosts) {
        Set<String> types = new LinkedHashSet<>(Vocabulary.all());
        types.addAll(hosts);
        return types;
    }

    private static void requireBlobs(NetDef net, Blobs blobs) {
        Set<String> defined = new LinkedHashSet<>(net.getExternalInputList());
        for (int i = 0; i < net.getOpCount(); i++) {
            OperatorDef op = net.getOp(i);
            for (String input : op.getInputList()) {
                if (!defined.contains(input) && !blobs.has(input)) {
                    Set<String> near = new LinkedHashSet<>(defined);
                    near.addAll(blobs.names());
                    throw new IllegalArgumentException(
                            where(net, i)
                                    + " reads blob \""
                                    + input
                                    + "\", which no operator before it writes and which does not exist"
                                    + Suggestion.among(input, near)
                                    + " (feed it, run the net that fills it, or declare it as external_input)");
                }
            }
            defined.addAll(op.getOutputList());
        }
        for (String output : net.getExternalOutputList()) {
            if (!defined.contains(output) && !blobs.has(output)) {
                throw new IllegalArgumentException(
                        "net \"%s\" declares the external_output \"%s\", which none of its operators writes and which does not exist%s"
                                .formatted(
                                        net.getName(), output, Suggestion.among(output, defined)));
            }
        }
    }

    /** The place of an operator, for messages. */
    static String where(NetDef net, int index) {
        return "operator %d (%s) of net \"%s\""
                .formatted(index, net.getOp(index).getType(), net.getName());
    }
}
