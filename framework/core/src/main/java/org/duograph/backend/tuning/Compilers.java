package org.duograph.backend.tuning;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/** Java's own compilers, as far as they tell whether they work. */
final class Compilers {
    private static final CompilationMXBean BEAN = bean();

    private Compilers() {}

    /** How long they have worked in this process; always 0 where they do not tell. */
    static long nanos() {
        return BEAN == null ? 0 : BEAN.getTotalCompilationTime() * 1_000_000;
    }

    private static CompilationMXBean bean() {
        try {
            CompilationMXBean bean = ManagementFactory.getCompilationMXBean();
            return bean != null && bean.isCompilationTimeMonitoringSupported() ? bean : null;
        } catch (NoClassDefFoundError e) { // a Java machine without its module
            return null;
        }
    }
}
