package org.duograph.survey.web;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.duograph.survey.store.Counts;
import org.duograph.survey.store.Store;
import org.duograph.survey.study.Group;
import org.duograph.survey.study.Study;

/**
 * Decides by chance what each participant gets: group, orders. Groups are dealt from a shuffled
 * pack that holds each of them twice as often as its share says (permuted blocks), so that they
 * stay in balance all the time and nobody can tell which comes next.
 */
final class Draws {
    private static final int TIMES = 2;

    private final Store store;
    private final Random chance = new SecureRandom();

    /** What is left of the pack of each version of a study. */
    private final Map<String, Deque<String>> packs = new HashMap<>();

    /** How many have begun, by study and group: decides the order of frameworks of the next. */
    private final Map<String, Long> begun = new HashMap<>();

    Draws(Store store) {
        this.store = store;
    }

    /** Draws for the next participant. Somebody who only tries the study takes nobody's place. */
    synchronized List<String> next(Study study, boolean trial) {
        if (trial) {
            return study.draw(chance.nextInt(1000), group(pack(study)), chance);
        }
        String version = study.id() + " " + study.version();
        Deque<String> pack = packs.computeIfAbsent(version, v -> new ArrayDeque<>());
        if (pack.isEmpty()) {
            pack.addAll(pack(study));
        }
        Optional<String> group = Optional.ofNullable(pack.poll());
        String counted = study.id() + " " + group.orElse("");
        long n = begun.computeIfAbsent(counted, key -> earlier(study.id()));
        begun.put(counted, n + 1);
        return study.draw(n, group, chance);
    }

    private List<String> pack(Study study) {
        List<String> pack = new ArrayList<>();
        for (Group group : study.groups()) {
            pack.addAll(Collections.nCopies(TIMES * group.share(), group.item().code()));
        }
        Collections.shuffle(pack, chance);
        return pack;
    }

    private static Optional<String> group(List<String> pack) {
        return pack.stream().findFirst();
    }

    private long earlier(String study) {
        Counts counts = store.counts(study);
        return counts.responses() + counts.drafts();
    }
}
