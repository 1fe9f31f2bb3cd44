package org.duograph.backend.host;

import org.duograph.backend.Backend;
import org.duograph.backend.contract.BackendContract;

/** The host backend keeps the contract. */
class HostBackendContractTest implements BackendContract {
    @Override
    public Backend open() {
        return new HostBackendProvider().open();
    }
}
