package org.duograph.backend;

import java.util.List;
import java.util.function.Function;

/**
 * Something on its way from a device to the host: whoever asked for it goes on, and waits only when
 * it is wanted. Meanwhile the device may do other things, which do not change it.
 *
 * @param <T> what arrives
 */
public interface Arrival<T> {
    /** Whether it was there at once, as with backends in the host's own memory. */
    boolean isThere();

    /**
     * Waits for it.
     *
     * @return always the same
     * @throws RuntimeException if the device has failed since
     */
    T await();

    /** Something that is there. */
    static <T> Arrival<T> of(T thing) {
        return new Arrival<>() {
            @Override
            public boolean isThere() {
                return true;
            }

            @Override
            public T await() {
                return thing;
            }
        };
    }

    /** All of them, each of which may be on its way. */
    static <T> Arrival<List<T>> all(List<Arrival<T>> some) {
        return new Arrival<>() {
            @Override
            public boolean isThere() {
                return some.stream().allMatch(Arrival::isThere);
            }

            @Override
            public List<T> await() {
                return some.stream().map(Arrival::await).toList();
            }
        };
    }

    /** What comes of it. */
    default <U> Arrival<U> then(Function<T, U> function) {
        if (isThere()) {
            return of(function.apply(await()));
        }
        return new Arrival<>() {
            private U result;

            @Override
            public boolean isThere() {
                return false;
            }

            @Override
            public U await() {
                if (result == null) {
                    result = function.apply(Arrival.this.await());
                }
                return result;
            }
        };
    }
}
