package org.duograph.backend;

import java.util.List;
import org.duograph.tensor.NDArray;

/**
 * Carries an array from one backend to another, by way of a host array that is made once.
 *
 * @param source the backend that it comes from
 * @param from its layout there
 * @param target the backend that it goes to
 * @param to its layout there
 */
record HostCopy(Backend source, Layout from, Backend target, Layout to) implements Blueprint {
    @Override
    public List<Layout> inputs() {
        return List.of(from);
    }

    @Override
    public List<Layout> outputs() {
        return List.of(to);
    }

    @Override
    public String implementation() {
        return source.device() + " to " + target.device();
    }

    @Override
    public boolean isSlow() {
        return true;
    }

    @Override
    public Kernel bind(Memory memory, Lane lane) {
        NDArray staging = NDArray.zeros(from.type());
        return () -> {
            source.read(from, memory.inputs().get(0), staging);
            target.write(staging, to, memory.outputs().get(0));
        };
    }
}
