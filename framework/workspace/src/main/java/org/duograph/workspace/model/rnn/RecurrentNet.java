package org.duograph.workspace.model.rnn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.Argument;

/**
 * Writes the operator {@code RecurrentNetwork} around the net of a step, with the arguments that
 * Caffe2's {@code recurrent_net} gives it. Of those for the gradient it needs {@code param} and
 * {@code outputs_with_grads}: the gradient of the step follows from the step.
 *
 * @param scope the prefix of the state's tensors, or null
 * @param input the step's row of the sequence
 * @param sequence the sequence
 * @param timestep the step's number
 */
record RecurrentNet(String scope, String input, String sequence, String timestep) {

    /**
     * Appends the operator.
     *
     * @param before the step's states before it
     * @param begin what they are in the first step
     * @param after the step's states after it
     * @param grads which outputs have gradients
     * @return for each state all its values, and the last
     */
    List<String> write(
            ModelHelper model,
            Net step,
            List<String> before,
            List<String> begin,
            List<String> after,
            boolean forwardOnly,
            int[] grads) {
        Set<String> known = new LinkedHashSet<>(before);
        known.add(input);
        known.add(timestep);
        List<String> inputs = new ArrayList<>(List.of(sequence));
        inputs.addAll(begin);
        step.externalInputs().stream().filter(b -> !known.contains(b)).forEach(inputs::add);
        List<String> states = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<String> internal = new ArrayList<>();
        List<String> external = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        List<Integer> ids = new ArrayList<>();
        List<Integer> from = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            String state = scope(before.get(i) + "_states");
            states.add(state);
            internal.addAll(List.of(before.get(i), after.get(i)));
            external.addAll(List.of(state, state));
            offsets.addAll(List.of(0, 1));
            sources.addAll(List.of(state, state));
            outputs.addAll(List.of(after.get(i) + "_all", after.get(i) + "_last"));
            from.addAll(List.of(1, -1));
            ids.add(1 + i);
        }
        internal.add(input);
        external.add(sequence);
        offsets.add(0);
        List<Argument> args = new ArrayList<>();
        args.add(Ops.arg("alias_src", sources));
        args.add(Ops.arg("alias_dst", List.copyOf(outputs)));
        args.add(Ops.arg("alias_offset", from));
        args.add(Ops.arg("recurrent_states", states));
        args.add(Ops.arg("initial_recurrent_state_ids", ids));
        args.add(Ops.arg("link_internal", internal));
        args.add(Ops.arg("link_external", external));
        args.add(Ops.arg("link_offset", offsets));
        args.add(Ops.arg("step_net", step.proto().toBuilder().setType("simple").build()));
        args.add(Ops.arg("timestep", timestep));
        if (!forwardOnly) {
            args.add(Ops.arg("param", learnt(step, after, inputs)));
            args.add(Ops.arg("outputs_with_grads", grads));
        }
        outputs.add(scope("step_workspaces"));
        List<String> written =
                model.op("RecurrentNetwork", inputs, outputs, args.toArray(Argument[]::new));
        return written.subList(0, written.size() - 1);
    }

    private String scope(String blob) {
        return (scope == null ? "rnn" : scope) + "/" + blob;
    }

    /**
     * Which of the inputs the step's states depend on by a gradient: parameters, and what it reads
     * of other nets. Lengths, being whole numbers, are none.
     */
    private static List<Integer> learnt(Net step, List<String> after, List<String> inputs) {
        Map<String, String> starts = new LinkedHashMap<>();
        after.forEach(state -> starts.put(state, state + "_grad"));
        Net alone = new Net(step.proto().toBuilder().setName("RecurrentBackwardStep").build());
        Set<String> learnt = alone.addGradientOperators(starts).keySet();
        return IntStream.range(0, inputs.size())
                .filter(i -> step.blobIsDefined(inputs.get(i)) && learnt.contains(inputs.get(i)))
                .boxed()
                .toList();
    }
}
