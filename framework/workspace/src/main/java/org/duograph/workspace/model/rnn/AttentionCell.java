package org.duograph.workspace.model.rnn;

import static org.duograph.workspace.io.Ops.arg;
import static org.duograph.workspace.model.Option.axes;
import static org.duograph.workspace.model.Option.axis;

import java.util.ArrayList;
import java.util.List;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/**
 * A decoder that looks, in each step, at the outputs of an encoder: it weighs them by how well they
 * match its state, and reads their weighted sum, the context, in the next step. Its output is the
 * decoder's with the context behind it.
 *
 * <p>Encoder outputs are length x batch x size. The parameters besides the decoder's are
 * weighted_encoder_outputs, weighted_decoder_hidden_state, attention_logits and, in recurrent
 * attention, weighted_prev_attention_context, each with _w and _b.
 */
public final class AttentionCell extends RnnCell {
    /** How a state and an encoder output are matched. */
    public enum Kind {
        /** v tanh(W h + U s), Bahdanau et al. 2014. */
        REGULAR,
        /** The same with the context of the step before in the sum. */
        RECURRENT,
        /** h s, Luong et al. 2015; h is made as long as s where it is not. */
        DOT
    }

    private final Kind kind;
    private final RnnCell decoder;
    private final int decoderSize;
    private final String encoderOutputs;
    private final int encoderSize;
    private String transposed;
    private String weighted;
    private String hidden;

    /**
     * A cell with attention.
     *
     * @param decoder the cell that reads the context besides its input, such as {@link LstmCell}
     * @param encoderOutputs what is looked at, length x batch x {@code encoderSize}
     */
    public AttentionCell(
            String name, Kind kind, RnnCell decoder, String encoderOutputs, int encoderSize) {
        super(name);
        this.kind = kind;
        this.decoder = decoder;
        this.decoderSize = decoder.stateSizes().get(decoder.outputState());
        this.encoderOutputs = encoderOutputs;
        this.encoderSize = encoderSize;
    }

    @Override
    public List<String> stateNames() {
        List<String> names = new ArrayList<>(decoder.stateNames());
        names.set(outputState(), scope("hidden_t_external"));
        names.add(scope("attention_weighted_encoder_context_t"));
        return names;
    }

    @Override
    public List<Integer> stateSizes() {
        List<Integer> sizes = new ArrayList<>(decoder.stateSizes());
        sizes.add(encoderSize);
        return sizes;
    }

    @Override
    public int outputState() {
        return decoder.outputState();
    }

    @Override
    public String prepareInput(ModelHelper model, String sequence) {
        String all = outside(model, encoderOutputs);
        transposed = Brew.transpose(model, all, scope("encoder_outputs_transposed"), axes(1, 2, 0));
        if (kind != Kind.DOT) {
            String out = scope("weighted_encoder_outputs");
            weighted = Brew.fc(model, all, out, encoderSize, encoderSize, axis(2));
        }
        return decoder.prepareInput(model, sequence);
    }

    @Override
    public List<String> apply(Step step, List<String> states, List<Extra> extra) {
        if (!extra.isEmpty()) {
            throw new IllegalArgumentException(
                    "A decoder with attention reads nothing but its input and its states, found "
                            + extra);
        }
        ModelHelper model = step.model();
        String contextBefore = states.get(states.size() - 1);
        List<String> own = states.subList(0, states.size() - 1);
        List<String> after =
                new ArrayList<>(
                        decoder.apply(step, own, List.of(new Extra(contextBefore, encoderSize))));
        hidden = decoder.output(model, after);
        String logits =
                kind == Kind.DOT ? products(model) : sums(model, contextBefore); // N x length x 1
        String weights = Brew.softmax(model, logits, scope("attention_weights_3d"), axis(1));
        String context =
                Brew.batchMatMul(
                        model,
                        List.of(outside(model, transposed), weights),
                        scope("attention_weighted_encoder_context"));
        after.set(
                outputState(),
                model.op("Copy", after.get(outputState()), scope("hidden_t_external")));
        after.add(
                model.op(
                                "Reshape",
                                List.of(context),
                                List.of(
                                        scope("attention_weighted_encoder_context_t"),
                                        scope("attention_weighted_encoder_context_old_shape")),
                                arg("shape", List.of(1, -1, encoderSize)))
                        .get(0));
        return after;
    }

    private String products(ModelHelper model) {
        String query =
                decoderSize == encoderSize
                        ? hidden
                        : fc(model, hidden, decoderSize, "weighted_decoder_hidden_state");
        String rows = model.op("Squeeze", query, scope("query_rows"), arg("dims", List.of(0)));
        String columns =
                model.op("ExpandDims", rows, scope("query_columns"), arg("dims", List.of(2)));
        return model.op(
                "BatchMatMul",
                List.of(outside(model, transposed), columns),
                scope("attention_logits"),
                arg("trans_a", 1));
    }

    private String sums(ModelHelper model, String contextBefore) {
        String query = fc(model, hidden, decoderSize, "weighted_decoder_hidden_state");
        if (kind == Kind.RECURRENT) {
            String before =
                    fc(model, contextBefore, encoderSize, "weighted_prev_attention_context");
            query =
                    model.op(
                            "Add",
                            List.of(before, query),
                            scope("decoder_hidden_encoder_outputs_sum_tmp"));
        }
        String rows = model.op("Squeeze", query, scope("query_rows"), arg("dims", List.of(0)));
        String sum =
                model.op(
                        "Add",
                        List.of(outside(model, weighted), rows),
                        scope("decoder_hidden_encoder_outputs_sum"),
                        arg("broadcast", 1));
        String bent = model.op("Tanh", sum, sum);
        String logits = Brew.fc(model, bent, scope("attention_logits"), encoderSize, 1, axis(2));
        return Brew.transpose(model, logits, scope("attention_logits_transposed"), axes(1, 0, 2));
    }

    private String fc(ModelHelper model, String in, int size, String out) {
        return Brew.fc(model, in, scope(out), size, encoderSize, axis(2));
    }

    @Override
    public String output(ModelHelper step, List<String> states) {
        return both(step, hidden, states.get(states.size() - 1));
    }

    @Override
    public String outputs(ModelHelper model, List<String> states) {
        return both(model, states.get(2 * outputState()), states.get(states.size() - 2));
    }

    private String both(ModelHelper model, String output, String context) {
        List<String> parts = List.of(output, context);
        return Brew.concat(model, parts, scope("states_and_context_combination"), axis(2));
    }
}
