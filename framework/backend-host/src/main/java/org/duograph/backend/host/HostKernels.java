package org.duograph.backend.host;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.duograph.backend.Backend;
import org.duograph.backend.KernelFactory;
import org.duograph.graph.OpDef;

/**
 * The table of all kernels here: which family runs an operator type. A family is loaded when one of
 * its types is first asked for.
 */
public final class HostKernels {
    /** A line for each operator: its type, and the class in this package that runs it. */
    private static final String TABLE =
            """
            # reductions
            SumElements LossKernels
            SumElementsGradX LossKernels
            # losses
            SoftmaxWithLoss LossKernels
            SoftmaxWithLossGradX LossKernels
            LabelCrossEntropy CrossEntropyKernels
            LabelCrossEntropyGradX CrossEntropyKernels
            CrossEntropy CrossEntropyKernels
            CrossEntropyGradX CrossEntropyKernels
            AveragedLoss LossKernels
            # metrics
            Accuracy LossKernels
            # normalisation
            Dropout DropoutKernels
            DropoutGradX DropoutKernels
            # fills
            UniformFill RandomFillKernels
            GaussianFill RandomFillKernels
            XavierFill RandomFillKernels
            MSRAFill RandomFillKernels
            ConstantFill FillKernels
            # optimizers
            Iter OptimizerKernels
            LearningRate OptimizerKernels
            Adam AdaptiveKernels
            Adagrad AdaptiveKernels
            RmsProp AdaptiveKernels
            Ftrl AdaptiveKernels
            """;

    private static final Map<String, String> FAMILIES = parse(TABLE);

    private HostKernels() {}

    private static Map<String, String> parse(String table) {
        Map<String, String> families = new LinkedHashMap<>();
        for (String line : table.split("\n")) {
            if (!line.startsWith("#")) {
                int blank = line.indexOf(' ');
                families.put(line.substring(0, blank), line.substring(blank + 1));
            }
        }
        return families;
    }

    /** The types of all lines, in their order. */
    public static Set<String> types() {
        return Collections.unmodifiableSet(FAMILIES.keySet());
    }

    /** The families that lines name. */
    static Set<String> families() {
        return new LinkedHashSet<>(FAMILIES.values());
    }

    /**
     * How {@code backend} runs an operator type with a kernel from here, or null where there is
     * none.
     *
     * @param backend one whose buffers are {@link org.duograph.backend.HostBuffer}s
     */
    public static KernelFactory factory(OpDef op, Backend backend) {
        String name = FAMILIES.get(op.type());
        return name == null ? null : family(name).kernel(op.type()).on(backend);
    }

    /** One of {@link #families}. */
    static KernelFamily family(String name) {
        String holder = HostKernels.class.getPackageName() + "." + name;
        try {
            return (KernelFamily) Class.forName(holder).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The table of kernels names " + name, e);
        }
    }
}
