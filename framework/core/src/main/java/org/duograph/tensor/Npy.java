package org.duograph.tensor;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's {@code .npy} files, versions 1 to 3: a magic string, a header written as a Python
 * dictionary, then the elements.
 *
 * <p>Source: NumPy Enhancement Proposal 1. Reads little- and big-endian, C and Fortran order, and
 * float16, which becomes float32; writes little-endian, C order.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)(\\w\\d+)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");

    /** NumPy on Python 2 wrote long integers: (2L, 3L). */
    private static final Pattern DIMS = Pattern.compile("'shape'\\s*:\\s*\\(([\\dL,\\s]*)\\)");

    private Npy() {}

    /**
     * Reads a whole file.
     *
     * @throws IOException if the file is missing, cut, or holds what a DType can't; the message
     *     names the file
     */
    public static NDArray read(Path file) throws IOException {
        try {
            return parse(Files.readAllBytes(file));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is not a readable .npy file: " + e.getMessage(), e);
        }
    }

    private static NDArray parse(byte[] bytes) {
        if (bytes.length < 10 || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
            throw new IllegalArgumentException("it does not start with \\x93NUMPY");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        boolean shortHeader = bytes[6] == 1;
        int headerStart = shortHeader ? 10 : 12;
        if (bytes.length < headerStart) {
            throw new IllegalArgumentException("its header is cut");
        }
        long headerLength = shortHeader ? in.getShort(8) & 0xffff : in.getInt(8) & 0xffffffffL;
        if (headerStart + headerLength > bytes.length) {
            throw new IllegalArgumentException("its header is cut");
        }
        String header =
                new String(bytes, headerStart, (int) headerLength, StandardCharsets.ISO_8859_1);
        Matcher descr = find(DESCR, header);
        boolean fortran = find(ORDER, header).group(1).equals("True");
        int[] dims =
                Arrays.stream(find(DIMS, header).group(1).split(","))
                        .map(dim -> dim.replace("L", "").strip())
                        .filter(s -> !s.isEmpty())
                        .mapToInt(Integer::parseInt)
                        .toArray();
        if (descr.group(1).equals(">")) {
            in.order(ByteOrder.BIG_ENDIAN);
        }
        boolean half = descr.group(2).equals("f2");
        DType inFile = half ? DType.UINT16 : dtype(descr.group(2));
        ArrayType type = new ArrayType(inFile, Shape.of(dims));
        in.position(headerStart + (int) headerLength);
        if (in.remaining() < type.bytes()) {
            throw new IllegalArgumentException(
                    type + " needs " + type.bytes() + " bytes, found " + in.remaining());
        }
        NDArray array = NDArray.zeros(type);
        get(in, array);
        NDArray read = half ? widened(array) : array;
        return fortran ? toRowMajor(read) : read;
    }

    /** The bits of float16 as float32. */
    private static NDArray widened(NDArray halves) {
        short[] bits = (short[]) halves.data();
        float[] floats = new float[bits.length];
        for (int i = 0; i < bits.length; i++) {
            floats[i] = HalfFloats.toFloat(bits[i]);
        }
        return NDArray.of(halves.shape(), floats);
    }

    private static Matcher find(Pattern pattern, String header) {
        Matcher m = pattern.matcher(header);
        if (!m.find()) {
            String key = pattern.pattern().replaceAll("\\A'(\\w+)'.*", "$1");
            throw new IllegalArgumentException(
                    "its header says no "
                            + key
                            + " that can be read (of one array of numbers): "
                            + header.strip());
        }
        return m;
    }

    private static DType dtype(String descr) {
        return switch (descr) {
            case "f4" -> DType.FLOAT32;
            case "f8" -> DType.FLOAT64;
            case "i4" -> DType.INT32;
            case "i8" -> DType.INT64;
            case "u1" -> DType.UINT8;
            case "i1" -> DType.INT8;
            case "b1" -> DType.BOOL;
            case "u2" -> DType.UINT16;
            case "i2" -> DType.INT16;
            default ->
                    throw new IllegalArgumentException(
                            "its element type is "
                                    + descr
                                    + "; f2, f4, f8, i1, i2, i4, i8, u1, u2 and b1 can be read");
        };
    }

    private static String descr(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> "<f4";
            case FLOAT64 -> "<f8";
            case INT32 -> "<i4";
            case INT64 -> "<i8";
            case UINT8 -> "|u1";
            case INT8 -> "|i1";
            case BOOL -> "|b1";
            case UINT16 -> "<u2";
            case INT16 -> "<i2";
        };
    }

    private static void get(ByteBuffer in, NDArray to) {
        switch (to.dtype()) {
            case FLOAT32 -> in.asFloatBuffer().get((float[]) to.data());
            case FLOAT64 -> in.asDoubleBuffer().get((double[]) to.data());
            case INT32 -> in.asIntBuffer().get((int[]) to.data());
            case INT64 -> in.asLongBuffer().get((long[]) to.data());
            case UINT8, INT8, BOOL -> in.get((byte[]) to.data());
            case UINT16, INT16 -> in.asShortBuffer().get((short[]) to.data());
        }
    }

    private static NDArray toRowMajor(NDArray fortran) {
        int[] dims = fortran.shape().toArray();
        NDArray out = NDArray.zeros(fortran.type());
        int[] index = new int[dims.length];
        for (int i = 0; i < out.size(); i++) {
            int from = 0;
            for (int d = dims.length - 1; d >= 0; d--) {
                from = from * dims[d] + index[d];
            }
            System.arraycopy(fortran.data(), from, out.data(), i, 1);
            for (int d = dims.length - 1; d >= 0 && ++index[d] == dims[d]; d--) {
                index[d] = 0;
            }
        }
        return out;
    }

    /** Writes {@code array} as a version 1 file. */
    public static void write(Path file, NDArray array) throws IOException {
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
            write(stream, array);
        }
    }

    /** Writes what a version 1 file holds; leaves the stream open. */
    public static void write(OutputStream to, NDArray array) throws IOException {
        StringBuilder dims = new StringBuilder();
        for (int d : array.shape()) {
            dims.append(d).append(", ");
        }
        String header =
                "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
                        .formatted(descr(array.dtype()), dims.toString().stripTrailing());
        int padding = 63 - (10 + header.length()) % 64; // elements start at a multiple of 64
        header = header + " ".repeat(padding) + "\n";
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(array.type().bytes()));
        put(array, out.order(ByteOrder.LITTLE_ENDIAN));
        to.write(MAGIC);
        to.write(new byte[] {1, 0, (byte) header.length(), (byte) (header.length() >> 8)});
        to.write(header.getBytes(StandardCharsets.ISO_8859_1));
        to.write(out.array());
    }

    private static void put(NDArray from, ByteBuffer out) {
        switch (from.dtype()) {
            case FLOAT32 -> out.asFloatBuffer().put((float[]) from.data());
            case FLOAT64 -> out.asDoubleBuffer().put((double[]) from.data());
            case INT32 -> out.asIntBuffer().put((int[]) from.data());
            case INT64 -> out.asLongBuffer().put((long[]) from.data());
            case UINT8, INT8, BOOL -> out.put((byte[]) from.data());
            case UINT16, INT16 -> out.asShortBuffer().put((short[]) from.data());
        }
    }
}
