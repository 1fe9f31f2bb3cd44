package org.duograph.workspace.lower;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.duograph.messages.MessageFiles;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * What the arguments of a RecurrentNetwork say: the net that is run for each step, and where its
 * blobs come from and go to.
 *
 * @param net the step's net
 * @param timestep the blob in which it finds the step's number
 * @param states the states that go from step to step
 * @param links which of its blobs are rows of states and sequences
 * @param aliases which parts of the states are outputs
 */
record StepNet(
        NetDef net, String timestep, List<State> states, List<Link> links, List<Alias> aliases) {

    /**
     * One state: Caffe2 has its value at the beginning and after each step in one tensor.
     *
     * @param name that tensor's name
     * @param input which input of the operator holds the beginning
     */
    record State(String name, int input) {}

    /**
     * Says that in step t a blob of the step is rows {@code t + offset} to {@code t + offset +
     * window - 1} of what is outside.
     *
     * @param internal the blob of the step
     * @param external the name of a state, or of an input that is a sequence
     */
    record Link(String internal, String external, int offset, int window) {}

    /**
     * Says that a blob is the rows of a state from {@code offset} on; below zero it counts from the
     * end.
     */
    record Alias(String state, String output, int offset) {}

    /** Reads the arguments of an operator, or of its gradient. */
    static StepNet of(LoweringSite site) {
        Args args = Args.of(site.op());
        List<String> names = args.strings("recurrent_states");
        long[] inputs = args.ints("initial_recurrent_state_ids");
        require(site, names.size() == inputs.length, "recurrent_states", names.size(), inputs);
        List<State> states = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            states.add(new State(names.get(i), Math.toIntExact(inputs[i])));
        }
        return new StepNet(
                net(site, args),
                args.s("timestep", "timestep"),
                states,
                links(site),
                aliases(site));
    }

    private static NetDef net(LoweringSite site, Args args) {
        Argument given = args.get("step_net");
        if (given == null) {
            throw site.error("it needs the argument step_net, the net that it runs for each step");
        }
        if (given.hasN()) {
            return given.getN();
        }
        try { // as Caffe2 wrote it at first: a net's text
            return MessageFiles.parseText(
                    args.s("step_net", ""), "its step_net", NetDef.getDefaultInstance());
        } catch (IOException e) {
            throw site.error(e.getMessage(), e);
        }
    }

    private static List<Link> links(LoweringSite site) {
        Args args = Args.of(site.op());
        List<String> internal = args.strings("link_internal");
        List<String> external = args.strings("link_external");
        long[] offsets = args.ints("link_offset");
        long[] windows = args.ints("link_window");
        require(
                site,
                internal.size() == external.size(),
                "link_internal",
                internal.size(),
                offsets);
        require(site, internal.size() == offsets.length, "link_internal", internal.size(), offsets);
        require(
                site,
                windows.length == 0 || windows.length == offsets.length,
                "link_window",
                windows.length,
                offsets);
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < offsets.length; i++) {
            int window = windows.length == 0 ? 1 : Math.toIntExact(windows[i]);
            int offset = Math.toIntExact(offsets[i]);
            if (offset < 0 || window < 1) {
                throw site.error(
                        "link %d has the offset %d and the window %d; they must be at least 0 and 1"
                                .formatted(i, offset, window));
            }
            links.add(new Link(internal.get(i), external.get(i), offset, window));
        }
        return links;
    }

    private static List<Alias> aliases(LoweringSite site) {
        Args args = Args.of(site.op());
        List<String> states = args.strings("alias_src");
        List<String> outputs = args.strings("alias_dst");
        long[] offsets = args.ints("alias_offset");
        require(site, states.size() == outputs.size(), "alias_src", states.size(), offsets);
        require(site, states.size() == offsets.length, "alias_src", states.size(), offsets);
        List<Alias> aliases = new ArrayList<>();
        for (int i = 0; i < offsets.length; i++) {
            aliases.add(new Alias(states.get(i), outputs.get(i), Math.toIntExact(offsets[i])));
        }
        return aliases;
    }

    private static void require(
            LoweringSite site, boolean fits, String name, int found, long[] others) {
        if (!fits) {
            throw site.error(
                    "its arguments must tell as much of each: %s has %d, another %d"
                            .formatted(name, found, others.length));
        }
    }

    /** The link by which the step gives a state's next value. */
    Link written(LoweringSite site, State state) {
        for (Link link : links) {
            if (link.external.equals(state.name) && isWritten(link.internal)) {
                return link;
            }
        }
        throw site.error(
                "no link says which blob of its step_net is the next value of state \"%s\""
                        .formatted(state.name));
    }

    /** The links by which the step reads rows of {@code external}. */
    List<Link> read(String external) {
        return links.stream()
                .filter(link -> link.external.equals(external) && !isWritten(link.internal))
                .toList();
    }

    private boolean isWritten(String blob) {
        boolean before = false; // whether an operator reads it first
        for (OperatorDef op : net.getOpList()) {
            before |= op.getInputList().contains(blob);
            if (op.getOutputList().contains(blob)) {
                return !before;
            }
        }
        return false;
    }
}
