package org.duograph.experiments;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import org.duograph.backend.Backend;

/**
 * The memory that this process holds at one moment.
 *
 * @param step after how many steps
 * @param resident what the system keeps in memory for it, in bytes; 0 where it does not tell
 * @param heap Java objects in use after a garbage collection, in bytes
 * @param direct buffers that Java code allocated outside its heap, in bytes
 * @param nativeBytes memory of the backend, in bytes
 * @param handles objects of the backend's native library
 */
record Footprint(int step, long resident, long heap, long direct, long nativeBytes, long handles) {
    /** The names of the columns, as in a CSV file. */
    static final String HEADER = "step,resident,heap,direct,native,handles";

    /** Collects garbage and looks. */
    static Footprint after(int step, Backend backend) {
        System.gc();
        return new Footprint(
                step,
                Machine.residentBytes(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum(),
                backend.liveBytes(),
                backend.liveHandles());
    }

    /** A line of a CSV file. */
    String csv() {
        return "%d,%d,%d,%d,%d,%d".formatted(step, resident, heap, direct, nativeBytes, handles);
    }
}
