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
import org.duograph.workspace.proto.TensorProto;
import org.duograph.workspace.proto.TensorProto.DataType;

/**
 * The translation between {@link NDArray} and {@link TensorProto}.
 *
 * <p>Written as Caffe2 writes: float32 in {@code float_data}; int32, bool and all 8- and 16-bit
 * integers in {@code int32_data}; float64 and int64 in fields of their own. Read besides: {@code
 * byte_data}, {@code raw_data}, float16 and bfloat16 (both become float32).
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
        for (int i = begin; i < end; i++) {
            switch (array.dtype()) {
                case FLOAT32 -> to.addFloatData(((float[]) data)[i]);
                case FLOAT64 -> to.addDoubleData(((double[]) data)[i]);
                case INT64 -> to.addInt64Data(((long[]) data)[i]);
                case INT32 -> to.addInt32Data(((int[]) data)[i]);
                case UINT8 -> to.addInt32Data(((byte[]) data)[i] & 0xff);
                case INT8, BOOL -> to.addInt32Data(((byte[]) data)[i]);
                case UINT16 -> to.addInt32Data(((short[]) data)[i] & 0xffff);
                case INT16 -> to.addInt32Data(((short[]) data)[i]);
            }
        }
        return to;
    }

    /**
     * A message of unsigned bytes as data sets hold pictures: {@code BYTE} in {@code byte_data}.
     */
    public static TensorProto toByteProto(NDArray bytes) {
        TensorProto.Builder to = TensorProto.newBuilder().setDataType(DataType.BYTE);
        bytes.shape().forEach(to::addDims);
        return to.setByteData(ByteString.copyFrom((byte[]) bytes.data())).build();
    }

    /** A message of strings. */
    public static TensorProto toProto(Shape shape, List<ByteString> strings) {
        TensorProto.Builder to = TensorProto.newBuilder().setDataType(DataType.STRING);
        shape.forEach(to::addDims);
        return to.addAllStringData(strings).build();
    }

    /**
     * The array in a message that holds it whole.
     *
     * @throws IllegalArgumentException if the message contradicts itself, holds only a part, or
     *     holds what an NDArray can't, such as strings
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
        ArrayType type = new ArrayType(dtype(first), shape(first));
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
        Object data = to.data();
        switch (to.dtype()) {
            case FLOAT32 -> {
                boolean half = from.getDataType() == DataType.FLOAT16;
                for (int i = 0; i < n; i++) {
                    ((float[]) data)[offset + i] =
                            half
                                    ? HalfFloats.toFloat((short) from.getInt32Data(i))
                                    : from.getFloatData(i);
                }
            }
            case FLOAT64 -> {
                for (int i = 0; i < n; i++) {
                    ((double[]) data)[offset + i] = from.getDoubleData(i);
                }
            }
            case INT64 -> {
                for (int i = 0; i < n; i++) {
                    ((long[]) data)[offset + i] = from.getInt64Data(i);
                }
            }
            case INT32 -> {
                for (int i = 0; i < n; i++) {
                    ((int[]) data)[offset + i] = from.getInt32Data(i);
                }
            }
            case UINT8, INT8, BOOL -> {
                IntUnaryOperator at =
                        from.hasByteData() ? from.getByteData()::byteAt : from::getInt32Data;
                for (int i = 0; i < n; i++) {
                    ((byte[]) data)[offset + i] = (byte) at.applyAsInt(i);
                }
            }
            case UINT16, INT16 -> {
                for (int i = 0; i < n; i++) {
                    ((short[]) data)[offset + i] = (short) from.getInt32Data(i);
                }
            }
        }
    }

    private static void copyRaw(TensorProto from, NDArray to, int offset, int n) {
        ByteBuffer raw = from.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        Object data = to.data();
        switch (to.dtype()) {
            case FLOAT32 -> {
                if (rawBytes(from) == 4) {
                    raw.asFloatBuffer().get((float[]) data, offset, n);
                    return;
                }
                boolean half = from.getDataType() == DataType.FLOAT16;
                for (int i = 0; i < n; i++) {
                    short bits = raw.getShort(2 * i);
                    ((float[]) data)[offset + i] =
                            half ? HalfFloats.toFloat(bits) : HalfFloats.bfloatToFloat(bits);
                }
            }
            case FLOAT64 -> raw.asDoubleBuffer().get((double[]) data, offset, n);
            case INT64 -> raw.asLongBuffer().get((long[]) data, offset, n);
            case INT32 -> raw.asIntBuffer().get((int[]) data, offset, n);
            case UINT8, INT8, BOOL -> raw.get((byte[]) data, offset, n);
            case UINT16, INT16 -> raw.asShortBuffer().get((short[]) data, offset, n);
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
            case BYTE -> p.hasByteData() ? p.getByteData().size() : p.getInt32DataCount();
            case UINT8, INT8, BOOL ->
                    p.hasByteData() ? p.getByteData().size() : p.getInt32DataCount();
            default -> p.getInt32DataCount();
        };
    }

    private static int rawBytes(TensorProto p) {
        boolean bfloat = p.getDataFormat() == 1 && p.getDataType() == DataType.FLOAT;
        return bfloat || p.getDataType() == DataType.FLOAT16 ? 2 : dtype(p).bytes();
    }

    /** The element type of the array that {@link #toArray} makes of a message. */
    private static DType dtype(TensorProto proto) {
        return switch (proto.getDataType()) {
            case FLOAT, FLOAT16 -> DType.FLOAT32;
            case DOUBLE -> DType.FLOAT64;
            case INT32 -> DType.INT32;
            case INT64 -> DType.INT64;
            case BYTE, UINT8 -> DType.UINT8;
            case INT8 -> DType.INT8;
            case BOOL -> DType.BOOL;
            case UINT16 -> DType.UINT16;
            case INT16 -> DType.INT16;
            case STRING, UNDEFINED, ZERO_COLLISION_HASH, REBATCHING_BUFFER ->
                    throw new IllegalArgumentException(
                            "A tensor of type "
                                    + proto.getDataType()
                                    + " is not an array of numbers");
        };
    }

    /** The message's name of an element type. */
    public static DataType dataType(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> DataType.FLOAT;
            case FLOAT64 -> DataType.DOUBLE;
            case INT32 -> DataType.INT32;
            case INT64 -> DataType.INT64;
            case UINT8 -> DataType.UINT8;
            case INT8 -> DataType.INT8;
            case BOOL -> DataType.BOOL;
            case UINT16 -> DataType.UINT16;
            case INT16 -> DataType.INT16;
        };
    }
}
