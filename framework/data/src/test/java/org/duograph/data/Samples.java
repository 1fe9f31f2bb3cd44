package org.duograph.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Small data sets and archives that the tests of this package read. */
final class Samples {
    private Samples() {}

    /** A data set of 25 training and 6 test images. */
    static DataSet small() {
        return new Shapes10(7, 25, 6).generate();
    }

    /**
     * Images whose pixels are all {@code 10 * i + channel} in image {@code i}, labels {@code i}.
     */
    static Images numbered(int count, ImageShape shape) {
        byte[] pixels = new byte[count * shape.size()];
        byte[] labels = new byte[count];
        for (int i = 0; i < pixels.length; i++) {
            int image = i / shape.size();
            pixels[i] = (byte) (10 * image + i % shape.size() / shape.plane());
        }
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) i;
        }
        return new Images(shape, pixels, labels);
    }

    /** The official archive's layout around the small data set. */
    static byte[] archive(Path scratch) throws IOException {
        Path folder = scratch.resolve("to-pack");
        Cifar10.write(small(), folder);
        Tar tar = new Tar().folder(Cifar10.FOLDER + "/");
        try (Stream<Path> files = Files.list(folder).sorted()) {
            for (Path file : (Iterable<Path>) files::iterator) {
                tar.file(Cifar10.FOLDER + "/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
        return tar.gz();
    }

    static String sha256(byte[] bytes) {
        var digest = Checksums.sha256();
        digest.update(bytes);
        return Checksums.hex(digest);
    }

    /** A maker of tar files, honest and otherwise. */
    static final class Tar {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Tar folder(String name) {
            return entry('5', name, "", new byte[0], 0);
        }

        Tar file(String name, byte[] content) {
            return entry('0', name, "", content, content.length);
        }

        Tar link(char type, String name, String to) {
            return entry(type, name, to, new byte[0], 0);
        }

        Tar entry(char type, String name, String link, byte[] content, long statedSize) {
            byte[] header = new byte[512];
            put(header, 0, name);
            put(header, 100, "0000644");
            put(header, 124, "%011o".formatted(statedSize));
            put(header, 136, "00000000000");
            put(header, 148, "        ");
            header[156] = (byte) type;
            put(header, 157, link);
            put(header, 257, "ustar\00000");
            int sum = 0;
            for (byte b : header) {
                sum += b & 0xff;
            }
            put(header, 148, "%06o\0 ".formatted(sum));
            out.writeBytes(header);
            out.writeBytes(Arrays.copyOf(content, (content.length + 511) / 512 * 512));
            return this;
        }

        private static void put(byte[] header, int at, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(bytes, 0, header, at, bytes.length);
        }

        byte[] bytes() {
            return Arrays.copyOf(out.toByteArray(), out.size() + 1024);
        }

        byte[] gz() {
            return Samples.gz(bytes());
        }
    }

    static byte[] gz(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gz = new GZIPOutputStream(packed)) {
            gz.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
