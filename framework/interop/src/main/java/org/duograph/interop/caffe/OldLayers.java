package org.duograph.interop.caffe;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duograph.interop.caffe.proto.LayerParameter;
import org.duograph.interop.caffe.proto.ParamSpec;
import org.duograph.interop.caffe.proto.V1LayerParameter;
import org.duograph.interop.caffe.proto.V1LayerParameter.LayerType;

/** Layers as they were written before 2014, in the form that came after. */
final class OldLayers {
    private OldLayers() {}

    /** Whether it is written as in 2013, with all that it says in a message inside. */
    static boolean isOldest(V1LayerParameter old) {
        return old.hasLayer();
    }

    /** The same layer in the newer form. */
    static LayerParameter upgrade(V1LayerParameter old) {
        LayerParameter.Builder layer = LayerParameter.newBuilder();
        old.getAllFields()
                .forEach(
                        (field, value) -> {
                            FieldDescriptor same =
                                    LayerParameter.getDescriptor().findFieldByName(field.getName());
                            if (same != null && isAlike(field, same)) {
                                layer.setField(same, value);
                            }
                        });
        layer.setType(type(old.getType()));
        for (int i = 0; i < rates(old); i++) {
            layer.addParam(param(old, i));
        }
        return layer.build();
    }

    /** Types are numbers there and texts here, and what is shared is a name there. */
    private static boolean isAlike(FieldDescriptor a, FieldDescriptor b) {
        return a.getJavaType() == b.getJavaType()
                && (a.getJavaType() != JavaType.MESSAGE
                        || a.getMessageType() == b.getMessageType());
    }

    private static int rates(V1LayerParameter old) {
        int both = Math.max(old.getBlobsLrCount(), old.getWeightDecayCount());
        return Math.max(both, old.getParamCount());
    }

    private static ParamSpec param(V1LayerParameter old, int i) {
        ParamSpec.Builder param = ParamSpec.newBuilder();
        if (i < old.getBlobsLrCount()) {
            param.setLrMult(old.getBlobsLr(i));
        }
        if (i < old.getWeightDecayCount()) {
            param.setDecayMult(old.getWeightDecay(i));
        }
        if (i < old.getParamCount()) {
            param.setName(old.getParam(i));
        }
        return param.build();
    }

    /** The name of a type that was a number: {@code INNER_PRODUCT} is {@code InnerProduct}. */
    static String type(LayerType old) {
        return switch (old) {
            case ABSVAL -> "AbsVal";
            case ARGMAX -> "ArgMax";
            case BNLL -> "BNLL";
            case HDF5_DATA -> "HDF5Data";
            case HDF5_OUTPUT -> "HDF5Output";
            case LRN -> "LRN";
            case MVN -> "MVN";
            case RELU -> "ReLU";
            case SOFTMAX_LOSS -> "SoftmaxWithLoss";
            case TANH -> "TanH";
            default ->
                    Stream.of(old.name().toLowerCase(Locale.ROOT).split("_"))
                            .map(w -> w.substring(0, 1).toUpperCase(Locale.ROOT) + w.substring(1))
                            .collect(Collectors.joining());
        };
    }
}
