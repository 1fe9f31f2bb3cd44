package org.duograph.survey.web;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts requests per address in memory, by token buckets. Addresses are forgotten as soon as their
 * bucket is full again, and are never written anywhere.
 */
final class Limits {
    private static final int MANY = 50_000;

    private final Clock clock;
    private final Map<Key, Bucket> buckets = new ConcurrentHashMap<>();

    Limits(Clock clock) {
        this.clock = clock;
    }

    private record Key(Limit limit, String address) {}

    /**
     * So many requests were left at a time (in ms); negative means that the last one was refused.
     */
    private record Bucket(double left, long at) {

        double leftAt(long now, Limit limit) {
            double refilled = (double) Math.max(0, now - at) / limit.per().toMillis();
            return Math.min(limit.requests(), Math.max(0, left) + refilled * limit.requests());
        }
    }

    /** Takes one request; returns zero if it is allowed, otherwise how long to wait. */
    Duration take(Limit limit, String address) {
        long now = clock.millis();
        if (buckets.size() > MANY) {
            buckets.entrySet().removeIf(e -> full(e.getKey().limit(), e.getValue(), now));
        }
        Bucket bucket =
                buckets.compute(
                        new Key(limit, network(address)),
                        (key, old) -> {
                            double left = old == null ? limit.requests() : old.leftAt(now, limit);
                            return new Bucket(left >= 1 ? left - 1 : left - 1 - 1e-9, now);
                        });
        if (bucket.left() >= 0) {
            return Duration.ZERO;
        }
        double missing = -bucket.left();
        long millis = (long) Math.ceil(missing * limit.per().toMillis() / limit.requests());
        return Duration.ofMillis(Math.max(millis, 1));
    }

    private static boolean full(Limit limit, Bucket bucket, long now) {
        return bucket.leftAt(now, limit) >= limit.requests();
    }

    /** One household or school has a whole /64 of IPv6; only its first half tells them apart. */
    private static String network(String address) {
        if (!address.contains(":")) {
            return address;
        }
        String[] groups = address.split(":", 5);
        return String.join(":", java.util.Arrays.copyOf(groups, Math.min(4, groups.length)));
    }
}
