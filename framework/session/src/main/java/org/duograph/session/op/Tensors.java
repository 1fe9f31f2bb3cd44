package org.duograph.session.op;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.duograph.session.proto.TensorProto;
import org.duograph.session.proto.TensorShapeProto;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tensor.TextBytes;

/** Arrays as TensorFlow's messages hold them. */
public final class Tensors {
    private Tensors() {}

    /** The message of an array: bytes in {@code tensor_content}, texts in {@code string_val}. */
    public static TensorProto message(NDArray array) {
        TensorProto.Builder message =
                TensorProto.newBuilder()
                        .setDtype(DataTypes.of(array.dtype()))
                        .setTensorShape(message(array.shape()));
        if (array.dtype() == DType.STRING) {
            for (String text : array.texts()) {
                message.addStringVal(ByteString.copyFrom(TextBytes.bytes(text)));
            }
        } else {
            ByteBuffer bytes =
                    ByteBuffer.allocate(Math.toIntExact(array.type().bytes()))
                            .order(ByteOrder.LITTLE_ENDIAN);
            array.dtype().put(array.data(), 0, array.size(), bytes);
            message.setTensorContent(ByteString.copyFrom(bytes.array()));
        }
        return message.build();
    }

    /** The message of a shape that is known. */
    public static TensorShapeProto message(Shape shape) {
        TensorShapeProto.Builder message = TensorShapeProto.newBuilder();
        shape.forEach(extent -> message.addDimBuilder().setSize(extent));
        return message.build();
    }

    /**
     * The array of a message.
     *
     * @throws IllegalArgumentException if its elements are not supported, its shape is open, or the
     *     elements are not as many as the shape says
     */
    public static NDArray array(TensorProto message) {
        DType dtype = DataTypes.dtype(message.getDtype());
        Shape shape = shape(message.getTensorShape());
        if (message.getTensorContent().isEmpty()) {
            return listed(message, dtype, shape);
        }
        ArrayType type = new ArrayType(dtype, shape);
        if (dtype == DType.STRING || message.getTensorContent().size() != type.bytes()) {
            throw new IllegalArgumentException(
                    "A tensor of %s has %d bytes of content"
                            .formatted(type, message.getTensorContent().size()));
        }
        NDArray array = NDArray.zeros(type);
        ByteBuffer bytes = message.getTensorContent().asReadOnlyByteBuffer();
        dtype.get(bytes.order(ByteOrder.LITTLE_ENDIAN), array.data(), 0, array.size());
        return array;
    }

    private static Shape shape(TensorShapeProto message) {
        if (message.getUnknownRank()
                || message.getDimList().stream().anyMatch(dim -> dim.getSize() < 0)) {
            throw new IllegalArgumentException("The shape of a tensor with numbers can't be open");
        }
        return Shape.of(message.getDimList().stream().map(TensorShapeProto.Dim::getSize).toList());
    }

    /** Elements in the list of their type; the last one goes on to the end. */
    private static NDArray listed(TensorProto message, DType dtype, Shape shape) {
        int given = count(message, dtype);
        if (given > shape.size()) {
            throw new IllegalArgumentException(
                    "A tensor of shape %s has %d elements".formatted(shape, given));
        }
        NDArray array = NDArray.zeros(new ArrayType(dtype, shape)); // an empty list: zeros
        for (int i = 0; i < array.size() && given > 0; i++) {
            set(array, i, message, Math.min(i, given - 1));
        }
        return array;
    }

    private static int count(TensorProto message, DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> message.getFloatValCount();
            case FLOAT64 -> message.getDoubleValCount();
            case INT64 -> message.getInt64ValCount();
            case UINT32 -> message.getUint32ValCount();
            case BOOL -> message.getBoolValCount();
            case FLOAT16, BFLOAT16 -> message.getHalfValCount();
            case STRING -> message.getStringValCount();
            case INT32, INT16, INT8, UINT8, UINT16 -> message.getIntValCount();
        };
    }

    private static void set(NDArray array, int to, TensorProto message, int from) {
        switch (array.dtype()) {
            case FLOAT32 -> array.set(to, message.getFloatVal(from));
            case FLOAT64 -> array.set(to, message.getDoubleVal(from));
            case INT64 -> array.setWhole(to, message.getInt64Val(from));
            case UINT32 -> array.setWhole(to, message.getUint32Val(from));
            case BOOL -> array.setWhole(to, message.getBoolVal(from) ? 1 : 0);
            case FLOAT16, BFLOAT16 ->
                    ((short[]) array.data())[to] = (short) message.getHalfVal(from);
            case STRING ->
                    array.setText(to, TextBytes.text(message.getStringVal(from).toByteArray()));
            case INT32, INT16, INT8, UINT8, UINT16 -> array.setWhole(to, message.getIntVal(from));
        }
    }
}
