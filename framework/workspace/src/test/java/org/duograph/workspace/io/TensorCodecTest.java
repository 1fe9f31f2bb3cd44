package org.duograph.workspace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.HalfFloats;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.proto.TensorProto;
import org.duograph.workspace.proto.TensorProto.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorCodecTest {
    private static NDArray sample(DType dtype) {
        NDArray array = NDArray.zeros(new ArrayType(dtype, Shape.of(2, 3)));
        double[] values = {0, 1, -1, 100, 200, 60000};
        for (int i = 0; i < values.length; i++) {
            if (dtype.isText()) {
                array.setText(i, "" + values[i]);
            } else {
                array.set(i, values[i]);
            }
        }
        return array;
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"UINT32", "BFLOAT16"},
            mode = EnumSource.Mode.EXCLUDE)
    void everyElementTypeSurvivesTheRoundTrip(DType dtype) {
        NDArray array = sample(dtype);
        TensorProto proto = TensorCodec.toProto(array);
        assertThat(proto.getDimsList()).containsExactly(2L, 3L);
        assertThat(TensorCodec.toArray(proto)).isEqualTo(array);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"UINT32", "BFLOAT16", "STRING"},
            mode = EnumSource.Mode.EXCLUDE)
    void everyElementTypeIsReadFromRawBytes(DType dtype) {
        NDArray array = sample(dtype);
        java.nio.ByteBuffer raw = java.nio.ByteBuffer.allocate(6 * dtype.bytes());
        raw.order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 6; i++) {
            switch (dtype) {
                case FLOAT32 -> raw.putFloat((float) array.get(i));
                case FLOAT64 -> raw.putDouble(array.get(i));
                case INT32 -> raw.putInt((int) array.get(i));
                case INT64 -> raw.putLong((long) array.get(i));
                case UINT8, INT8, BOOL -> raw.put((byte) array.get(i));
                case UINT16, INT16 -> raw.putShort((short) array.get(i));
                case FLOAT16 -> raw.putShort(HalfFloats.toHalf(array.get(i)));
                default -> throw new IllegalArgumentException("not a type of Caffe2: " + dtype);
            }
        }
        TensorProto proto =
                TensorProto.newBuilder()
                        .addDims(2)
                        .addDims(3)
                        .setDataType(TensorCodec.dataType(dtype))
                        .setRawData(ByteString.copyFrom(raw.array()))
                        .build();
        assertThat(TensorCodec.toArray(proto)).isEqualTo(array);
    }

    @Test
    void smallIntegersStandInTheInt32Field() {
        TensorProto proto = TensorCodec.toProto(NDArray.ofBytes(Shape.of(2), (byte) 255, (byte) 7));
        assertThat(proto.getInt32DataList()).containsExactly(255, 7);
        assertThat(proto.getDataType()).isEqualTo(DataType.UINT8);
    }

    @Test
    void picturesInTheByteFieldAreRead() {
        NDArray picture = NDArray.ofBytes(Shape.of(1, 2), (byte) 255, (byte) 7);
        TensorProto proto =
                TensorProto.newBuilder()
                        .setDataType(DataType.BYTE)
                        .addDims(1)
                        .addDims(2)
                        .setByteData(ByteString.copyFrom((byte[]) picture.data()))
                        .build();
        assertThat(TensorCodec.toArray(proto)).isEqualTo(picture);
    }

    @Test
    void float16StandsInTheInt32FieldAsBits() {
        TensorProto proto =
                TensorProto.newBuilder()
                        .addDims(5)
                        .setDataType(DataType.FLOAT16)
                        .addInt32Data(0x3c00)
                        .addInt32Data(0xc500)
                        .addInt32Data(0x7c00)
                        .addInt32Data(0x0001)
                        .addInt32Data(0x7bff)
                        .build();
        NDArray halves = TensorCodec.toArray(proto);
        assertThat(halves.dtype()).isEqualTo(DType.FLOAT16);
        assertThat(halves.toDoubles())
                .containsExactly(1, -5, Double.POSITIVE_INFINITY, 0x1p-24, 65504);
        assertThat(TensorCodec.toProto(halves)).isEqualTo(proto);
    }

    @Test
    void float32ThatWasWrittenAsBfloat16IsWidened() {
        TensorProto proto =
                TensorProto.newBuilder()
                        .addDims(1)
                        .setDataFormat(1)
                        .setRawData(ByteString.copyFrom(new byte[] {(byte) 0x80, (byte) 0xbf}))
                        .build();
        assertThat(TensorCodec.toArray(proto).floats()).containsExactly(-1);
    }

    @Test
    void aMessageThatContradictsItselfIsRefusedWithoutTakingMemory() {
        TensorProto.Builder proto = TensorProto.newBuilder().addDims(1 << 15).addDims(1 << 15);
        assertThatThrownBy(() -> TensorCodec.toArray(proto.addFloatData(1).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it holds 1 from 0");
        assertThatThrownBy(() -> TensorCodec.toArray(proto.addDims(1L << 40).build()))
                .hasMessageContaining("more than an array can hold");
        assertThatThrownBy(() -> TensorCodec.toArray(TensorProto.newBuilder().addDims(-1).build()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void stringsHaveAMessageOfTheirOwn() {
        TensorProto proto =
                TensorProto.newBuilder()
                        .setDataType(DataType.STRING)
                        .addDims(1)
                        .addStringData(ByteString.copyFromUtf8("daisy"))
                        .build();
        assertThat(proto.getStringData(0).toStringUtf8()).isEqualTo("daisy");
        NDArray texts = TensorCodec.toArray(proto);
        assertThat(texts.texts()).containsExactly("daisy");
        assertThat(TensorCodec.toProto(texts)).isEqualTo(proto);
    }

    @Test
    void whatCaffe2HasNoTypeForIsRefused() {
        NDArray numbers = NDArray.vector(1).cast(DType.BFLOAT16);
        assertThatThrownBy(() -> TensorCodec.toProto(numbers))
                .hasMessageContaining("Caffe2 has no element type bfloat16")
                .hasMessageContaining("convert the array");
    }
}
