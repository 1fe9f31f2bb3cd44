package org.duograph.backend.vector;

import org.duograph.backend.Backend;
import org.duograph.backend.contract.BackendContract;

/** The vector backend keeps the contract. */
class VectorBackendContractTest implements BackendContract {
    @Override
    public Backend open() {
        return new VectorBackend();
    }
}
