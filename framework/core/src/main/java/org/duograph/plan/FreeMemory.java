package org.duograph.plan;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** An arena that grows: pieces are taken from the smallest gap that is large enough, and freed. */
final class FreeMemory {
    /** A gap between pieces that are in use. */
    private record Gap(long offset, long bytes) {}

    private final TreeMap<Long, Gap> byOffset = new TreeMap<>();
    private final TreeSet<Gap> bySize =
            new TreeSet<>(Comparator.comparingLong(Gap::bytes).thenComparingLong(Gap::offset));
    private long size;

    /** Takes a piece; returns where it begins. */
    long take(long bytes) {
        if (bytes == 0) {
            return 0; // nothing stands there, and it is in nobody's way
        }
        Gap gap = bySize.ceiling(new Gap(0, bytes));
        if (gap == null) {
            Map.Entry<Long, Gap> last = byOffset.lastEntry();
            boolean atEnd = last != null && last.getValue().offset + last.getValue().bytes == size;
            long offset = atEnd ? last.getKey() : size;
            if (atEnd) {
                remove(last.getValue());
            }
            size = offset + bytes;
            return offset;
        }
        remove(gap);
        if (gap.bytes > bytes) {
            add(new Gap(gap.offset + bytes, gap.bytes - bytes));
        }
        return gap.offset;
    }

    /** Gives a piece back; it becomes one with the gaps beside it. */
    void free(long offset, long bytes) {
        if (bytes == 0) {
            return;
        }
        long from = offset;
        long to = offset + bytes;
        Map.Entry<Long, Gap> before = byOffset.lowerEntry(offset);
        if (before != null && before.getValue().offset + before.getValue().bytes == offset) {
            from = before.getKey();
            remove(before.getValue());
        }
        Gap after = byOffset.get(to);
        if (after != null) {
            to += after.bytes;
            remove(after);
        }
        add(new Gap(from, to - from));
    }

    /** The largest size that it has had. */
    long size() {
        return size;
    }

    private void add(Gap gap) {
        byOffset.put(gap.offset, gap);
        bySize.add(gap);
    }

    private void remove(Gap gap) {
        byOffset.remove(gap.offset);
        bySize.remove(gap);
    }
}
