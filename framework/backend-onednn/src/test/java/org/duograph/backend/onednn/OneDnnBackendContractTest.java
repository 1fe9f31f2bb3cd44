package org.duograph.backend.onednn;

import org.duograph.backend.Backend;
import org.duograph.backend.contract.BackendContract;

/** The oneDNN backend keeps the contract. */
class OneDnnBackendContractTest implements BackendContract {
    @Override
    public Backend open() {
        return new OneDnnBackendProvider().open();
    }
}
