package org.duograph.workspace.zoo;

import static org.duograph.workspace.io.Ops.arg;

import java.util.List;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.proto.Argument;

/** What the nets for images have between their convolutions. */
enum Activation {
    /** Nothing: what was computed goes on as it is. */
    LINEAR(""),

    RELU("Relu"),

    /** A ReLU that ends at 6. */
    RELU6("Clip", arg("min", 0f), arg("max", 6f)),

    /** A ReLU that lets a tenth of the negative numbers pass. */
    LEAKY_RELU("LeakyRelu", arg("alpha", 0.1f)),

    /** X ReLU6(X + 3) / 6. */
    HARD_SWISH("HardSwish");

    private final String operator;
    private final List<Argument> arguments;

    Activation(String operator, Argument... arguments) {
        this.operator = operator;
        this.arguments = List.of(arguments);
    }

    /** Appends it; what comes out is called {@code name_relu}, whichever it is. */
    String add(ModelHelper model, String in, String name) {
        return this == LINEAR
                ? in
                : model.op(operator, in, name + "_relu", arguments.toArray(Argument[]::new));
    }
}
