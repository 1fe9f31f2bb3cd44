package org.duograph.backend.cuda;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.duograph.backend.Backend;
import org.duograph.backend.BackendOptions;
import org.duograph.backend.BackendProvider;
import org.duograph.backend.cuda.library.CudaDevice;
import org.duograph.backend.cuda.library.CudaNatives;
import org.duograph.backend.cuda.library.CudaOptions;
import org.duograph.graph.Device;

/** Offers the GPU backend where there are a GPU, its driver and cuDNN. */
public final class CudaBackendProvider implements BackendProvider {
    /** Called by {@link java.util.ServiceLoader}. */
    public CudaBackendProvider() {}

    @Override
    public String name() {
        return CudaBackend.NAME;
    }

    @Override
    public String kind() {
        return Device.GPU;
    }

    @Override
    public int rank() {
        return 20;
    }

    @Override
    public Optional<String> whyUnavailable() {
        return CudaNatives.whyUnavailable();
    }

    @Override
    public List<String> devices() {
        return IntStream.range(0, CudaNatives.devices()).mapToObj(CudaDevice::name).toList();
    }

    @Override
    public Map<String, String> options() {
        return CudaOptions.MEANINGS;
    }

    @Override
    public Set<String> operators() {
        return KernelTable.FAMILIES.types();
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
        CudaNatives.require();
        long whole = CudaDevice.totalBytes(device.index());
        return new CudaBackend(device.index(), CudaOptions.of(options, whole));
    }
}
