package org.duograph.plan;

import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.backend.Buffer;
import org.duograph.backend.Layout;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * Where the numbers of a variable stand: in a host array, or in a backend's memory in some layout.
 *
 * <p>A state and several plans may hold one place; its memory is freed when the last one releases
 * it.
 */
final class Place {
    private final ArrayType type;
    private final NDArray host;
    private final Backend backend;
    private final Layout layout;
    private final Buffer buffer;
    private int holders;

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

    /** Writes numbers of the same type. */
    void write(NDArray from) {
        if (host != null) {
            System.arraycopy(from.data(), 0, host.data(), 0, host.size());
        } else {
            backend.write(from, layout, buffer);
        }
    }

    /** A fresh copy of the numbers. */
    NDArray read() {
        if (host != null) {
            return host.copy();
        }
        NDArray to = NDArray.zeros(type);
        backend.read(layout, buffer, to);
        return to;
    }

    /** Takes over the numbers of another place of the same type. */
    void copyFrom(Place other) {
        write(other.host != null ? other.host : other.read());
    }

    /** Says that one more holds it. */
    Place retain() {
        holders++;
        return this;
    }

    /** Says that one less holds it; the last one frees the memory. */
    void release() {
        holders--;
        if (holders == 0 && buffer != null) {
            buffer.close();
        }
    }
}
