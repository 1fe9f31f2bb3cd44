package org.duograph.workspace.io;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.HalfFloats;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tensor.TextBytes;
import org.duograph.workspace.proto.TensorProto;
import org.duograph.workspace.proto.TensorProto.DataType;

/**
 * The translation between {@link NDArray} and {@link TensorProto}.
 *
 * <p>Written as Caffe2 writes: float32 in {@code float_data}; int32, bool, all 8- and 16-bit
 * integers and the bits of float16 in {@code int32_data}; float64, int64 and texts (UTF-8) in
 * fields of their own. Read besides: {@code byte_data}, {@code raw_data}, and float32 that was
 * written shorter, as bfloat16.
 */
public final class TensorCodec {
    private TensorCodec() {}

    /** A message that holds the whole array. */
    public static TensorProto toProto(NDArray array) {
        return chunk(array, 0, array.size()).build();
    }

    /**
     * A message of the array's dims and type and its elements from {@code begin} to {@code end}.
     */
    static TensorProto.Builder chunk(NDArray array, int begin, int end) {
        TensorProto.Builder to = TensorProto.newBuilder().setDataType(dataType(array.dtype()));
        array.shape().forEach(to::addDims);
        Object data = array.data();
        DType dtype = array.dtype();
        for (int i = begin; i < end; i++) {
            switch (dtype) {
                case FLOAT32 -> to.addFloatData(array.floats()[i]);
                case FLOAT64 -> to.addDoubleData(array.get(i));
                case INT64 -> to.addInt64Data(array.getWhole(i));
                case STRING ->
                        to.addStringData(ByteString.copyFrom(TextBytes.bytes(array.getText(i))));
                case FLOAT16 -> to.addInt32Data(((short[]) array.data())[i] & 0xffff);
                default -> to.addInt32Data((int) array.getWhole(i));
            }
        }
        return to;
    }

    /**
     * The array in a message that holds it whole.
     *
     * @throws IllegalArgumentException if the message contradicts itself, holds only a part, or
     *     holds what an NDArray can't
     */
    public static NDArray toArray(TensorProto proto) {
        return toArray(List.of(proto));
    }

    /**
     * The array whose parts these messages hold, in the order of their segments.
     *
     * @throws IllegalArgumentException also if parts are missing, overlap or don't fit together
     */
    static NDArray toArray(List<TensorProto> parts) {
        TensorProto first = parts.get(0);
        ArrayType type = type(first);
        long at = 0;
        for (TensorProto part : parts) {
            boolean same =
                    part.getDataType() == first.getDataType()
                            && part.getDimsList().equals(first.getDimsList());
            long begin = part.hasSegment() ? part.getSegment().getBegin() : 0;
            long end = part.hasSegment() ? part.getSegment().getEnd() : type.shape().size();
            if (!same || begin != at || end < begin || count(part) != end - begin) {
                throw new IllegalArgumentException(
                        "%s: a part should hold elements %d to %d, but it holds %d from %d%s"
                                .formatted(
                                        type,
                                        at,
                                        end,
                                        count(part),
                                        begin,
                                        same ? "" : ", and of another type"));
            }
            at = end;
        }
        if (at != type.shape().size()) {
            throw new IllegalArgumentException(
                    type + ": " + type.shape().size() + " elements expected, found " + at);
        }
        NDArray array = NDArray.zeros(type); // only now: as many elements are really there
        int offset = 0;
        for (TensorProto part : parts) {
            copy(part, array, offset);
            offset += (int) count(part);
        }
        return array;
    }

    /** The extents; IllegalArgumentException if one is negative or all together exceed an array. */
    public static Shape shape(TensorProto proto) {
        try {
            Shape shape = Shape.of(proto.getDimsList());
            shape.intSize();
            return shape;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "Dims " + proto.getDimsList() + " are more than an array can hold", e);
        }
    }

    private static void copy(TensorProto from, NDArray to, int offset) {
        int n = (int) count(from);
        if (from.hasRawData()) {
            copyRaw(from, to, offset, n);
            return;
        }
        boolean bytes = from.hasByteData() && to.dtype().bytes() == 1;
        IntUnaryOperator small = bytes ? from.getByteData()::byteAt : from::getInt32Data;
        for (int i = 0; i < n; i++) {
            switch (to.dtype()) {
                case FLOAT32 -> to.floats()[offset + i] = from.getFloatData(i);
                case FLOAT64 -> to.set(offset + i, from.getDoubleData(i));
                case INT64 -> to.setWhole(offset + i, from.getInt64Data(i));
                case STRING ->
                        to.setText(offset + i, TextBytes.text(from.getStringData(i).toByteArray()));
                case FLOAT16 -> ((short[]) to.data())[offset + i] = (short) from.getInt32Data(i);
                default -> to.setWhole(offset + i, small.applyAsInt(i));
            }
        }
    }

    private static void copyRaw(TensorProto from, NDArray to, int offset, int n) {
        ByteBuffer raw = from.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (isShortened(from)) {
            for (int i = 0; i < n; i++) {
                to.set(offset + i, HalfFloats.bfloatToFloat(raw.getShort(2 * i)));
            }
        } else {
            to.dtype().get(raw, to.data(), offset, n);
        }
    }

    /** How many elements the message really holds. */
    private static long count(TensorProto p) {
        if (p.hasRawData()) {
            int bytes = rawBytes(p);
            return p.getRawData().size() % bytes == 0 ? p.getRawData().size() / bytes : -1;
        }
        return switch (p.getDataType()) {
            case FLOAT -> p.getFloatDataCount();
            case DOUBLE -> p.getDoubleDataCount();
            case INT64 -> p.getInt64DataCount();
            case STRING -> p.getStringDataCount();
            case BYTE, UINT8, INT8, BOOL ->
                    p.hasByteData() ? p.getByteData().size() : p.getInt32DataCount();
            default -> p.getInt32DataCount();
        };
    }

    private static int rawBytes(TensorProto p) {
        return isShortened(p) ? 2 : dtype(p).bytes();
    }

    /** Whether it holds float32 numbers of which only the upper halves were written. */
    private static boolean isShortened(TensorProto p) {
        return p.getDataFormat() == 1 && p.getDataType() == DataType.FLOAT;
    }

    /**
     * The type of the array in a message, or of the array of which it holds a part.
     *
     * @throws IllegalArgumentException if it is none that an NDArray has
     */
    public static ArrayType type(TensorProto proto) {
        return new ArrayType(dtype(proto), shape(proto));
    }

    /** The element type of the array that {@link #toArray} makes of a message. */
    private static DType dtype(TensorProto proto) {
        return switch (proto.getDataType()) {
            case UNDEFINED, ZERO_COLLISION_HASH, REBATCHING_BUFFER ->
                    throw new IllegalArgumentException(
                            "A tensor of type "
                                    + proto.getDataType()
                                    + " is not an array of numbers or texts");
            default -> TypeNumbers.type("" + proto.getDataType().getNumber());
        };
    }

    /**
     * The message's name of an element type.
     *
     * @throws IllegalArgumentException if Caffe2 has no such type
     */
    public static DataType dataType(DType dtype) {
        return DataType.forNumber(TypeNumbers.number(dtype));
    }
}
