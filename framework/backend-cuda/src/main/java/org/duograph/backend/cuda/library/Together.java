package org.duograph.backend.cuda.library;

import static jcuda.driver.JCudaDriver.cuMemcpyHtoD;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import jcuda.Pointer;
import org.duograph.backend.Kernel;

/**
 * Kernels in a row, of which neighbours that do the same with different memory are one launch. An
 * update of a bias moves a few hundred bytes, so that nearly all it costs is the launch.
 */
final class Together implements Kernel {
    private final List<Kernel> kernels = new ArrayList<>();
    private final List<DeviceBuffer> tables = new ArrayList<>();
    private final CudaDevice device;
    private Kernel inOrder;

    private Together(CudaDevice device) {
        this.device = device;
    }

    /**
     * Finds neighbours, and writes tables of their parts into the GPU's memory.
     *
     * @param join makes one kernel of several. It is given as many as there are here, so that it
     *     numbers them alike: the first of some neighbours does their work, the others nothing
     */
    static Together of(
            CudaDevice device, List<Kernel> kernels, Function<List<Kernel>, Kernel> join) {
        Together together = new Together(device);
        try {
            List<Parts> parts = new ArrayList<>();
            for (int i = 0; i < kernels.size(); i++) {
                Parts next = Launch.partsOf(kernels.get(i));
                if (next == null || !parts.stream().allMatch(next::goWith)) {
                    together.add(kernels.subList(i - parts.size(), i), parts);
                    parts.clear();
                }
                if (next == null) {
                    together.kernels.add(kernels.get(i));
                } else {
                    parts.add(next);
                }
            }
            int end = kernels.size();
            together.add(kernels.subList(end - parts.size(), end), parts);
            together.inOrder = join.apply(together.kernels);
            return together;
        } catch (RuntimeException | Error e) {
            together.close();
            throw e;
        }
    }

    private void add(List<Kernel> neighbours, List<Parts> parts) {
        if (neighbours.size() < 2) {
            kernels.addAll(neighbours);
            return;
        }
        ByteBuffer rows = Parts.table(parts.stream().mapToInt(Parts::bytes).sum());
        parts.forEach(part -> part.write(rows));
        DeviceBuffer table = Arena.allocate(device, rows.capacity());
        tables.add(table);
        device.use();
        Pointer from = Pointer.to(rows.array());
        Cuda.check("cuMemcpyHtoD", cuMemcpyHtoD(table.pointer(), from, rows.capacity()));
        long count = parts.stream().mapToLong(Parts::count).sum();
        kernels.add(Launch.ofParts(neighbours.get(0), table, count));
        neighbours.stream().skip(1).forEach(other -> kernels.add(() -> {}));
    }

    @Override
    public void run() {
        inOrder.run();
    }

    @Override
    public void close() {
        tables.forEach(DeviceBuffer::close);
        tables.clear();
    }
}
