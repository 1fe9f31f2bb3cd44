package org.duograph.session.gradient;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The list of all gradients in TensorFlow's operators. */
final class GradientFunctions {
    private static final Map<String, GradientFunction> BY_TYPE = new TreeMap<>();

    /** Operators through which no gradient flows. */
    private static final Set<String> STOPS =
            Set.of(
                    "StopGradient",
                    "PreventGradient",
                    "ZerosLike",
                    "OnesLike",
                    "Sign",
                    "Floor",
                    "Ceil",
                    "Round",
                    "Rint",
                    "FloorDiv",
                    "Range",
                    "LinSpace");

    static {
        List.of(
                        FunctionGradients.FUNCTIONS,
                        ArithmeticGradients.FUNCTIONS,
                        ReductionGradients.FUNCTIONS,
                        ShapeGradients.FUNCTIONS,
                        IndexGradients.FUNCTIONS,
                        ProductGradients.FUNCTIONS,
                        ImageGradients.FUNCTIONS,
                        ActivationGradients.FUNCTIONS,
                        ControlGradients.FUNCTIONS,
                        ArrayGradients.FUNCTIONS,
                        SecondGradients.FUNCTIONS,
                        SequenceGradients.FUNCTIONS)
                .forEach(BY_TYPE::putAll);
    }

    private GradientFunctions() {}

    /** The operators that have a gradient. */
    static Set<String> types() {
        return Collections.unmodifiableSet(BY_TYPE.keySet());
    }

    /** Whether no gradient flows through an operator. */
    static boolean isStop(String type) {
        return STOPS.contains(type);
    }

    /** The gradient of an operator, or null if there is none. */
    static GradientFunction of(String type) {
        return BY_TYPE.get(type);
    }
}
