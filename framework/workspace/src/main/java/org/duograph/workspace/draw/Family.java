package org.duograph.workspace.draw;

import java.util.regex.Pattern;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Kinds of operators that a picture tells apart by colour.
 *
 * <p>The family follows from the name, so that operators of both faces, and those that Duograph
 * does not have, get one too. The first family whose pattern is found in the type wins.
 */
enum Family {
    OPTIMIZER(
            "optimizer",
            "#f6c9d8",
            "#6b2740",
            "SGD|Adam|Adagrad|RmsProp|Ftrl|Momentum|^Iter$|LearningRate|LossScale|WeightedSum|Apply"),
    LOSS(
            "loss, metric",
            "#f8c4be",
            "#6f2019",
            "Loss|Entropy|Distance|^DotProduct|Accuracy|TopK|^InTop|Logits"),
    CONVOLUTION("convolution", "#bcd6f7", "#1b4378", "Conv|ImageProjection"),
    POOL("pooling", "#c9c4f4", "#3a3288", "Pool"),
    NORM("normalisation", "#f5e3a4", "#5f4a00", "Norm|BN|LRN|Dropout|Moments"),
    PRODUCT("matrix product", "#b5e3e8", "#0d4f57", "^FC|MatMul|ElementwiseLinear|BiasAdd"),
    RECURRENT("recurrent", "#d8d0a8", "#4f4715", "LSTM|GRU|RNN|Recurrent"),
    ACTIVATION(
            "activation",
            "#c5e8bb",
            "#235c14",
            "[Rr]elu|ReLU|[Ss]igmoid|[Tt]anh|Elu|Selu|Gelu|Swish|Softplus|Softsign|Softmax"),
    FILL("fill, random", "#d9dce0", "#44494f", "Fill|Const|Random|Placeholder|Variable|Philox"),
    SHAPE(
            "shape, copy",
            "#ecd3b6",
            "#633c10",
            "Concat|Split|Flatten|Reshape|Resize|Shape|Dims|Squeeze|Transpose|NCHW|Shuffle|Slice|Pad"
                    + "|Tile|Gather|Scatter|Expand|OneHot|Pack|Stack|Copy|Cast|StopGradient|Identity"
                    + "|Upsample"),
    CONTROL(
            "control flow",
            "#efc5ef",
            "#642a64",
            "^(If|While|For|Switch|Merge|Enter|Exit|NextIteration|LoopCond|TakeRow|PutRow)"),
    OTHER("arithmetic, other", "#cfe0d6", "#2f4f3d", "");

    /** What the legend says. */
    final String words;

    /** The box on a light page, with dark text; RGB. */
    final String light;

    /** The box on a dark page, with light text; RGB. */
    final String dark;

    private final Pattern types;

    Family(String words, String light, String dark, String types) {
        this.words = words;
        this.light = light;
        this.dark = dark;
        this.types = Pattern.compile(types);
    }

    /** The family of an operator; a gradient belongs to that of its operator. */
    static Family of(OperatorDef op) {
        for (Family family : values()) {
            if (family.types.matcher(op.getType()).find()) {
                return family;
            }
        }
        return OTHER;
    }

    /** The name of its class in style sheets. */
    String css() {
        return "f-" + name().toLowerCase(java.util.Locale.ROOT);
    }
}
