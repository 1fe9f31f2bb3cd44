package org.duograph.interop.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.interop.onnx.proto.TypeProto;
import org.duograph.interop.onnx.proto.ValueInfoProto;
import org.duograph.tensor.DType;

/**
 * What the file says of an array that a model takes or gives.
 *
 * @param dtype the type of its elements
 * @param extents -1 where the file leaves one open; null if it does not say how many there are
 */
public record OnnxPort(DType dtype, List<Integer> extents) {
    /** Copies the list. */
    public OnnxPort {
        extents = extents == null ? null : List.copyOf(extents);
    }

    /**
     * What is to be fed, by name, in order.
     *
     * @throws UnsupportedModelException if one is no array, or of elements that there are not
     */
    public static Map<String, OnnxPort> inputs(OnnxModel model) {
        return all(model.inputs());
    }

    /**
     * What the model gives, by name, in order.
     *
     * @throws UnsupportedModelException as {@link #inputs}
     */
    public static Map<String, OnnxPort> outputs(OnnxModel model) {
        return all(model.graph().getOutputList());
    }

    private static Map<String, OnnxPort> all(List<ValueInfoProto> values) {
        Map<String, OnnxPort> ports = new LinkedHashMap<>();
        values.forEach(value -> ports.put(value.getName(), of(value)));
        return ports;
    }

    private static OnnxPort of(ValueInfoProto value) {
        if (!value.getType().hasTensorType()) {
            throw new UnsupportedModelException(
                    "\"%s\" is %s, but only arrays can be asked for"
                            .formatted(value.getName(), OnnxImporter.describe(value.getType())));
        }
        TypeProto.Tensor tensor = value.getType().getTensorType();
        List<Integer> extents =
                tensor.getShape().getDimList().stream()
                        .map(
                                d ->
                                        d.hasDimValue() && d.getDimValue() >= 0
                                                ? (int) d.getDimValue()
                                                : -1)
                        .toList();
        return new OnnxPort(OnnxType.of(tensor.getElemType()), tensor.hasShape() ? extents : null);
    }
}
