package org.duograph.session.op;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Suggestion;

/** The list of all of TensorFlow's operators that Duograph knows. */
public final class Operators {
    private static final Map<String, Operator> BY_TYPE = new LinkedHashMap<>();

    static {
        List.of(
                        Sources.OPERATORS,
                        Variables.OPERATORS,
                        Functions.OPERATORS,
                        Arithmetic.OPERATORS,
                        Reductions.OPERATORS,
                        Shapes.OPERATORS,
                        Parts.OPERATORS,
                        Blocks.OPERATORS,
                        StridedSlices.OPERATORS,
                        Indices.OPERATORS,
                        Fills.OPERATORS,
                        Products.OPERATORS,
                        Convolutions.OPERATORS,
                        Pools.OPERATORS,
                        Normalizations.OPERATORS,
                        Activations.OPERATORS,
                        ActivationGradients.OPERATORS,
                        Losses.OPERATORS,
                        Training.OPERATORS,
                        SparseTraining.OPERATORS,
                        Randoms.OPERATORS,
                        Checks.OPERATORS,
                        Calls.OPERATORS,
                        Control.OPERATORS,
                        Recurrences.OPERATORS,
                        TensorArrays.OPERATORS,
                        RecurrentLayers.OPERATORS,
                        LstmBlocks.OPERATORS,
                        Sequences.OPERATORS,
                        SummaryOperators.OPERATORS,
                        TaskOperators.OPERATORS)
                .forEach(family -> family.forEach(op -> BY_TYPE.put(op.type(), op)));
    }

    private Operators() {}

    /** The names of all operators. */
    public static Set<String> types() {
        return Collections.unmodifiableSet(BY_TYPE.keySet());
    }

    /** Whether there is an operator of that name. */
    public static boolean has(String type) {
        return BY_TYPE.containsKey(type);
    }

    /**
     * The operator of a name.
     *
     * @throws IllegalArgumentException if there is none; the message names what is alike
     */
    public static Operator get(String type) {
        Operator operator = BY_TYPE.get(type);
        if (operator == null) {
            throw new IllegalArgumentException(
                    "Op type not registered '" + type + "'" + Suggestion.among(type, types()));
        }
        return operator;
    }
}
