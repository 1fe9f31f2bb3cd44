package org.duograph.workspace.model.rnn;

import static org.duograph.workspace.io.Ops.arg;
import static org.duograph.workspace.model.Option.axis;

import java.util.ArrayList;
import java.util.List;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.proto.Argument;

/** What the cells share: what goes into their gates, and the operators at the end of a step. */
final class Gates {
    private Gates() {}

    /** R h + b plus the prepared input, as blob {@code gates_t}. */
    static String of(
            RnnCell.Step step,
            RnnCell cell,
            String hidden,
            List<RnnCell.Extra> extra,
            int hiddenSize,
            int size) {
        ModelHelper model = step.model();
        String read = hidden;
        int readSize = hiddenSize;
        if (!extra.isEmpty()) {
            List<String> all = new ArrayList<>(List.of(hidden));
            for (RnnCell.Extra one : extra) {
                all.add(one.blob());
                readSize += one.size();
            }
            read = Brew.concat(model, all, cell.scope("gates_concatenated_input_t"), axis(2));
        }
        String gates = Brew.fc(model, read, cell.scope("gates_t"), readSize, size, axis(2));
        return Brew.sum(model, List.of(gates, step.input()), gates);
    }

    /** LSTMUnit or GRUUnit: the states before, the gates, lengths if there are, the step. */
    static List<String> unit(
            String type,
            RnnCell.Step step,
            List<String> states,
            String gates,
            List<String> after,
            boolean dropStates,
            Argument... more) {
        List<String> read = new ArrayList<>(states);
        read.add(gates);
        if (step.lengths() != null) {
            read.add(step.lengths());
        }
        read.add(step.timestep());
        List<Argument> args = new ArrayList<>(List.of(more));
        args.add(arg("drop_states", dropStates));
        args.add(arg("sequence_lengths", step.lengths() != null));
        return step.model().op(type, read, after, args.toArray(Argument[]::new));
    }
}
