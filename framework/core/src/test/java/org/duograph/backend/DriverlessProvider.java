package org.duograph.backend;

import java.util.Optional;
import org.duograph.graph.Device;

/** A graphics processor whose driver is missing. */
public final class DriverlessProvider implements BackendProvider {
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
        return Optional.of("no driver was found; version 525 or newer is needed");
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
        throw new IllegalStateException(whyUnavailable().orElseThrow());
    }
}
