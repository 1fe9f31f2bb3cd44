package org.duograph.session.gradient;

import java.util.List;
import java.util.Map;
import org.duograph.session.Operation;
import org.duograph.session.OperationBuilder;

/** Gradients of what goes along sequences. */
final class SequenceGradients {
    static final Map<String, GradientFunction> FUNCTIONS =
            Map.of(
                    "ReverseSequence",
                    s ->
                            s.give(
                                    0,
                                    () ->
                                            s.nodeLike("ReverseSequence", "seq_dim", "batch_dim")
                                                    .input(s.dy(), s.x(1))
                                                    .tensor()),
                    "BlockLSTM",
                    SequenceGradients::blockLstm);

    private SequenceGradients() {}

    /** Of the memory and of what comes out; TensorFlow knows none of the gates. */
    private static void blockLstm(GradientSite s) {
        if (List.of(0, 2, 3, 4, 5).stream().anyMatch(s::hasGradient)) {
            return;
        }
        OperationBuilder node = s.nodeLike("BlockLSTMGrad", "use_peephole");
        for (int i = 0; i < s.inputCount(); i++) {
            node.input(s.x(i));
        }
        for (int i = 0; i < s.outputCount(); i++) {
            node.input(s.y(i));
        }
        Operation gradients = node.input(s.dy(1), s.dy(6)).build();
        for (int i = 1; i < s.inputCount(); i++) {
            int at = i;
            s.give(i, () -> gradients.output(at - 1));
        }
    }
}
