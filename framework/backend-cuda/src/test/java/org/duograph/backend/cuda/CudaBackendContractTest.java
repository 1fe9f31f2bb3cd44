package org.duograph.backend.cuda;

import java.util.Collection;
import org.duograph.backend.Backend;
import org.duograph.backend.contract.BackendContract;
import org.duograph.graph.OpDef;
import org.duograph.ops.OpCatalog;

/**
 * The GPU backend keeps the contract. {@code -Dduograph.cuda.ops=Relu,Conv} tries some operators
 * only.
 */
class CudaBackendContractTest implements BackendContract {
    @Override
    public Backend open() {
        return StandIn.open();
    }

    @Override
    public Collection<OpDef> operators() {
        String some = System.getProperty("duograph.cuda.ops", "");
        return some.isEmpty()
                ? OpCatalog.all()
                : java.util.Arrays.stream(some.split(",")).map(OpCatalog::get).toList();
    }
}
