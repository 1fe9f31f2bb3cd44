package org.duograph.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.duograph.graph.OpDef;

/**
 * Kernels that anyone adds to a backend. Found by {@link ServiceLoader}.
 *
 * <p>A backend runs an operator type by a library's kernel where one says that it supports a node,
 * and by its own otherwise. A kernel in Java is a {@link HostKernel}; others implement {@link
 * KernelFactory} with what the backend's own classes offer.
 */
public interface KernelLibrary {
    /**
     * The name of the backend to which it adds kernels. Those for {@code host}, which are {@link
     * HostKernel}s, also serve backends that run host kernels in their own memory, as oneDNN does,
     * where those have none of their own.
     */
    String backend();

    /**
     * How it runs an operator type on that backend, or null where it does not.
     *
     * @param backend the open backend, whose layouts the blueprints shall name
     */
    KernelFactory factory(OpDef op, Backend backend);

    /** The libraries on the class path that add to the backend of that name. */
    static List<KernelLibrary> of(String backend) {
        List<KernelLibrary> all = new ArrayList<>();
        for (KernelLibrary library : ServiceLoader.load(KernelLibrary.class)) {
            if (library.backend().equals(backend)) {
                all.add(library);
            }
        }
        return all;
    }
}
