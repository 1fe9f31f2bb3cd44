package org.duograph.backend.cuda;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.duograph.backend.Backend;
import org.duograph.backend.contract.BackendContract;
import org.duograph.graph.OpDef;
import org.duograph.ops.OpCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The GPU backend keeps the contract. {@code -Dduograph.cuda.ops=Relu,Conv} tries some operators
 * only, {@code -Dduograph.cuda.every=16} every sixteenth of the catalogue.
 */
class CudaBackendContractTest implements BackendContract {
    private static Backend kept;

    /** Each test opens the backend; with it open all the time, a GPU's context is made once. */
    @BeforeAll
    static void keepTheContext() {
        kept = StandIn.open();
    }

    @AfterAll
    static void giveTheContextBack() {
        if (kept != null) {
            kept.close();
        }
    }

    @Override
    public Backend open() {
        return StandIn.open();
    }

    @Override
    public Collection<OpDef> operators() {
        String some = System.getProperty("duograph.cuda.ops", "");
        if (!some.isEmpty()) {
            return Arrays.stream(some.split(",")).map(OpCatalog::get).toList();
        }
        List<OpDef> all = List.copyOf(OpCatalog.all());
        int every = Integer.getInteger("duograph.cuda.every", 1);
        return IntStream.range(0, all.size())
                .filter(i -> i % every == 0)
                .mapToObj(all::get)
                .toList();
    }
}
