package org.duograph.backend.contract;

import org.duograph.backend.Backend;
import org.duograph.backend.java.JavaBackend;

/** The reference backend keeps the contract. */
class JavaBackendTest implements BackendContract {
    @Override
    public Backend open() {
        return new JavaBackend();
    }
}
