package org.duograph.backend.cuda;

/** Kernels that belong together, in one file; {@link KernelTable} has a line for each of them. */
interface KernelFamily {
    /** How it draws an operator type, or null where it is not of this family. */
    Entry entry(String type);
}
