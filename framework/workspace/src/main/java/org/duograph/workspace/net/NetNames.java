package org.duograph.workspace.net;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names of nets that were given out, so that no two nets of a program have the same, whichever
 * thread wrote them; as in Caffe2, a name stays taken when its net is gone.
 */
final class NetNames {
    private static final Set<String> USED = ConcurrentHashMap.newKeySet();

    private NetNames() {}

    /** {@code name} if no net has it yet, else {@code name_1}, {@code name_2}, ... */
    static String take(String name) {
        String free = name;
        for (int i = 1; !USED.add(free); i++) {
            free = name + "_" + i;
        }
        return free;
    }

    /** Lets all names be used again. */
    static void release() {
        USED.clear();
    }
}
