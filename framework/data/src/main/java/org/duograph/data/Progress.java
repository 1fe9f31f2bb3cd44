package org.duograph.data;

/** Is told how far a long piece of work has come; a progress bar, for example. */
@FunctionalInterface
public interface Progress {
    /** Shows nothing. */
    Progress NONE = (what, done, total) -> {};

    /**
     * Called now and then on the thread that works, and once at the end with done = total.
     *
     * @param what the work in a few words, for example {@code cifar-10-binary.tar.gz}
     * @param done bytes done so far, those of an earlier try included
     * @param total bytes in all
     */
    void at(String what, long done, long total);
}
