package org.duograph.tensor;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
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
 * <p>Source: NumPy Enhancement Proposal 1. Reads little- and big-endian, C and Fortran order;
 * writes little-endian, C order. Texts are NumPy's Unicode texts of one width for all ({@code <U5}:
 * 5 code points of 4 bytes, filled up with zeros); its byte texts ({@code S5}) are read too, as
 * UTF-8. NumPy knows no bfloat16.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR =
            Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-zA-Z])(\\d+)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");

    /** NumPy on Python 2 wrote long integers: (2L, 3L). */
    private static final Pattern DIMS = Pattern.compile("'shape'\\s*:\\s*\\(([\\dL,\\s]*)\\)");

    /** Elements that are read or written at a time. */
    private static final int PIECE = 1 << 14;

    private Npy() {}

    /**
     * Reads a whole file.
     *
     * @throws IOException if the file is missing, cut, or holds what a DType can't; the message
     *     names the file
     */
    public static NDArray read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return parse(in, Files.size(file));
        } catch (IllegalArgumentException | ArithmeticException | EOFException e) {
            throw new IOException(file + " is not a readable .npy file: " + e.getMessage(), e);
        }
    }

    private static NDArray parse(InputStream in, long bytes) throws IOException {
        byte[] start = in.readNBytes(8);
        if (start.length < 8 || !Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length))) {
            throw new IllegalArgumentException("it does not start with \\x93NUMPY");
        }
        if (start[6] < 1 || start[6] > 3) {
            throw new IllegalArgumentException(
                    "it is of version " + (start[6] & 0xff) + "; versions 1 to 3 can be read");
        }
        int lengthBytes = start[6] == 1 ? 2 : 4;
        byte[] length = in.readNBytes(lengthBytes);
        long headerLength = 0;
        for (int i = 0; i < length.length; i++) {
            headerLength |= (length[i] & 0xffL) << 8 * i;
        }
        long rest = bytes - start.length - length.length - headerLength;
        if (length.length < lengthBytes || rest < 0) {
            throw new IllegalArgumentException("its header is cut");
        }
        String header = new String(in.readNBytes((int) headerLength), StandardCharsets.ISO_8859_1);
        Matcher descr = find(DESCR, header);
        boolean fortran = find(ORDER, header).group(1).equals("True");
        int[] dims =
                Arrays.stream(find(DIMS, header).group(1).split(","))
                        .map(dim -> dim.replace("L", "").strip())
                        .filter(s -> !s.isEmpty())
                        .mapToInt(Integer::parseInt)
                        .toArray();
        boolean bigEndian = descr.group(1).equals(">");
        String kind = descr.group(2);
        int width = Integer.parseInt(descr.group(3));
        ArrayType type = new ArrayType(dtype(kind, width), Shape.of(dims));
        if (width == 0 && type.shape().size() > 0) {
            throw new IllegalArgumentException(
                    "its texts have no width, so none can be in it, but its shape is "
                            + type.shape());
        }
        int elementBytes = kind.equals("U") ? Math.multiplyExact(width, 4) : width;
        long needed = Math.multiplyExact((long) type.shape().intSize(), elementBytes);
        if (rest < needed) {
            throw new IllegalArgumentException(type + " needs " + needed + " bytes, found " + rest);
        }
        NDArray array = NDArray.zeros(type);
        int piece = elementBytes > 1 << 16 ? 1 : PIECE;
        for (int i = 0; i < array.size(); i += piece) {
            int count = Math.min(piece, array.size() - i);
            ByteBuffer elements = ByteBuffer.wrap(in.readNBytes(count * elementBytes));
            if (elements.remaining() < count * elementBytes) {
                throw new EOFException("it ended while it was read");
            }
            elements.order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            if (type.dtype().isText()) {
                getTexts(elements, kind.equals("U"), width, array.texts(), i, count);
            } else {
                type.dtype().get(elements, array.data(), i, count);
            }
        }
        return fortran ? toRowMajor(array) : array;
    }

    private static Matcher find(Pattern pattern, String header) {
        Matcher m = pattern.matcher(header);
        if (!m.find()) {
            String key = pattern.pattern().replaceAll("\\A'(\\w+)'.*", "$1");
            throw new IllegalArgumentException(
                    "its header says no "
                            + key
                            + " that can be read (of one array of numbers or texts): "
                            + header.strip());
        }
        return m;
    }

    private static DType dtype(String kind, int width) {
        if (kind.equals("U") || kind.equals("S")) {
            return DType.STRING;
        }
        for (DType dtype : DType.values()) {
            if (dtype != DType.BFLOAT16 && dtype != DType.STRING) {
                if (descr(dtype, 0).substring(1).equals(kind + width)) {
                    return dtype;
                }
            }
        }
        throw new IllegalArgumentException(
                "its element type is "
                        + kind
                        + width
                        + "; f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, b1, U and S can be read");
    }

    private static String descr(DType dtype, int width) {
        return switch (dtype) {
            case FLOAT32 -> "<f4";
            case FLOAT64 -> "<f8";
            case FLOAT16 -> "<f2";
            case INT32 -> "<i4";
            case INT64 -> "<i8";
            case UINT8 -> "|u1";
            case INT8 -> "|i1";
            case BOOL -> "|b1";
            case UINT16 -> "<u2";
            case INT16 -> "<i2";
            case UINT32 -> "<u4";
            case STRING -> "<U" + width;
            case BFLOAT16 ->
                    throw new IllegalArgumentException(
                            "A .npy file can't hold bfloat16, which NumPy does not know; convert"
                                    + " the array to float32, which loses nothing");
        };
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

    /**
     * Writes {@code array} as a version 1 file.
     *
     * @throws IllegalArgumentException if such a file can't hold its element type or its texts; a
     *     file that was there before stays as it was
     */
    public static void write(Path file, NDArray array) throws IOException {
        String header = header(array);
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
            write(stream, header, array);
        }
    }

    /** Writes what a version 1 file holds; leaves the stream open. */
    public static void write(OutputStream to, NDArray array) throws IOException {
        write(to, header(array), array);
    }

    /** What stands between the header's length and the elements. */
    private static String header(NDArray array) {
        StringBuilder dims = new StringBuilder();
        for (int d : array.shape()) {
            dims.append(d).append(", ");
        }
        String header =
                "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
                        .formatted(
                                descr(array.dtype(), width(array)),
                                dims.toString().stripTrailing());
        int padding = 63 - (10 + header.length()) % 64; // elements start at a multiple of 64
        return header + " ".repeat(padding) + "\n";
    }

    private static void write(OutputStream to, String header, NDArray array) throws IOException {
        boolean texts = array.dtype().isText();
        int width = width(array);
        to.write(MAGIC);
        to.write(new byte[] {1, 0, (byte) header.length(), (byte) (header.length() >> 8)});
        to.write(header.getBytes(StandardCharsets.ISO_8859_1));
        int elementBytes = texts ? Math.multiplyExact(width, 4) : array.dtype().bytes();
        int piece = elementBytes > 1 << 16 ? 1 : PIECE;
        for (int i = 0; i < array.size(); i += piece) {
            int count = Math.min(piece, array.size() - i);
            ByteBuffer out =
                    ByteBuffer.allocate(count * elementBytes).order(ByteOrder.LITTLE_ENDIAN);
            if (texts) {
                putTexts(array.texts(), i, count, width, out);
            } else {
                array.dtype().put(array.data(), i, count, out);
            }
            to.write(out.array());
        }
    }

    private static void getTexts(
            ByteBuffer from, boolean unicode, int width, String[] to, int begin, int count) {
        for (int i = begin; i < begin + count; i++) {
            if (unicode) {
                int[] points = new int[width];
                from.slice().order(from.order()).asIntBuffer().get(points);
                from.position(from.position() + 4 * width);
                int length = width;
                while (length > 0 && points[length - 1] == 0) {
                    length--;
                }
                to[i] = new String(points, 0, length);
            } else {
                byte[] letters = new byte[width];
                from.get(letters);
                int length = width;
                while (length > 0 && letters[length - 1] == 0) {
                    length--;
                }
                to[i] = new String(letters, 0, length, StandardCharsets.UTF_8);
            }
        }
    }

    /** The code points of the longest text, one at least, as NumPy has it; 0 for numbers. */
    private static int width(NDArray array) {
        int width = array.dtype().isText() ? 1 : 0;
        for (String text : array.dtype().isText() ? array.texts() : new String[0]) {
            if (text.endsWith("\0")) {
                throw new IllegalArgumentException(
                        "A .npy file can't hold a text that ends in the character zero, with which"
                                + " it fills up shorter ones; strip it first");
            }
            width = Math.max(width, text.codePointCount(0, text.length()));
        }
        return width;
    }

    private static void putTexts(String[] from, int begin, int count, int width, ByteBuffer to) {
        for (int i = begin; i < begin + count; i++) {
            int[] points = from[i].codePoints().toArray();
            for (int k = 0; k < width; k++) {
                to.putInt(k < points.length ? points[k] : 0);
            }
        }
    }
}
