package org.duograph.cli;

import java.util.Optional;
import org.duograph.backend.Backend;
import org.duograph.backend.BackendOptions;
import org.duograph.backend.BackendProvider;
import org.duograph.graph.Device;

/** Graphics processors whose driver is too old. */
public final class DriverlessGpus implements BackendProvider {
    @Override
    public String name() {
        return "driverless";
    }

    @Override
    public int rank() {
        return -2;
    }

    @Override
    public String kind() {
        return Device.GPU;
    }

    @Override
    public Optional<String> whyUnavailable() {
        return Optional.of("driver 470 was found; 525 or newer is needed");
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
        throw new IllegalStateException(whyUnavailable().orElseThrow());
    }
}
