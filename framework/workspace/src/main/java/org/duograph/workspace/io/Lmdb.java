package org.duograph.workspace.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duograph.messages.FileFormatException;

/**
 * The LMDB file format, as far as it takes to read the records of a database in the order of their
 * keys: what Caffe and Caffe2 keep images in.
 *
 * <p>A file is made of pages. The first two are meta pages; the one of the later transaction says
 * where the root of the tree of records is. Branch pages point to pages further down, leaf pages
 * hold records, and a value that is too long for them stands in overflow pages of its own. A page
 * begins with 16 bytes: its number (64 bits), 16 bits unused, its flags (16 bits), and where its
 * free room begins and ends (16 bits each), or how many overflow pages follow (32 bits). All
 * numbers are little-endian, as they are on the machines that write such files.
 *
 * <p>Source: the layout of files that LMDB 0.9 writes; the names are those of its mdb.c.
 */
final class Lmdb {
    static final int PAGE_HEADER = 16;
    static final int BRANCH = 0x01;
    static final int LEAF = 0x02;
    static final int OVERFLOW = 0x04;
    static final int KINDS = 0x2f;

    /** No page: the root of an empty tree. */
    static final long NONE = -1;

    private static final int META = 0x08;
    private static final int MAGIC = 0xbeefc0de;
    private static final int VERSION = 1;
    private static final int META_LENGTH = PAGE_HEADER + 136;
    private static final int DB = PAGE_HEADER + 24;
    private static final int MAIN_DB = DB + 48;
    private static final int LAST = MAIN_DB + 48;

    private Lmdb() {}

    /**
     * What a meta page says.
     *
     * @param pageSize bytes in a page
     * @param flags of the main database; not 0 where keys may have several values, say
     * @param depth pages from the root to a leaf
     * @param entries the number of records
     * @param root the number of the root's page, or {@link #NONE}
     * @param transaction the number of the transaction that wrote it
     */
    record Meta(int pageSize, int flags, int depth, long entries, long root, long transaction) {}

    /** The file with the pages: {@code path} itself, or data.mdb where it is a folder. */
    static Path file(Path path) {
        return Files.isDirectory(path) ? path.resolve("data.mdb") : path;
    }

    /** Whether a file begins as an LMDB does. */
    static boolean is(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(PAGE_HEADER + 4);
            return head.length == PAGE_HEADER + 4 && little(head).getInt(PAGE_HEADER) == MAGIC;
        }
    }

    static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads {@code length} bytes. */
    static ByteBuffer read(FileChannel channel, Path file, long offset, int length)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw damaged(file, offset, "the file ends there; it is cut");
            }
        }
        return bytes.flip();
    }

    /** What the meta page of the later transaction says. */
    static Meta meta(FileChannel channel, Path file) throws IOException {
        Meta first = meta(channel, file, 0);
        if (first == null) {
            throw damaged(file, 0, "there is no meta page of version 1 there");
        }
        Meta second = meta(channel, file, first.pageSize);
        return second != null && second.transaction > first.transaction ? second : first;
    }

    private static Meta meta(FileChannel channel, Path file, long offset) throws IOException {
        ByteBuffer page = read(channel, file, offset, META_LENGTH);
        boolean right =
                (page.getShort(10) & KINDS) == META
                        && page.getInt(PAGE_HEADER) == MAGIC
                        && page.getInt(PAGE_HEADER + 4) == VERSION;
        int pageSize = page.getInt(DB); // the first database has no use for the field
        if (!right || Integer.bitCount(pageSize) != 1 || pageSize < 512 || pageSize > 1 << 16) {
            return null;
        }
        return new Meta(
                pageSize,
                page.getShort(MAIN_DB + 4) & 0xffff,
                page.getShort(MAIN_DB + 6) & 0xffff,
                page.getLong(MAIN_DB + 32),
                page.getLong(MAIN_DB + 40),
                page.getLong(LAST + 8));
    }

    static FileFormatException damaged(Path file, long offset, String what) {
        return new FileFormatException(
                "%s is not a readable LMDB: at byte %,d %s. Copy it again, or write it anew"
                        .formatted(file, offset, what));
    }
}
