package org.duograph.survey.web;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts requests in memory, by token buckets: of a visitor, and of the address that a class-room
 * of visitors shares. What is refused counts for nothing. Both are forgotten as soon as their
 * bucket is full again, and are never written anywhere.
 */
final class Limits {
    private static final int MANY = 50_000;

    private final Clock clock;
    private final Map<Key, Bucket> buckets = new HashMap<>();

    Limits(Clock clock) {
        this.clock = clock;
    }

    private record Key(Limit limit, String who) {}

    /** So many requests were left at a time, in ms. */
    private record Bucket(double left, long at) {

        double leftAt(long now, Limit limit) {
            double refilled = (double) Math.max(0, now - at) / limit.per().toMillis();
            return Math.min(limit.requests(), left + refilled * limit.requests());
        }
    }

    /**
     * Takes one request; returns zero if it is allowed, otherwise how long to wait.
     *
     * @param visitor who sends it; whoever cannot be told from others is their address
     */
    synchronized Duration take(Limit limit, String visitor, String address) {
        long now = clock.millis();
        if (buckets.size() > MANY) {
            buckets.entrySet().removeIf(e -> isFull(e.getKey(), now));
        }
        String network = network(address);
        List<Key> keys =
                limit.ofVisitor()
                        ? List.of(new Key(limit, visitor), new Key(Limit.ADDRESS, network))
                        : List.of(new Key(limit, network));
        long wait = keys.stream().mapToLong(key -> millisToWait(key, now)).max().getAsLong();
        if (wait == 0) {
            keys.forEach(key -> buckets.put(key, new Bucket(left(key, now) - 1, now)));
        }
        return Duration.ofMillis(wait);
    }

    private double left(Key key, long now) {
        Bucket bucket = buckets.get(key);
        return bucket == null ? key.limit().requests() : bucket.leftAt(now, key.limit());
    }

    private boolean isFull(Key key, long now) {
        return left(key, now) >= key.limit().requests();
    }

    private long millisToWait(Key key, long now) {
        double missing = 1 - left(key, now);
        Limit limit = key.limit();
        return missing <= 1e-9
                ? 0
                : (long) Math.ceil(missing * limit.per().toMillis() / limit.requests());
    }

    /** One household or school has a whole /64 of IPv6; only its first half tells them apart. */
    static String network(String address) {
        if (!address.contains(":")) {
            return address;
        }
        String[] groups = address.split(":", 5);
        return String.join(":", Arrays.copyOf(groups, Math.min(4, groups.length)));
    }
}
