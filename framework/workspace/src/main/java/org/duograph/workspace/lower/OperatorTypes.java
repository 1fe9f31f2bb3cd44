package org.duograph.workspace.lower;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.duograph.graph.KnownNumbers;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.host.Hosts;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.net.ControlOperators;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * The types of what operators write, one after the other, for those who look at a net while it is
 * written or in parts.
 */
public final class OperatorTypes {
    private final Function<String, ArrayType> typeOf;
    private final Function<String, NDArray> numberOf;
    private final Map<String, NDArray> written;
    private final Hosts hosts;

    /**
     * No operator has been looked at.
     *
     * @param typeOf the type of a blob that an operator reads, or null
     * @param numberOf the whole numbers in a blob, where they are known before the net runs, or
     *     null
     * @param written the same of blobs that operators wrote, which are entered into it
     * @param hosts the host operators that there may be
     */
    public OperatorTypes(
            Function<String, ArrayType> typeOf,
            Function<String, NDArray> numberOf,
            Map<String, NDArray> written,
            Hosts hosts) {
        this.typeOf = typeOf;
        this.numberOf = numberOf;
        this.written = written;
        this.hosts = hosts;
    }

    /**
     * The types of the blobs that one operator of a net writes.
     *
     * @throws IllegalArgumentException if shapes do not fit; the message names the operator
     */
    public Map<String, ArrayType> of(NetDef net, int index) {
        OperatorDef op = net.getOp(index);
        if (ControlOperators.isGradient(op.getType())) {
            return gradients(op);
        }
        KnownNumbers known =
                new KnownNumbers(
                        name ->
                                written.containsKey(name)
                                        ? written.get(name)
                                        : numberOf.apply(name));
        NetImporter importer = new NetImporter(net, typeOf, known, hosts);
        importer.add(index);
        Map<String, ArrayType> types = new LinkedHashMap<>();
        Map<String, NDArray> numbers = new LinkedHashMap<>();
        importer.finish(name -> true)
                .assigns()
                .forEach(
                        (name, value) -> {
                            types.put(name, value.type());
                            boolean whole = !value.type().dtype().isFloating();
                            numbers.put(name, whole ? known.of(value) : null);
                        });
        written.putAll(numbers);
        return types;
    }

    /** What an operator that runs nets has read, which its gradient has to be like. */
    private Map<String, ArrayType> gradients(OperatorDef op) {
        Map<String, ArrayType> types = new LinkedHashMap<>();
        List<String> inputs = Args.of(op).strings("inputs");
        for (int i = 0; i < Math.min(inputs.size(), op.getOutputCount()); i++) {
            ArrayType type = typeOf.apply(inputs.get(i));
            if (type != null) {
                types.put(op.getOutput(i), type);
            }
        }
        return types;
    }
}
