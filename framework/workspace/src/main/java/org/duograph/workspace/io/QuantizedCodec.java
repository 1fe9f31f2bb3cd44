package org.duograph.workspace.io;

import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.proto.QTensorProto;
import org.duograph.workspace.proto.TensorProto;

/** The translation between an {@link Int8Array} and {@link QTensorProto}. */
final class QuantizedCodec {
    private static final int BITS = 8;

    private QuantizedCodec() {}

    /** As Caffe2 writes its Int8TensorCPU: the zero point is the field bias. */
    static QTensorProto toProto(String name, Int8Array array) {
        NDArray numbers = array.numbers();
        boolean bytes = numbers.dtype() == DType.UINT8;
        QTensorProto.Builder proto =
                QTensorProto.newBuilder()
                        .setName(name)
                        .setPrecision(BITS)
                        .setScale(array.scale())
                        .setBias(array.zeroPoint())
                        .setIsSigned(false)
                        .setDataType(
                                bytes ? TensorProto.DataType.UINT8 : TensorProto.DataType.INT32);
        numbers.shape().forEach(dim -> proto.addDims(dim));
        for (int i = 0; i < numbers.size(); i++) {
            proto.addData((int) numbers.getWhole(i));
        }
        return proto.build();
    }

    /**
     * The array.
     *
     * @throws IllegalArgumentException if it is of another type, or damaged
     */
    static Int8Array toArray(QTensorProto proto) {
        DType dtype =
                switch (proto.getDataType()) {
                    case UINT8 -> DType.UINT8;
                    case INT32 -> DType.INT32;
                    default ->
                            throw new IllegalArgumentException(
                                    "Quantised blob \"%s\" holds %s; uint8 and int32 are read"
                                            .formatted(proto.getName(), proto.getDataType()));
                };
        Shape shape = Shape.of(proto.getDimsList());
        if (shape.size() != proto.getDataCount()) {
            throw new IllegalArgumentException(
                    "Quantised blob \"%s\" of shape %s takes %d numbers, but there are %d"
                            .formatted(proto.getName(), shape, shape.size(), proto.getDataCount()));
        }
        NDArray numbers = NDArray.zeros(new ArrayType(dtype, shape));
        for (int i = 0; i < numbers.size(); i++) {
            numbers.setWhole(i, proto.getData(i));
        }
        return new Int8Array(numbers, (float) proto.getScale(), (int) proto.getBias());
    }
}
