package org.duograph.backend.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.Layout;
import org.duograph.backend.onednn.library.Arena;
import org.duograph.backend.onednn.library.NativeBuffer;
import org.duograph.backend.onednn.library.OneDnnLane;

/**
 * The way from plain numbers into other layouts, made once for each layout and then used without
 * allocating: a batch of images takes it in every step.
 *
 * <p>Large arrays, such as weights that are loaded, take a way that is made for them alone, so that
 * their plain copy does not stay. Threads that feed the same layout wait for each other.
 */
final class Feeds implements AutoCloseable {
    private static final long LARGE = 4 << 20;

    private final OneDnnBackend backend;
    private final Map<Layout, Feed> kept = new ConcurrentHashMap<>();

    Feeds(OneDnnBackend backend) {
        this.backend = backend;
    }

    /**
     * Writes an array.
     *
     * @param fill writes it into plain memory
     * @param layout how it shall stand
     */
    void write(Consumer<NativeBuffer> fill, Layout layout, Buffer to) {
        if (layout.bytes() > LARGE) {
            try (Feed once = new Feed(layout)) {
                once.write(fill, to);
            }
        } else {
            kept.computeIfAbsent(layout, Feed::new).write(fill, to);
        }
    }

    /** Plain memory, and the reorder from there to the target of the last time. */
    private final class Feed implements AutoCloseable {
        private final List<Runnable> closing = new ArrayList<>();
        private final OneDnnLane lane;
        private final Blueprint reorder;
        private final NativeBuffer plain;
        private final NativeBuffer scratch;
        private Buffer target;
        private Kernel kernel;

        Feed(Layout layout) {
            Layout from = backend.plain(layout.type());
            try {
                reorder = backend.reorder(from, layout);
                closing.add(reorder::close);
                lane = backend.lane();
                closing.add(lane::close);
                plain = Arena.allocate(from.bytes());
                closing.add(plain::close);
                scratch = Arena.allocate(reorder.scratchBytes());
                closing.add(scratch::close);
            } catch (RuntimeException | Error e) {
                close();
                throw e;
            }
        }

        synchronized void write(Consumer<NativeBuffer> fill, Buffer to) {
            fill.accept(plain);
            if (to != target) {
                unbind();
                Blueprint.Memory memory =
                        new Blueprint.Memory(List.of(plain), List.of(to), scratch);
                kernel = reorder.bind(memory, lane);
                target = to;
            }
            kernel.run();
            lane.finish();
        }

        private void unbind() {
            if (kernel != null) {
                kernel.close();
                kernel = null;
                target = null;
            }
        }

        @Override
        public void close() {
            unbind();
            closing.forEach(Runnable::run);
        }
    }

    @Override
    public void close() {
        kept.values().forEach(Feed::close);
        kept.clear();
    }
}
