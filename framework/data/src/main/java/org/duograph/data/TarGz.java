package org.duograph.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A reader of {@code .tar.gz} archives that trusts nothing in them.
 *
 * <p>It makes plain files and folders below one folder and nothing else: links, devices, absolute
 * names, {@code ..}, names that are special on some system, and more bytes or entries than allowed
 * are errors, before anything is written for that entry. Existing files are never overwritten.
 *
 * <p>Source: POSIX.1-1988 "ustar": blocks of 512 bytes, a header with octal numbers, then the data.
 */
final class TarGz {
    private static final int BLOCK = 512;

    private final Path archive;
    private final Path folder;
    private final long maxBytes;
    private final int maxEntries;
    private final byte[] header = new byte[BLOCK];
    private long offset;
    private long written;

    private TarGz(Path archive, Path folder, long maxBytes, int maxEntries) {
        this.archive = archive;
        this.folder = folder.toAbsolutePath().normalize();
        this.maxBytes = maxBytes;
        this.maxEntries = maxEntries;
    }

    /**
     * Extracts {@code archive} into {@code folder}.
     *
     * @param maxBytes the most bytes that all files together may have
     * @param maxEntries the most files and folders
     * @throws DataException if the archive is damaged or asks for what it must not
     */
    static void extract(Path archive, Path folder, long maxBytes, int maxEntries)
            throws IOException {
        new TarGz(archive, folder, maxBytes, maxEntries).extract();
    }

    private void extract() throws IOException {
        try (InputStream file = Files.newInputStream(archive);
                InputStream in = new BufferedInputStream(new GZIPInputStream(file, 1 << 16))) {
            for (int entries = 0; nextHeader(in); entries++) {
                if (entries == maxEntries) {
                    throw bad("at most " + maxEntries + " entries", "more");
                }
                extractEntry(in);
            }
        } catch (EOFException e) {
            throw bad("more data", "the end of the archive", e);
        } catch (ZipException e) {
            throw bad("gzip data", "something else (" + e.getMessage() + ")", e);
        }
    }

    private boolean nextHeader(InputStream in) throws IOException {
        int n = in.readNBytes(header, 0, BLOCK);
        if (n < BLOCK) {
            throw new EOFException();
        }
        if (isZero(header)) {
            return false; // the mark of the end
        }
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) { // the checksum counts itself as blanks
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        long stated = octal(148, 8);
        if (stated != sum) {
            throw bad("a header with checksum " + stated, "" + sum);
        }
        return true;
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private void extractEntry(InputStream in) throws IOException {
        String name = text(0, 100);
        if (text(257, 5).equals("ustar") && header[345] != 0) {
            name = text(345, 155) + "/" + name;
        }
        long size = octal(124, 12);
        char type = (char) (header[156] & 0xff);
        switch (type) {
            case '0', '\0' -> {
                Path target = place(name);
                if (size > maxBytes - written) {
                    throw bad(
                            "at most " + maxBytes + " bytes in all",
                            size + " bytes for '" + name + "' after " + written);
                }
                offset += BLOCK;
                Files.createDirectories(target.getParent());
                copy(in, target, size);
            }
            case '5' -> {
                Files.createDirectories(place(name));
                offset += BLOCK;
            }
            case 'g', 'x' -> { // times, owners and the like; the names we want are short
                if (size > 1 << 20) {
                    throw bad("an attribute entry of at most 1 MiB", size + " bytes");
                }
                offset += BLOCK;
                skip(in, size + (-size & (BLOCK - 1)));
            }
            default ->
                    throw bad(
                            "plain files and folders only",
                            "entry '" + name + "' of type '" + type + "' (a link or a device)");
        }
    }

    /** The place of an entry below the folder; an error if its name could lead out of it. */
    private Path place(String name) throws DataException {
        boolean plain = !name.isEmpty() && !name.startsWith("/");
        for (String part : name.split("/")) {
            plain &= part.matches("[A-Za-z0-9_][A-Za-z0-9_. -]*") || part.equals(".");
        }
        Path path = plain ? folder.resolve(name).normalize() : null;
        if (path == null || !path.startsWith(folder)) {
            throw bad("a plain name below the folder", "the entry name '" + name + "'");
        }
        return path;
    }

    private void copy(InputStream in, Path target, long size) throws IOException {
        byte[] chunk = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            for (long left = size; left > 0; ) {
                int n = in.readNBytes(chunk, 0, (int) Math.min(left, chunk.length));
                if (n == 0) {
                    throw new EOFException();
                }
                out.write(chunk, 0, n);
                left -= n;
                offset += n;
            }
        }
        written += size;
        skip(in, -size & (BLOCK - 1)); // data fills whole blocks
    }

    private void skip(InputStream in, long bytes) throws IOException {
        in.skipNBytes(bytes);
        offset += bytes;
    }

    private String text(int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(Arrays.copyOfRange(header, from, end), StandardCharsets.ISO_8859_1);
    }

    private long octal(int from, int length) throws DataException {
        String digits = text(from, length).strip();
        if (!digits.matches("[0-7]{1,11}")) {
            throw bad("an octal number", "'" + digits + "' in a header");
        }
        return Long.parseLong(digits, 8);
    }

    private DataException bad(String asked, String found) {
        return bad(asked, found, null);
    }

    private DataException bad(String asked, String found, Throwable cause) {
        String fix = "The archive is damaged or not the one expected; get it anew.";
        return DataException.at(archive, offset, asked, found, fix, cause);
    }
}
