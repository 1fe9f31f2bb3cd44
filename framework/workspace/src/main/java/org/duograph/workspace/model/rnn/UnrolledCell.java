package org.duograph.workspace.model.rnn;

import static org.duograph.workspace.io.Ops.arg;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.ParameterSharing;
import org.duograph.workspace.net.Scopes;
import org.duograph.workspace.proto.TensorProto.DataType;

/**
 * Writes the steps of a cell one after the other into the net itself, for sequences of a fixed
 * number of steps; there is no RecurrentNetwork. Blobs of step t are called {@code
 * timestep_t/name}; the steps share their parameters.
 *
 * @param cell the cell
 * @param steps how many steps
 */
public record UnrolledCell(RnnCell cell, int steps) {
    /** A cell to be unrolled; there must be at least one step. */
    public UnrolledCell {
        if (steps < 1) {
            throw new IllegalArgumentException("A cell can't be unrolled to " + steps + " steps");
        }
    }

    /**
     * The same as {@link RnnCell#over}, but all states have gradients, and those to begin with must
     * be given as 1 x batch x size.
     */
    public RnnOutputs over(
            ModelHelper model, String sequence, String lengths, List<String> initialStates) {
        if (initialStates == null) {
            throw new IllegalArgumentException(
                    "An unrolled cell needs states to begin with, each 1 x batch x size: "
                            + cell.stateNames());
        }
        List<String> begin = cell.begin(model, initialStates);
        List<String> states = begin.stream().map(s -> RnnCell.outside(model, s)).toList();
        String ends = RnnCell.outside(model, lengths);
        String prepared = cell.prepareInput(model, sequence);
        List<String> inputs = new ArrayList<>();
        for (int t = 0; t < steps; t++) {
            inputs.add(prepared + "_timestep_" + t);
        }
        model.op("Split", List.of(prepared), inputs, arg("axis", 0));
        List<List<String>> all = new ArrayList<>(); // by state, then by step
        states.forEach(state -> all.add(new ArrayList<>()));
        String outside = Scopes.prefix();
        for (int t = 0; t < steps; t++) {
            String scope = "timestep_" + t;
            String home = outside.isEmpty() ? "" : outside.substring(0, outside.length() - 1);
            Scopes.Scope sharing = ParameterSharing.of(Map.of(outside + scope, home));
            Scopes.Scope named = Scopes.name(scope);
            try {
                String timestep = number(model, t);
                states =
                        cell.apply(
                                new RnnCell.Step(model, inputs.get(t), ends, timestep),
                                states,
                                List.of());
            } finally {
                named.close();
                sharing.close();
            }
            for (int k = 0; k < states.size(); k++) {
                all.get(k).add(states.get(k));
            }
        }
        List<String> outputs = new ArrayList<>();
        for (int k = 0; k < states.size(); k++) {
            String name = cell.stateNames().get(k);
            List<String> written = List.of(name + "_concat", name + "_concat_info");
            outputs.add(model.op("Concat", all.get(k), written, arg("axis", 0)).get(0));
            outputs.add(states.get(k));
        }
        return new RnnOutputs(cell.outputs(model, outputs), outputs);
    }

    private static String number(ModelHelper model, int t) {
        String blob = Scopes.scoped("timestep");
        model.paramInitNet()
                .add(
                        Ops.operator(
                                "ConstantFill",
                                List.of(),
                                List.of(blob),
                                arg("shape", List.of(1)),
                                arg("value", t),
                                arg("dtype", DataType.INT32.getNumber())));
        return RnnCell.outside(model, blob);
    }
}
