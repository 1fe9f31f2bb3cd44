package org.duograph.plan;

import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.backend.Buffer;
import org.duograph.backend.Layout;
import org.duograph.ops.control.Loop;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;

/** Single whole numbers in a backend's memory: read and written by way of one host array. */
final class Numbers {
    private final Backend backend;
    private final Layout layout;
    private final NDArray staging = NDArray.zeros(Loop.NUMBER);

    Numbers(Backend backend) {
        this.backend = backend;
        this.layout = backend.plain(Loop.NUMBER);
    }

    /** Memory for one number. */
    Buffer allocate() {
        return backend.allocate(List.of(layout.bytes())).get(0);
    }

    long read(Buffer from) {
        backend.read(layout, from, staging);
        return staging.getWhole(0);
    }

    void write(long number, Buffer to) {
        staging.setWhole(0, number);
        backend.write(staging, layout, to);
    }

    /** What a node draws as the key of its bodies' random numbers in the run that stands there. */
    long key(long seed, String name, Buffer step) {
        return Philox.of(seed, name, read(step)).key();
    }
}
