package org.duograph.plan;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.duograph.backend.Arrival;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * Where the numbers of a variable stand: in a host array, or in a backend's memory in some layout.
 *
 * <p>A state and several plans may hold one place; its memory is freed when the last one releases
 * it. Threads may read it at the same time, and hold and release it; writing is for one at a time.
 */
final class Place {
    private final ArrayType type;
    private final NDArray host;
    private final Backend backend;
    private final Layout layout;
    private final Buffer buffer;
    private final AtomicInteger holders = new AtomicInteger();

    private Place(ArrayType type, NDArray host, Backend backend, Layout layout, Buffer buffer) {
        this.type = type;
        this.host = host;
        this.backend = backend;
        this.layout = layout;
        this.buffer = buffer;
    }

    /** A place on the host; it takes the array over. */
    static Place onHost(NDArray array) {
        return new Place(array.type(), array, null, null, null);
    }

    /** A new place in a backend's memory; its content is undefined. */
    static Place on(Backend backend, Layout layout) {
        Buffer buffer = backend.allocate(List.of(layout.bytes())).get(0);
        return new Place(layout.type(), null, backend, layout, buffer);
    }

    /** A new place of a form. */
    static Place on(SubPlan.Form form) {
        return on(form.backend(), form.layout());
    }

    /** A place in memory that belongs to somebody else, who frees it. */
    static Place in(SubPlan.Form form, Buffer borrowed) {
        Layout layout = form.layout();
        Place place = new Place(layout.type(), null, form.backend(), layout, borrowed);
        place.retain(); // by the owner
        return place;
    }

    ArrayType type() {
        return type;
    }

    Buffer buffer() {
        return buffer;
    }

    /** Bytes of memory. */
    long bytes() {
        return host != null ? type.bytes() : layout.bytes();
    }

    /** Whether it is on {@code other} and has layout {@code wanted}. */
    boolean is(Backend other, Layout wanted) {
        return host == null && backend == other && layout.equals(wanted);
    }

    /** Whether it is in memory of {@code other}. */
    boolean isOn(Backend other) {
        return host == null && backend == other;
    }

    /** How its numbers stand in the backend's memory; null on the host. */
    Layout layout() {
        return layout;
    }

    /** Writes numbers of the same type. */
    void write(NDArray from) {
        if (host != null) {
            System.arraycopy(from.data(), 0, host.data(), 0, host.size());
        } else {
            backend.write(from, layout, buffer);
        }
    }

    /** Writes as many float32 numbers as it has elements, from the buffer's position on. */
    void write(FloatBuffer from) {
        if (host != null) {
            from.get(from.position(), host.floats());
        } else {
            backend.write(from, layout, buffer);
        }
    }

    /** Copies the numbers into an array of the same type. */
    void read(NDArray into) {
        if (host != null) {
            System.arraycopy(host.data(), 0, into.data(), 0, host.size());
        } else {
            backend.read(layout, buffer, into);
        }
    }

    /** A fresh copy of the numbers. */
    NDArray read() {
        NDArray to = NDArray.zeros(type);
        read(to);
        return to;
    }

    /** A fresh copy of the numbers as they are now, which may still be on its way. */
    Arrival<NDArray> readLater() {
        return host != null ? Arrival.of(read()) : backend.readLater(layout, buffer);
    }

    /** Takes over the numbers of another place of the same type. */
    void copyFrom(Place other) {
        if (other.host != null) {
            write(other.host);
        } else if (other.backend == backend) {
            reorderFrom(other);
        } else {
            write(other.read());
        }
    }

    /** Takes numbers over inside the backend's memory: no array on the host, which may be large. */
    private void reorderFrom(Place other) {
        Buffer scratch = null;
        try (Blueprint copy = backend.reorder(other.layout, layout)) {
            if (copy.scratchBytes() > 0) {
                scratch = backend.allocate(List.of(copy.scratchBytes())).get(0);
            }
            List<Buffer> from = List.of(other.buffer);
            Blueprint.Memory memory = new Blueprint.Memory(from, List.of(buffer), scratch);
            try (Lane lane = backend.lane();
                    Kernel kernel = copy.bind(memory, lane)) {
                kernel.run();
                lane.finish();
            }
        } finally {
            if (scratch != null) {
                scratch.close();
            }
        }
    }

    /** Says that one more holds it. */
    Place retain() {
        holders.incrementAndGet();
        return this;
    }

    /** Says that one less holds it; the last one frees the memory. */
    void release() {
        if (holders.decrementAndGet() == 0) {
            free();
        }
    }

    /** Releases it if nobody else holds it; says whether that was so. */
    boolean releaseIfLast() {
        boolean last = holders.compareAndSet(1, 0);
        if (last) {
            free();
        }
        return last;
    }

    private void free() {
        if (buffer != null) {
            buffer.close();
        }
    }
}
