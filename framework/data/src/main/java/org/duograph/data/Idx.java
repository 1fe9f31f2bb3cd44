package org.duograph.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A reader of IDX files, the format of MNIST: any array of numbers, plain or packed with gzip.
 *
 * <p>Two zero bytes, the element type, the rank, one big-endian int32 per dimension, the elements.
 * Whether a file is packed is told by its first bytes, not by its name.
 *
 * <p>Source: the <a href="https://yann.lecun.org/exdb/mnist/">MNIST page</a>.
 */
public final class Idx {
    private static final int MAX_RANK = 8;
    private static final String FIX = "The file is damaged or in another format; get it anew.";

    private final Path file;
    private long offset;

    private Idx(Path file) {
        this.file = file;
    }

    /**
     * Reads the whole file.
     *
     * @throws DataException if it is missing, cut, too long or not IDX; offsets count unpacked
     *     bytes
     */
    public static NDArray read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            String found = Files.exists(file) ? "something else" : "nothing there";
            throw DataException.of(file, "an IDX file", found, "Check the path.");
        }
        return new Idx(file).read();
    }

    private NDArray read() throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            raw.mark(2);
            boolean packed = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            try (InputStream in = packed ? new GZIPInputStream(raw, 1 << 16) : raw) {
                return read(in, Files.size(file) * (packed ? 1032L : 1)); // deflate's best ratio
            } catch (EOFException e) { // the packed data is cut
                throw bad("more data", "the end of the file", e);
            } catch (ZipException e) {
                throw bad("gzip data", "something else (" + e.getMessage() + ")", e);
            }
        }
    }

    private NDArray read(InputStream in, long atMost) throws IOException {
        byte[] magic = bytes(in, 4, "the magic number");
        if (magic[0] != 0 || magic[1] != 0 || magic[3] < 0 || magic[3] > MAX_RANK) {
            offset = 0;
            throw bad(
                    "two zero bytes, a type and a rank up to " + MAX_RANK,
                    Arrays.toString(magic),
                    null);
        }
        DType dtype = dtype(magic[2]);
        int[] dims = new int[magic[3]];
        long size = dtype.bytes();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = ByteBuffer.wrap(bytes(in, 4, "dimension " + i)).getInt();
            boolean fits = dims[i] >= 0 && size * dims[i] <= Math.min(atMost, Integer.MAX_VALUE);
            if (!fits) { // before a small file makes us take a lot of memory
                offset -= 4;
                throw bad("dimensions that this file can hold", "" + dims[i], null);
            }
            size *= dims[i];
        }
        byte[] data = bytes(in, (int) size, "%d bytes of elements".formatted(size));
        if (in.read() >= 0) {
            throw bad("the end of the file", "more bytes", null);
        }
        return NDArray.wrap(new ArrayType(dtype, Shape.of(dims)), elements(dtype, data));
    }

    private DType dtype(byte code) throws DataException {
        return switch (code) {
            case 0x08 -> DType.UINT8;
            case 0x09 -> DType.INT8;
            case 0x0B -> DType.INT16;
            case 0x0C -> DType.INT32;
            case 0x0D -> DType.FLOAT32;
            case 0x0E -> DType.FLOAT64;
            default -> {
                offset = 2;
                throw bad("a type from 8, 9, 11, 12, 13, 14", "" + (code & 0xff), null);
            }
        };
    }

    private byte[] bytes(InputStream in, int count, String what) throws IOException {
        byte[] bytes = new byte[count];
        for (int done = 0; done < count; ) { // in pieces, so that offset is right if one throws
            int n = in.read(bytes, done, Math.min(count - done, 1 << 16));
            if (n < 0) {
                throw bad(what, "the end of the file", null);
            }
            done += n;
            offset += n;
        }
        return bytes;
    }

    private static Object elements(DType dtype, byte[] data) {
        if (dtype.arrayClass() == byte[].class) {
            return data;
        }
        int count = data.length / dtype.bytes();
        Object to = Array.newInstance(dtype.arrayClass().getComponentType(), count);
        dtype.get(ByteBuffer.wrap(data), to, 0, count); // big-endian, as IDX is
        return to;
    }

    private DataException bad(String asked, String found, Throwable cause) {
        return DataException.at(file, offset, asked, found, FIX, cause);
    }
}
