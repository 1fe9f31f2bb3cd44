package org.duograph.backend.host;

import org.duograph.backend.HostKernel;

/** Kernels that belong together, in one file; {@link HostKernels} has a line for each of them. */
interface KernelFamily {
    /** How it runs an operator type, or null where it is not of this family. */
    HostKernel kernel(String type);
}
