package org.duograph.serving.grpc;

import java.util.SortedMap;
import java.util.function.BiConsumer;
import org.duograph.serving.model.Port;
import org.duograph.serving.proto.SignatureDefMap;
import org.duograph.serving.versions.ModelVersion;
import org.duograph.session.op.DataTypes;
import org.duograph.session.proto.SignatureDef;
import org.duograph.session.proto.TensorInfo;
import org.duograph.session.proto.TensorShapeProto;

/** Signatures as messages. */
final class Signatures {
    private Signatures() {}

    /** Those of a version in use. */
    static SignatureDefMap message(ModelVersion version) {
        SignatureDefMap.Builder all = SignatureDefMap.newBuilder();
        version.signatures()
                .forEach(
                        (name, signature) -> {
                            SignatureDef.Builder one =
                                    SignatureDef.newBuilder().setMethodName(signature.method());
                            put(signature.inputs(), one::putInputs);
                            put(signature.outputs(), one::putOutputs);
                            all.putSignatureDef(name, one.build());
                        });
        return all.build();
    }

    private static void put(SortedMap<String, Port> ports, BiConsumer<String, TensorInfo> into) {
        ports.forEach((name, port) -> into.accept(name, info(port)));
    }

    private static TensorInfo info(Port port) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        if (port.shape() == null) {
            shape.setUnknownRank(true);
        } else {
            port.shape().forEach(extent -> shape.addDimBuilder().setSize(extent));
        }
        return TensorInfo.newBuilder()
                .setName(port.tensor())
                .setDtype(DataTypes.of(port.dtype()))
                .setTensorShape(shape)
                .build();
    }
}
