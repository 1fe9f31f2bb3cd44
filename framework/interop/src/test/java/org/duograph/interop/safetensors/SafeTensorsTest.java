package org.duograph.interop.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SafeTensorsTest {
    @TempDir private Path folder;

    /** A file with this header and so many bytes of data 0, 1, 2, ... */
    private Path file(String header, int data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(text.length).put(text);
        for (int i = 0; i < data; i++) {
            all.put((byte) i);
        }
        return Files.write(folder.resolve("some.safetensors"), all.array());
    }

    @Test
    void aFileWrittenByHandIsRead() throws IOException {
        SafeTensors read =
                SafeTensors.read(
                        file(
                                """
                                {"__metadata__":{"format":"pt"},
                                 "b":{"dtype":"I16","shape":[2],"data_offsets":[4,8]},
                                 "a.weight":{"dtype":"U8","shape":[2,2],"data_offsets":[0,4]},
                                 "none":{"dtype":"F32","shape":[0,3],"data_offsets":[8,8]},
                                 "one":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}
                                """,
                                12));
        assertThat(read.notes()).isEqualTo(Map.of("format", "pt"));
        assertThat(read.arrays().keySet())
                .containsExactlyInAnyOrder("a.weight", "b", "none", "one");
        assertThat(read.arrays().get("a.weight").toDoubles()).containsExactly(0, 1, 2, 3);
        assertThat(read.arrays().get("b").toDoubles()).containsExactly(0x0504, 0x0706);
        assertThat(read.arrays().get("none").shape()).isEqualTo(Shape.of(0, 3));
        assertThat(read.arrays().get("one").item()).isEqualTo(Float.intBitsToFloat(0x0b0a0908));
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = "STRING", mode = EnumSource.Mode.EXCLUDE)
    void eachTypeComesBackAsItWasWritten(DType dtype) throws IOException {
        NDArray array = NDArray.zeros(new ArrayType(dtype, Shape.of(3, 5)));
        for (int i = 0; i < array.size(); i++) {
            array.set(i, dtype == DType.BOOL ? i % 2 : i);
        }
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        arrays.put("x", array);
        arrays.put("more", NDArray.vector(1.5f, -2));
        Path file = folder.resolve("types.safetensors");
        new SafeTensors(arrays, Map.of("why", "to see")).write(file);
        SafeTensors read = SafeTensors.read(file);
        assertThat(read.arrays().get("x").type()).isEqualTo(array.type());
        assertThat(read.arrays().get("x").toDoubles()).isEqualTo(array.toDoubles());
        assertThat(read.arrays().get("more").floats()).containsExactly(1.5f, -2);
        assertThat(read.notes()).containsEntry("why", "to see");
        assertThat(Files.list(folder)).as("no half file stays").hasSize(1);
    }

    @Test
    void largeArraysAreReadAndWrittenInPieces() throws IOException {
        float[] numbers = new float[700_001];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        Path file = folder.resolve("large.safetensors");
        new SafeTensors(Map.of("x", NDArray.vector(numbers)), Map.of()).write(file);
        assertThat(SafeTensors.read(file).arrays().get("x").floats()).isEqualTo(numbers);
    }

    @Test
    void textsAreNotWritten() {
        SafeTensors texts =
                new SafeTensors(Map.of("t", NDArray.ofTexts(Shape.of(1), "a")), Map.of());
        assertThatThrownBy(() -> texts.write(folder.resolve("t")))
                .hasMessageContaining("Array \"t\" holds string");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1]                                                            | 0 | the header to be an object",
                "{\"a\": 3}                                                     | 0 | \"a\" to be an object",
                "{\"a\": {\"dtype\":\"F8\",\"shape\":[1],\"data_offsets\":[0,1]}} | 1 | one of the types [BF16",
                "{\"a\": {\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | 4 | a place of 8 bytes",
                "{\"a\": {\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,4]}} | 4 | at most 2147483647 elements",
                "{\"a\": {\"dtype\":\"F32\",\"shape\":[3000000000],\"data_offsets\":[0,4]}} | 4 | at most 2147483647 elements",
                "{\"a\": {\"dtype\":\"F32\",\"shape\":[2000000000,2000000000,2000000000],\"data_offsets\":[0,4]}} | 4 | at most 2147483647 elements",
                "{\"a\": {\"dtype\":\"F32\",\"shape\":\"1\",\"data_offsets\":[0,4]}} | 4 | a list of whole numbers",
                "{\"a\": {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | 8 | to begin at byte 0",
                "{\"a\": {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 3 | 4 bytes of data",
                "{\"a\": {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 9 | 4 bytes of data",
                "{\"a\":                                                         | 0 | a header of JSON"
            })
    void whatIsWrongIsSaid(String header, int data, String message) throws IOException {
        Path file = file(header, data);
        assertThatThrownBy(() -> SafeTensors.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("some.safetensors")
                .hasMessageContaining(message);
    }

    @Test
    void aFileThatIsCutAnywhereIsRefused() throws IOException {
        Path whole = folder.resolve("whole");
        new SafeTensors(Map.of("x", NDArray.vector(1, 2, 3)), Map.of()).write(whole);
        byte[] bytes = Files.readAllBytes(whole);
        for (int length = 0; length < bytes.length; length++) {
            Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> SafeTensors.read(cut)).isInstanceOf(IOException.class);
        }
    }

    /** Bytes of any kind are read, or refused by an IOException. */
    @FuzzTest(maxDuration = "10m")
    void anyBytesAreReadOrRefused(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("any", ".safetensors");
        try {
            SafeTensors.read(Files.write(file, bytes));
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("safetensors");
        } finally {
            Files.delete(file);
        }
    }
}
