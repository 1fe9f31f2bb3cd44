package org.duograph.workspace.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import org.duograph.messages.FileFormatException;

/**
 * A place in an LMDB, whose records it gives in the order of their keys. The file is only read, and
 * pages are fetched as they are needed; nobody may write to it meanwhile.
 */
final class LmdbCursor implements DbCursor {
    private static final int NODE_HEADER = 8;
    private static final int BIG = 0x01;
    private static final int DEEPEST = 32;

    private final Path file;
    private final FileChannel channel;
    private final Lmdb.Meta meta;
    private final Deque<Level> path = new ArrayDeque<>();
    private long seen;
    private String key;
    private byte[] value;
    private long offset;

    /** A page on the way down, and the next of its nodes. */
    private static final class Level {
        final long start;
        final ByteBuffer page;
        final boolean leaf;
        final int count;
        int next;

        Level(long start, ByteBuffer page) {
            this.start = start;
            this.page = page;
            this.leaf = (page.getShort(10) & Lmdb.LEAF) != 0;
            this.count = ((page.getShort(12) & 0xffff) - Lmdb.PAGE_HEADER) / 2;
        }
    }

    LmdbCursor(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            this.meta = Lmdb.meta(channel, file);
            if (meta.flags() != 0) {
                throw new FileFormatException(
                        "%s is an LMDB whose keys have several values or are numbers (flags %#x), which can't be read"
                                .formatted(file, meta.flags()));
            }
            rewind();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void rewind() throws IOException {
        path.clear();
        seen = 0;
        key = null;
        value = null;
        if (meta.root() != Lmdb.NONE) {
            enter(meta.root());
        }
    }

    private void enter(long number) throws IOException {
        long start = start(number);
        if (path.size() >= Math.min(DEEPEST, meta.depth())) {
            throw Lmdb.damaged(file, start, "the tree is deeper than it says");
        }
        ByteBuffer page = Lmdb.read(channel, file, start, meta.pageSize());
        int kind = page.getShort(10) & Lmdb.KINDS;
        int lower = page.getShort(12) & 0xffff;
        boolean right = kind == Lmdb.LEAF || kind == Lmdb.BRANCH;
        if (!right || page.getLong(0) != number || lower < 16 || lower > meta.pageSize()) {
            throw Lmdb.damaged(file, start, "there is no page of the tree");
        }
        path.push(new Level(start, page));
    }

    private long start(long number) throws FileFormatException {
        long pages = Long.MAX_VALUE / meta.pageSize();
        if (number < 2 || number >= pages) {
            throw Lmdb.damaged(file, 0, "page " + number + " is asked for, which can't be");
        }
        return number * meta.pageSize();
    }

    @Override
    public boolean next() throws IOException {
        key = null;
        value = null;
        while (!path.isEmpty()) {
            Level level = path.peek();
            if (level.next == level.count) {
                path.pop();
                continue;
            }
            int node = node(level, level.next++);
            if (level.leaf) {
                read(level, node);
                return true;
            }
            enter(
                    level.page.getInt(node) & 0xffffffffL
                            | (long) (level.page.getShort(node + 4) & 0xffff) << 32);
        }
        if (seen != meta.entries()) {
            throw Lmdb.damaged(
                    file,
                    0,
                    "%,d records are said to be there, but %,d are"
                            .formatted(meta.entries(), seen));
        }
        return false;
    }

    /** Where a node stands in its page. */
    private int node(Level level, int index) throws FileFormatException {
        int node = level.page.getShort(Lmdb.PAGE_HEADER + 2 * index) & 0xffff;
        boolean inside = node >= Lmdb.PAGE_HEADER && node + NODE_HEADER <= meta.pageSize();
        int keyEnd = inside ? keyEnd(level, node) : 0;
        if (!inside || keyEnd > meta.pageSize()) {
            throw Lmdb.damaged(file, level.start + node, "a record reaches beyond its page");
        }
        return node;
    }

    private static int keyEnd(Level level, int node) {
        return node + NODE_HEADER + (level.page.getShort(node + 6) & 0xffff);
    }

    private void read(Level level, int node) throws IOException {
        offset = level.start + node;
        int flags = level.page.getShort(node + 4) & 0xffff;
        long length = level.page.getInt(node) & 0xffffffffL;
        int data = keyEnd(level, node);
        boolean big = flags == BIG;
        if (flags != 0 && !big || length > Integer.MAX_VALUE - 8 || ++seen > meta.entries()) {
            throw Lmdb.damaged(file, offset, "there is no plain record");
        }
        if (data + (big ? 8 : length) > meta.pageSize()) {
            throw Lmdb.damaged(file, offset, "a record reaches beyond its page");
        }
        byte[] bytes = new byte[data - node - NODE_HEADER];
        level.page.get(node + NODE_HEADER, bytes);
        key = new String(bytes, StandardCharsets.UTF_8);
        value = big ? overflow(level.page.getLong(data), (int) length) : new byte[(int) length];
        if (!big) {
            level.page.get(data, value);
        }
    }

    private byte[] overflow(long number, int length) throws IOException {
        long start = start(number);
        ByteBuffer header = Lmdb.read(channel, file, start, Lmdb.PAGE_HEADER);
        boolean right = (header.getShort(10) & Lmdb.KINDS) == Lmdb.OVERFLOW;
        long room = (header.getInt(12) & 0xffffffffL) * meta.pageSize() - Lmdb.PAGE_HEADER;
        if (!right || length > room || start + length > channel.size()) {
            throw Lmdb.damaged(file, start, "there is no value of %,d bytes".formatted(length));
        }
        return Lmdb.read(channel, file, start + Lmdb.PAGE_HEADER, length).array();
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public byte[] value() {
        return value;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
