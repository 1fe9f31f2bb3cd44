package org.duograph.session.gradient;

import java.util.Map;

/** Gradients of choices and loops. */
final class ControlGradients {
    static final Map<String, GradientFunction> FUNCTIONS =
            Map.of(
                    "If", ChoiceGradient::give,
                    "StatelessIf", ChoiceGradient::give,
                    "While", LoopGradient::give,
                    "StatelessWhile", LoopGradient::give);

    private ControlGradients() {}
}
